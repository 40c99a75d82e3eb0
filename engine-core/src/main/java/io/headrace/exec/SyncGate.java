package io.headrace.exec;

import io.headrace.wal.Log;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where threads wait until a record of the log is as safe as its level promises. Whoever brings the log to the disk wakes them, so
 * they cost nothing meanwhile. They look themselves now and then, too: whether the context stops, and for a sync that was made for
 * something else, such as a checkpoint, and is told to nobody.
 *
 * <p><b>Threading:</b> any thread.
 */
final class SyncGate {
    private static final long LOOK_MILLIS = 1;

    private final LongSupplier safeSequence;
    private final BooleanSupplier isOver;
    private final long lookMillis;

    /**
     * @param log null where there is none: nothing is waited for
     * @param isOver whether the context is stopping: then nobody waits any more
     */
    SyncGate(@Nullable Log log, BooleanSupplier isOver) {
        this(log == null ? () -> Long.MAX_VALUE : log::safeSequence, isOver, LOOK_MILLIS);
    }

    SyncGate(LongSupplier safeSequence, BooleanSupplier isOver, long lookMillis) {
        this.safeSequence = safeSequence;
        this.isOver = isOver;
        this.lookMillis = lookMillis;
    }

    /** Returns when everything up to this record is safe. */
    void await(long logSequence) throws InterruptedException {
        if (safeSequence.getAsLong() < logSequence) sleepUntil(logSequence);
    }

    /** What is safe is looked at under the lock that {@link #synced} takes behind a sync: none comes between the look and the wait. */
    private synchronized void sleepUntil(long logSequence) throws InterruptedException {
        while (safeSequence.getAsLong() < logSequence) {
            if (isOver.getAsBoolean() || Thread.interrupted())
                throw new InterruptedException("the context is stopping; the batch is not committed");
            wait(lookMillis);
        }
    }

    /** What is to be done after each sync: those who wait here are woken, then another one. */
    Runnable andThen(Runnable wakeAnother) {
        return () -> {
            synced();
            wakeAnother.run();
        };
    }

    /** More of the log may be safe now. */
    synchronized void synced() {
        notifyAll();
    }
}
