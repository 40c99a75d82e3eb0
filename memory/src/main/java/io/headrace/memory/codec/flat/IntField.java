package io.headrace.memory.codec.flat;

import io.headrace.memory.codec.IntCodec;

/**
 * A {@code int} within a flat record. Keep it in a {@code static final} constant: the JIT then sees the offset.
 *
 * <p><b>Threading:</b> immutable.
 */
public record IntField(String name, int offset) implements FlatField {
    public int get(long record) {
        return IntCodec.get(record + offset);
    }

    public void put(long record, int value) {
        IntCodec.put(value, record + offset);
    }

    @Override
    public FlatType type() {
        return FlatType.INT;
    }

    @Override
    public int length() {
        return IntCodec.LENGTH;
    }
}
