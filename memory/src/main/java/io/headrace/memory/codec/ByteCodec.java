package io.headrace.memory.codec;

import io.headrace.memory.RawMemory;

/**
 * A {@code byte}: itself.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class ByteCodec extends FixedCodec<Byte> {
    public static final int LENGTH = 1;
    public static final ByteCodec INSTANCE = new ByteCodec();

    private ByteCodec() {
        super("byte", LENGTH);
    }

    /** Writes the byte; the room is the caller's care. */
    public static void put(byte value, long address) {
        RawMemory.putByte(address, value);
    }

    public static byte get(long address) {
        return RawMemory.getByte(address);
    }

    @Override
    void write(Byte value, long address) {
        put(value, address);
    }

    @Override
    Byte read(long address) {
        return get(address);
    }
}
