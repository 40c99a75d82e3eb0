package io.headrace.exec.join;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;

/**
 * Memory off the heap in stretches of powers of two, which are used again: the last one that came back in front, for it is the one in the caches. Free ones of a size hang together by
 * their first eight bytes. They go back to the system when the budget refuses another one.
 *
 * <p><b>Threading:</b> any thread.
 */
final class JoinMemory implements AutoCloseable {
    /** There is no memory left. */
    static final long REFUSED = 0;

    /** The smallest stretch. */
    static final long LEAST = 1 << 7;

    private static final int SIZES = Long.SIZE;

    private final MemoryBudget budget;
    private final long[] free = new long[SIZES]; // by the power of two
    private long held;

    JoinMemory(MemoryBudget budget) {
        this.budget = budget;
    }

    /** How long the stretch is that so many bytes take. */
    static long sizeFor(long bytes) {
        return bytes <= LEAST ? LEAST : Long.highestOneBit(bytes - 1) << 1;
    }

    /**
     * A stretch, contents undefined, or {@link #REFUSED}.
     *
     * @param size of {@link #sizeFor}
     */
    synchronized long take(long size) {
        int power = Long.numberOfTrailingZeros(size);
        long stretch = free[power];
        if (stretch != 0) {
            free[power] = RawMemory.getLong(stretch);
            return stretch;
        }
        if (!budget.tryReserve(size)) {
            freeAll();
            if (!budget.tryReserve(size)) return REFUSED;
        }
        stretch = NativeMemory.allocate(size, MemoryTag.WINDOW);
        held += size;
        return stretch;
    }

    synchronized void giveBack(long stretch, long size) {
        int power = Long.numberOfTrailingZeros(size);
        RawMemory.putLong(stretch, free[power]);
        free[power] = stretch;
    }

    private void freeAll() {
        for (int power = 0; power < SIZES; power++) {
            long size = 1L << power;
            for (long stretch = free[power]; stretch != 0; ) {
                long next = RawMemory.getLong(stretch);
                NativeMemory.free(stretch, size, MemoryTag.WINDOW);
                budget.release(size);
                held -= size;
                stretch = next;
            }
            free[power] = 0;
        }
    }

    /** What is held, in use or not. */
    synchronized long bytes() {
        return held;
    }

    /** Frees everything; all of it must have come back. */
    @Override
    public synchronized void close() {
        freeAll();
        if (held != 0) throw new IllegalStateException(held + " bytes of a join's panes have not come back");
    }

    @Override
    public String toString() {
        return budget.toString();
    }
}
