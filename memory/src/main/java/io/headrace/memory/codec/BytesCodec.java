package io.headrace.memory.codec;

import io.headrace.memory.RawMemory;

/**
 * A {@code byte[]}: its bytes. Equality is that of the contents, although {@code byte[].equals} is not.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class BytesCodec extends VariableCodec<byte[]> {
    public static final BytesCodec INSTANCE = new BytesCodec();

    private BytesCodec() {
        super("bytes", true);
    }

    @Override
    public int encode(byte[] value, long address, int capacity) {
        if (value == null) throw Refusal.ofNull(this);
        if (value.length > capacity) return NO_ROOM;
        RawMemory.copyFromArray(value, 0, address, value.length);
        return value.length;
    }

    @Override
    public byte[] decode(long address, int length) {
        byte[] value = new byte[length];
        RawMemory.copyToArray(address, value, 0, length);
        return value;
    }
}
