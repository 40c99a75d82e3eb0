package io.headrace.memory.codec;

import io.headrace.memory.RawMemory;

/**
 * A {@code boolean}: one byte, 0 or 1.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class BooleanCodec extends FixedCodec<Boolean> {
    public static final int LENGTH = 1;
    public static final BooleanCodec INSTANCE = new BooleanCodec();

    private BooleanCodec() {
        super("boolean", LENGTH);
    }

    /** Writes the byte; the room is the caller's care. */
    public static void put(boolean value, long address) {
        RawMemory.putByte(address, value ? (byte) 1 : 0);
    }

    public static boolean get(long address) {
        return RawMemory.getByte(address) != 0;
    }

    @Override
    void write(Boolean value, long address) {
        put(value, address);
    }

    @Override
    Boolean read(long address) {
        byte found = RawMemory.getByte(address);
        if (found != 0 && found != 1) throw Refusal.corrupt(this, "byte " + found, "0 or 1");
        return found == 1;
    }
}
