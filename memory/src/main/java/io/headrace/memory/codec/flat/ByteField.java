package io.headrace.memory.codec.flat;

import io.headrace.memory.codec.ByteCodec;

/**
 * A {@code byte} within a flat record. Keep it in a {@code static final} constant: the JIT then sees the offset.
 *
 * <p><b>Threading:</b> immutable.
 */
public record ByteField(String name, int offset) implements FlatField {
    public byte get(long record) {
        return ByteCodec.get(record + offset);
    }

    public void put(long record, byte value) {
        ByteCodec.put(value, record + offset);
    }

    @Override
    public FlatType type() {
        return FlatType.BYTE;
    }

    @Override
    public int length() {
        return ByteCodec.LENGTH;
    }
}
