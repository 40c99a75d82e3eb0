package io.headrace.memory.codec;

import io.headrace.memory.RawMemory;

/**
 * A {@code short}: two bytes, little-endian.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class ShortCodec extends FixedCodec<Short> {
    public static final int LENGTH = 2;
    public static final ShortCodec INSTANCE = new ShortCodec();

    private ShortCodec() {
        super("short", LENGTH);
    }

    /** Writes the {@value #LENGTH} bytes; the room is the caller's care. */
    public static void put(short value, long address) {
        RawMemory.putShort(address, value);
    }

    public static short get(long address) {
        return RawMemory.getShort(address);
    }

    @Override
    void write(Short value, long address) {
        put(value, address);
    }

    @Override
    Short read(long address) {
        return get(address);
    }
}
