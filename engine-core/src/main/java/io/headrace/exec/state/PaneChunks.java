package io.headrace.exec.state;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.util.Arrays;

/**
 * Memory off the heap in chunks of one size that are used again. It is taken from the system some chunks at a time. Chunks that nobody has hang
 * together by their first eight bytes, the last one that was given back in front: it is the one in the caches.
 *
 * <p><b>Threading:</b> one thread at a time. Allocates on the heap only when it takes more than ever from the system.
 */
final class PaneChunks implements AutoCloseable {
    /** There is no memory left. */
    static final long REFUSED = 0;

    private static final int LEAST_AT_ONCE = 64 << 10;

    private final MemoryBudget budget;
    private final int chunkBytes;
    private final int slabBytes;
    private long[] slabs = new long[16];
    private int slabCount;
    private long free;
    private long freeCount;

    PaneChunks(int chunkBytes, MemoryBudget budget) {
        this.chunkBytes = chunkBytes;
        this.budget = budget;
        slabBytes = Math.max(1, LEAST_AT_ONCE / chunkBytes) * chunkBytes;
    }

    /** A chunk, contents undefined, or {@link #REFUSED}. */
    long take() {
        if (free == 0 && !takeSlab()) return REFUSED;
        long chunk = free;
        free = RawMemory.getLong(chunk);
        freeCount--;
        return chunk;
    }

    private boolean takeSlab() {
        if (!budget.tryReserve(slabBytes)) return false;
        long slab = NativeMemory.allocate(slabBytes, MemoryTag.WINDOW);
        if (slabCount == slabs.length) slabs = Arrays.copyOf(slabs, slabCount * 2);
        slabs[slabCount++] = slab;
        for (long chunk = slab + slabBytes - chunkBytes; chunk >= slab; chunk -= chunkBytes) giveBack(chunk);
        return true;
    }

    void giveBack(long chunk) {
        RawMemory.putLong(chunk, free);
        free = chunk;
        freeCount++;
    }

    /** The memory that is held. */
    long bytes() {
        return (long) slabCount * slabBytes;
    }

    /** Frees the chunks; all of them must have come back. */
    @Override
    public void close() {
        long out = bytes() / chunkBytes - freeCount;
        if (out != 0) throw new IllegalStateException(out + " chunks of panes have not come back");
        for (int i = 0; i < slabCount; i++) NativeMemory.free(slabs[i], slabBytes, MemoryTag.WINDOW);
        budget.release(bytes());
        slabCount = 0;
        free = 0;
        freeCount = 0;
    }
}
