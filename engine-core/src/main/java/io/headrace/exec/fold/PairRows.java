package io.headrace.exec.fold;

import io.headrace.function.LongLongVisitor;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;

/**
 * Keys that differ and their numbers, one behind the other. Off the heap, and used again.
 *
 * <pre>
 *  row   0        8        16
 *       +--------+--------+--------+-----
 *       | key    | number | key    | ...
 *       +--------+--------+--------+-----
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time while it is filled; then any number of readers.
 */
final class PairRows implements AutoCloseable {
    static final int NUMBER = Long.BYTES;
    static final int ROW = 16;

    private final MemoryBudget budget;
    private final MemoryTag tag;
    private long address;
    private long capacity;
    private long count;

    PairRows(MemoryBudget budget, MemoryTag tag) {
        this.budget = budget;
        this.tag = tag;
    }

    /** Forgets all rows and makes room for so many; false when the budget refuses. */
    boolean begin(long most) {
        count = 0;
        if (most <= capacity) return true;
        close();
        long wanted = most + most / 8; // the next batch may have a little more
        if (!budget.tryReserve(wanted * ROW)) {
            wanted = most;
            if (!budget.tryReserve(wanted * ROW)) return false;
        }
        address = NativeMemory.allocate(wanted * ROW, tag);
        capacity = wanted;
        return true;
    }

    /** Where this row is, or will be. */
    long row(long index) {
        return address + index * ROW;
    }

    long count() {
        return count;
    }

    /** So many rows were written. */
    void count(long rows) {
        count = rows;
    }

    /** Shows all rows. */
    void forEach(LongLongVisitor visitor) throws Exception {
        long end = row(count);
        for (long row = address; row < end; row += ROW)
            visitor.visit(RawMemory.getLong(row), RawMemory.getLong(row + NUMBER));
    }

    long memoryBytes() {
        return capacity * ROW;
    }

    @Override
    public void close() {
        count = 0;
        if (capacity == 0) return;
        NativeMemory.free(address, memoryBytes(), tag);
        budget.release(memoryBytes());
        address = 0;
        capacity = 0;
    }
}
