package io.headrace.memory.codec.flat;

import io.headrace.memory.codec.BooleanCodec;

/**
 * A {@code boolean} within a flat record. Keep it in a {@code static final} constant: the JIT then sees the offset.
 *
 * <p><b>Threading:</b> immutable.
 */
public record BooleanField(String name, int offset) implements FlatField {
    public boolean get(long record) {
        return BooleanCodec.get(record + offset);
    }

    public void put(long record, boolean value) {
        BooleanCodec.put(value, record + offset);
    }

    @Override
    public FlatType type() {
        return FlatType.BOOLEAN;
    }

    @Override
    public int length() {
        return BooleanCodec.LENGTH;
    }
}
