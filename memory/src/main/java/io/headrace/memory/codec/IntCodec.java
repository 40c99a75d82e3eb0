package io.headrace.memory.codec;

import io.headrace.memory.RawMemory;

/**
 * An {@code int}: four bytes, little-endian.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class IntCodec extends FixedCodec<Integer> {
    public static final int LENGTH = 4;
    public static final IntCodec INSTANCE = new IntCodec();

    private IntCodec() {
        super("int", LENGTH);
    }

    /** Writes the {@value #LENGTH} bytes; the room is the caller's care. */
    public static void put(int value, long address) {
        RawMemory.putInt(address, value);
    }

    public static int get(long address) {
        return RawMemory.getInt(address);
    }

    @Override
    void write(Integer value, long address) {
        put(value, address);
    }

    @Override
    Integer read(long address) {
        return get(address);
    }
}
