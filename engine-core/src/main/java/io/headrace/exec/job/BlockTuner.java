package io.headrace.exec.job;

import java.util.Locale;

/**
 * Sizes the block interval to the workers and to what a batch really costs: enough blocks in a batch to feed every worker twice, so that
 * the last one does not wait long for the slowest, but none so small that handing it out costs more than its records.
 *
 * <pre>
 *   worth  = work of a batch / least work of a task        what there is to share out
 *   blocks = min(2 × workers, worth), at least one per receiver
 *   block interval = batch interval × receivers / blocks   at least a millisecond, at most the batch interval
 * </pre>
 *
 * The work is a running mean. The interval moves only when it is off by a quarter, and would be off too if the work were a seventh more or
 * less: work that lies between two numbers of blocks does not make it flutter.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
public final class BlockTuner {
    static final long LEAST_TASK_NANOS = 200_000;
    private static final long SHORTEST_NANOS = 1_000_000;
    private static final int TASKS_PER_WORKER = 2;
    private static final int MEAN_OVER = 16;
    private static final int EVERY = 8;
    private static final double MARGIN = 0.15;
    private static final double MILLI = 1e6;

    private final long batchNanos;
    private final int workers;
    private final int receivers;
    private long intervalNanos;
    private double meanWork;
    private int sinceLook;

    /** @param firstNanos the block interval to begin with */
    public BlockTuner(long batchNanos, int workers, int receivers, long firstNanos) {
        this.batchNanos = batchNanos;
        this.workers = workers;
        this.receivers = Math.max(1, receivers);
        this.intervalNanos = firstNanos;
    }

    /**
     * A batch is done.
     *
     * @param stageNanos how long its stages took, on all workers together
     * @return whether the interval has changed
     */
    public boolean batchDone(long stageNanos) {
        double work = (double) stageNanos * workers;
        meanWork = meanWork == 0 ? work : meanWork + (work - meanWork) / MEAN_OVER;
        if (++sinceLook < EVERY) return false;
        sinceLook = 0;
        long wanted = wanted(meanWork);
        boolean isFar = Math.abs(wanted - intervalNanos) > intervalNanos / 4;
        boolean isBetween =
                intervalNanos <= wanted(meanWork * (1 - MARGIN)) && intervalNanos >= wanted(meanWork * (1 + MARGIN));
        if (!isFar || isBetween) return false;
        intervalNanos = wanted;
        return true;
    }

    /** Why the interval is what it is, in words. */
    public String reason() {
        return String.format(
                Locale.ROOT,
                "a batch is %.3f ms of work, worth %.1f tasks of %.1f ms; %d workers, %d receivers",
                meanWork / MILLI,
                meanWork / LEAST_TASK_NANOS,
                LEAST_TASK_NANOS / MILLI,
                workers,
                receivers);
    }

    private long wanted(double work) {
        double worth = work / LEAST_TASK_NANOS;
        double blocks = Math.max(receivers, Math.min((double) TASKS_PER_WORKER * workers, worth));
        double perReceiver = Math.ceil(blocks / receivers);
        return Math.min(batchNanos, Math.max(SHORTEST_NANOS, (long) (batchNanos / perReceiver)));
    }

    public long intervalNanos() {
        return intervalNanos;
    }
}
