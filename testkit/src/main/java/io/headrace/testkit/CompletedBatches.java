package io.headrace.testkit;

import io.headrace.BatchTimes;
import io.headrace.StreamingListener;
import io.headrace.Time;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts the batches that are complete and committed, and lets a test wait for them.
 *
 * <p><b>Threading:</b> the engine tells, any thread waits.
 */
final class CompletedBatches implements StreamingListener, BatchTimes {
    private final List<Time> times = new ArrayList<>();
    private long committed;

    @Override
    public synchronized void onBatchCompleted(StreamingListenerBatchCompleted batchCompleted) {
        times.add(batchCompleted.batchInfo().batchTime());
        notifyAll();
    }

    @Override
    public void batchDone(long batchTimeMillis, long records, long schedulingDelayNanos, long processingDelayNanos) {
        // the other listener is told, behind what the batch told before
    }

    @Override
    public synchronized void batchCommitted(long batchTimeMillis) {
        committed++;
        notifyAll();
    }

    synchronized long count() {
        return times.size();
    }

    synchronized @Nullable Time last() {
        return times.isEmpty() ? null : times.get(times.size() - 1);
    }

    synchronized List<Time> times() {
        return List.copyOf(times);
    }

    /** Waits until so many are complete and committed, but no longer; says whether they are. */
    synchronized boolean await(long count, long nanos) throws InterruptedException {
        long deadline = System.nanoTime() + nanos;
        while (times.size() < count || committed < count) {
            long left = deadline - System.nanoTime();
            if (left <= 0) return false;
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return true;
    }
}
