package io.headrace.log;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Codec;

/**
 * Rows of one partition on their way into the log.
 *
 * <p><b>Threading:</b> one thread at a time.
 *
 * @param <T> the type of the rows
 */
final class ChunkBuffer<T> implements AutoCloseable {
    private static final int FIRST_CAPACITY = 64 << 10;

    private final Codec<T> codec;
    private final int most;
    private int capacity;
    private long address;
    private int length = SinkLogFormat.ROWS_HEADER;
    private int rows;

    /** @param most bytes that a record of the log may have */
    ChunkBuffer(Codec<T> codec, int most) {
        this.codec = codec;
        this.most = most;
        capacity = Math.min(FIRST_CAPACITY, most);
        address = NativeMemory.allocate(capacity, MemoryTag.LOG);
    }

    /** Appends a row; false when there is no room: write what is here, clear, and try again. */
    boolean add(T row) {
        int room = capacity - length - SinkLogFormat.ROW_HEADER;
        int bytes = room < 0 ? Codec.NO_ROOM : codec.encode(row, address + length + SinkLogFormat.ROW_HEADER, room);
        if (bytes == Codec.NO_ROOM) return false;
        RawMemory.putInt(address + length, bytes);
        length += SinkLogFormat.ROW_HEADER + bytes;
        rows++;
        return true;
    }

    /** Makes room for a row that does not fit an empty buffer; false when no record of the log may be longer. */
    boolean grow() {
        if (capacity == most) return false;
        NativeMemory.free(address, capacity, MemoryTag.LOG);
        capacity = (int) Math.min(most, 2L * capacity);
        address = NativeMemory.allocate(capacity, MemoryTag.LOG);
        return true;
    }

    void finish(int partition, int chunk, long attempt) {
        SinkLogFormat.writeChunk(address, partition, chunk, rows, attempt);
    }

    void clear() {
        length = SinkLogFormat.ROWS_HEADER;
        rows = 0;
    }

    int rows() {
        return rows;
    }

    long address() {
        return address;
    }

    int length() {
        return length;
    }

    @Override
    public void close() {
        if (address != 0) NativeMemory.free(address, capacity, MemoryTag.LOG);
        address = 0;
    }
}
