package io.headrace.exec.spill;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes of rows may lie on the heap at once, over all operations of a context. Bytes are estimates; "no" is an answer, and whoever
 * gets it goes on with bytes off the heap.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class HeapShare {
    private static final long MOST_FREE = 256 << 10;
    private static final long FREE_PART = 64;

    private final long limit;
    private final AtomicLong taken = new AtomicLong();

    HeapShare(long limit) {
        this.limit = limit;
    }

    boolean tryTake(long bytes) {
        long before;
        do {
            before = taken.get();
            if (bytes > limit - before) return false;
        } while (!taken.compareAndSet(before, before + bytes));
        return true;
    }

    void giveBack(long bytes) {
        taken.addAndGet(-bytes);
    }

    /** So much each operation may hold without asking: small data never goes to the disk, however full the share is. */
    long free() {
        return Math.min(MOST_FREE, limit / FREE_PART);
    }

    public long limit() {
        return limit;
    }

    /** What is held now. */
    public long taken() {
        return taken.get();
    }
}
