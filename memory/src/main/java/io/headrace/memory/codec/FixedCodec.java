package io.headrace.memory.codec;

/**
 * What the canonical codecs of one fixed length share: the checks. The primitive forms stand beside them as static
 * methods, without checks and without boxes.
 *
 * <p><b>Threading:</b> stateless.
 */
abstract class FixedCodec<T> implements Codec<T> {
    private static final int VERSION = 1;

    private final String name;
    private final int length;

    FixedCodec(String name, int length) {
        this.name = name;
        this.length = length;
    }

    abstract void write(T value, long address);

    abstract T read(long address);

    @Override
    public final int encode(T value, long address, int capacity) {
        if (value == null) throw Refusal.ofNull(this);
        if (capacity < length) return NO_ROOM;
        write(value, address);
        return length;
    }

    @Override
    public final T decode(long address, int length) {
        if (length != this.length) throw Refusal.ofLength(this, length, this.length + " bytes");
        return read(address);
    }

    @Override
    public final boolean canonical() {
        return true;
    }

    @Override
    public final int fixedLength() {
        return length;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final int version() {
        return VERSION;
    }

    @Override
    public final String toString() {
        return id();
    }
}
