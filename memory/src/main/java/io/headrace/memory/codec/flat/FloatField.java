package io.headrace.memory.codec.flat;

import io.headrace.memory.codec.FloatCodec;

/**
 * A {@code float} within a flat record. Keep it in a {@code static final} constant: the JIT then sees the offset.
 *
 * <p><b>Threading:</b> immutable.
 */
public record FloatField(String name, int offset) implements FlatField {
    public float get(long record) {
        return FloatCodec.get(record + offset);
    }

    public void put(long record, float value) {
        FloatCodec.put(value, record + offset);
    }

    @Override
    public FlatType type() {
        return FlatType.FLOAT;
    }

    @Override
    public int length() {
        return FloatCodec.LENGTH;
    }
}
