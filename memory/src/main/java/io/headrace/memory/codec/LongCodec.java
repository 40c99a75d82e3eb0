package io.headrace.memory.codec;

import io.headrace.memory.RawMemory;

/**
 * A {@code long}: eight bytes, little-endian.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class LongCodec extends FixedCodec<Long> {
    public static final int LENGTH = 8;
    public static final LongCodec INSTANCE = new LongCodec();

    private LongCodec() {
        super("long", LENGTH);
    }

    /** Writes the {@value #LENGTH} bytes; the room is the caller's care. */
    public static void put(long value, long address) {
        RawMemory.putLong(address, value);
    }

    public static long get(long address) {
        return RawMemory.getLong(address);
    }

    @Override
    void write(Long value, long address) {
        put(value, address);
    }

    @Override
    Long read(long address) {
        return get(address);
    }
}
