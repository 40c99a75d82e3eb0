package io.headrace.memory.codec.flat;

import io.headrace.memory.RawMemory;

/**
 * A fixed number of bytes within a flat record.
 *
 * <p><b>Threading:</b> immutable.
 */
public record BytesField(String name, int offset, int length) implements FlatField {
    /** Where the bytes lie. */
    public long address(long record) {
        return record + offset;
    }

    /** Copies all bytes to {@code array[at ..]}. */
    public void get(long record, byte[] array, int at) {
        RawMemory.copyToArray(record + offset, array, at, length);
    }

    /** Copies all bytes from {@code array[at ..]}. */
    public void put(long record, byte[] array, int at) {
        RawMemory.copyFromArray(array, at, record + offset, length);
    }

    @Override
    public FlatType type() {
        return FlatType.BYTES;
    }
}
