package io.headrace.memory.codec.flat;

import io.headrace.memory.codec.LongCodec;

/**
 * A {@code long} within a flat record. Keep it in a {@code static final} constant: the JIT then sees the offset.
 *
 * <p><b>Threading:</b> immutable.
 */
public record LongField(String name, int offset) implements FlatField {
    public long get(long record) {
        return LongCodec.get(record + offset);
    }

    public void put(long record, long value) {
        LongCodec.put(value, record + offset);
    }

    @Override
    public FlatType type() {
        return FlatType.LONG;
    }

    @Override
    public int length() {
        return LongCodec.LENGTH;
    }
}
