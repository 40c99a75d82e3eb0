package io.headrace.exec.state;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import java.util.Arrays;

/**
 * The memory of panes off the heap: chunks of one size that are used again.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class PaneChunks implements AutoCloseable {
    static final int CHUNK_BYTES = 32 << 10;

    /** There is no memory left. */
    static final long REFUSED = 0;

    private final MemoryBudget budget;
    private long[] free = new long[16];
    private int freeCount;
    private long held;

    PaneChunks(MemoryBudget budget) {
        this.budget = budget;
    }

    /** A chunk, contents undefined, or {@link #REFUSED}. */
    long take() {
        if (freeCount > 0) return free[--freeCount];
        if (!budget.tryReserve(CHUNK_BYTES)) return REFUSED;
        held++;
        return NativeMemory.allocate(CHUNK_BYTES, MemoryTag.WINDOW);
    }

    void giveBack(long chunk) {
        if (freeCount == free.length) free = Arrays.copyOf(free, freeCount * 2);
        free[freeCount++] = chunk;
    }

    /** The memory that is held. */
    long bytes() {
        return held * CHUNK_BYTES;
    }

    MemoryBudget budget() {
        return budget;
    }

    /** Frees the chunks; all of them must have come back. */
    @Override
    public void close() {
        if (freeCount != held)
            throw new IllegalStateException((held - freeCount) + " chunks of panes have not come back");
        for (int i = 0; i < freeCount; i++) NativeMemory.free(free[i], CHUNK_BYTES, MemoryTag.WINDOW);
        budget.release(held * CHUNK_BYTES);
        freeCount = 0;
        held = 0;
    }
}
