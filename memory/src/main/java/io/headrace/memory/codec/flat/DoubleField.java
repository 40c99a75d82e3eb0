package io.headrace.memory.codec.flat;

import io.headrace.memory.codec.DoubleCodec;

/**
 * A {@code double} within a flat record. Keep it in a {@code static final} constant: the JIT then sees the offset.
 *
 * <p><b>Threading:</b> immutable.
 */
public record DoubleField(String name, int offset) implements FlatField {
    public double get(long record) {
        return DoubleCodec.get(record + offset);
    }

    public void put(long record, double value) {
        DoubleCodec.put(value, record + offset);
    }

    @Override
    public FlatType type() {
        return FlatType.DOUBLE;
    }

    @Override
    public int length() {
        return DoubleCodec.LENGTH;
    }
}
