package io.headrace.memory.codec.flat;

import io.headrace.memory.codec.ShortCodec;

/**
 * A {@code short} within a flat record. Keep it in a {@code static final} constant: the JIT then sees the offset.
 *
 * <p><b>Threading:</b> immutable.
 */
public record ShortField(String name, int offset) implements FlatField {
    public short get(long record) {
        return ShortCodec.get(record + offset);
    }

    public void put(long record, short value) {
        ShortCodec.put(value, record + offset);
    }

    @Override
    public FlatType type() {
        return FlatType.SHORT;
    }

    @Override
    public int length() {
        return ShortCodec.LENGTH;
    }
}
