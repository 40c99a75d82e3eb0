package io.headrace.exec;

import io.headrace.ReplayProgress;
import io.headrace.exec.journal.DeltaVisitor;
import io.headrace.exec.journal.ForwardedDeltas;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Says once a second how far a start is with what it restores, so that nobody takes one that has much to read for one that hangs. A start that
 * takes less than a second says nothing.
 *
 * <p><b>Threading:</b> the starting thread.
 */
final class RestartProgress extends ForwardedDeltas {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Between two looks at the clock. */
    private static final int LOOK_EVERY = 1 << 6;

    private final LongSupplier nanoTime;
    private final ReplayProgress progress;
    private long saidAt;
    private long entries;
    private long mostEntries;
    private long sinceLook;
    private long firstRecord;

    /**
     * @param restore is shown the log
     * @param progress is told how far it is
     */
    RestartProgress(DeltaVisitor restore, LongSupplier nanoTime, ReplayProgress progress) {
        super(restore);
        this.nanoTime = nanoTime;
        this.progress = progress;
        saidAt = nanoTime.getAsLong();
    }

    /** What a checkpoint has is restored from here on: so many entries at most. */
    void checkpoint(long most) {
        mostEntries = most;
    }

    /** Another entry of the checkpoint is restored. */
    void entry() {
        entries++;
        if (isTime()) progress.step("entries of the checkpoint", entries, mostEntries);
    }

    @Override
    public void record(long sequence, long last) {
        if (firstRecord == 0) firstRecord = sequence;
        if (isTime()) progress.step("records of the log", sequence - firstRecord + 1, last - firstRecord + 1);
        super.record(sequence, last);
    }

    private boolean isTime() {
        if (++sinceLook % LOOK_EVERY != 0) return false;
        long now = nanoTime.getAsLong();
        if (now - saidAt < PAUSE_NANOS) return false;
        saidAt = now;
        return true;
    }
}
