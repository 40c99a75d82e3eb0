package io.headrace.exec.join;

import io.headrace.memory.RawMemory;

/**
 * The rows of one block on one side of a join that are in one partition, as {@link RowShape} has them, one behind the other. Used again from batch to batch.
 *
 * <p><b>Threading:</b> one thread fills it; then one thread at a time.
 */
final class JoinRows {
    /** What {@link #add} answers when there is no memory. */
    static final long FULL = 0;

    private static final int CACHE_LINE = 64;

    /** From so many bytes on, rows begin with a line: those of a part of a line then lie in one each. */
    private static final int WORTH_A_LINE = 1 << 10;

    private static final long MOST_BYTES = 1L << 33;

    private final int head;
    private final JoinMemory memory;
    private long address;
    private long capacity;
    private long start; // offset
    private long used; // offset
    private long before; // how many bytes the rows before these took
    private int rows;

    JoinRows(RowShape shape, JoinMemory memory) {
        this.memory = memory;
        head = shape.head();
    }

    /** Forgets all rows, and gives their memory back. */
    void clear() {
        if (capacity == 0) return;
        memory.giveBack(address, capacity);
        before = bytes();
        address = 0;
        capacity = 0;
        start = 0;
        used = 0;
        rows = 0;
    }

    /** Room for a row of so many bytes behind the others: its address, until the next one is added; or {@link #FULL}. The caller writes all of it. */
    long add(long bytes) {
        long at = used;
        if (at + bytes > capacity) {
            if (!grow(bytes)) return FULL;
            at = used;
        }
        used = at + bytes;
        rows++;
        return address + at + head;
    }

    private boolean grow(long bytes) {
        long wanted = Math.max(bytes() + bytes, capacity == 0 ? before : 0);
        if (wanted > WORTH_A_LINE) wanted += CACHE_LINE; // for where the first row begins, which is not known yet
        long more = JoinMemory.sizeFor(Math.max(wanted, 2 * capacity));
        if (more > MOST_BYTES) return false;
        long larger = memory.take(more);
        if (larger == JoinMemory.REFUSED) return false;
        long begin = more > WORTH_A_LINE ? -larger & (CACHE_LINE - 1) : 0;
        if (capacity != 0) {
            RawMemory.copy(address + start, larger + begin, bytes());
            memory.giveBack(address, capacity);
        }
        address = larger;
        capacity = more;
        used = begin + bytes();
        start = begin;
        return true;
    }

    /** The first row; there must be one. The next one is found by {@link RowShape#next}. */
    long first() {
        return address + start + head;
    }

    int count() {
        return rows;
    }

    long bytes() {
        return used - start;
    }
}
