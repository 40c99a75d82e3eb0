package io.headrace.exec.state;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;

/**
 * Records of one length, one behind the other, off the heap. Used again from batch to batch.
 *
 * <p><b>Threading:</b> one thread fills it; then any number read.
 */
public final class FlatRecords implements AutoCloseable {
    /** What {@link #add} answers when there is no memory. */
    public static final long FULL = -1;

    private static final int FIRST_BYTES = 1 << 12;

    private final int length;
    private final MemoryBudget budget;
    private long address;
    private long capacity;
    private long used;

    FlatRecords(int length, MemoryBudget budget) {
        this.length = length;
        this.budget = budget;
    }

    void clear() {
        used = 0;
    }

    /** Where another record of zeros lies, until the next one is added; or {@link #FULL}. */
    public long add() {
        if (used + length > capacity && !grow()) return FULL;
        long record = address + used;
        RawMemory.fill(record, length, (byte) 0);
        used += length;
        return record;
    }

    private boolean grow() {
        long more = Math.max(Math.max(FIRST_BYTES, length), capacity * 2);
        if (!budget.tryReserve(more)) return false;
        long larger = NativeMemory.allocate(more, MemoryTag.STATE);
        if (used > 0) RawMemory.copy(address, larger, used);
        close();
        address = larger;
        capacity = more;
        return true;
    }

    long begin() {
        return address;
    }

    long end() {
        return address + used;
    }

    int length() {
        return length;
    }

    @Override
    public void close() {
        NativeMemory.free(address, capacity, MemoryTag.STATE);
        budget.release(capacity);
        address = 0;
        capacity = 0;
    }
}
