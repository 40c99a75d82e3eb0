package io.headrace.exec.job;

import java.util.Arrays;
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
 * What keeps it from going to and fro:
 * <ul>
 *   <li>the work is the median of the last {@value #WINDOW} batches, so single slow ones (a collection, a neighbour on the machine, the first
 *       batches of a JVM) move nothing;
 *   <li>there is a band around each number of blocks: the interval becomes shorter when {@value #SHORTER_AT} of the work would do for that, and
 *       longer when {@value #LONGER_AT} times the work would;
 *   <li>a change must be wanted at several looks in a row, and the wish to go back to where it came from at twice as many each time it is soon.
 * </ul>
 *
 * <p><b>Threading:</b> the thread of the jobs; makes no garbage.
 */
public final class BlockTuner {
    static final long LEAST_TASK_NANOS = 200_000;

    /** So many batches are remembered, */
    static final int WINDOW = 15;

    /** and it is looked at them after so many. */
    static final int EVERY = 8;

    static final double SHORTER_AT = 0.7;
    static final double LONGER_AT = 1.4;

    /** So many looks in a row must want a change, unless it goes back too soon. */
    static final int PATIENCE = 2;

    private static final int MOST_PATIENCE = 256;

    /** A change back is soon while it comes within so many times the patience. */
    private static final int SOON = 32;

    private static final long SHORTEST_NANOS = 1_000_000;
    private static final int TASKS_PER_WORKER = 2;
    private static final double MILLI = 1e6;

    private final long batchNanos;
    private final int workers;
    private final int receivers;
    private final long[] last = new long[WINDOW];
    private final long[] sorted = new long[WINDOW];
    private long batches;
    private long intervalNanos;
    private double work;

    private int patience = PATIENCE;
    private int wish; // 1: longer, -1: shorter, 0: as it is
    private int wishedFor; // looks in a row
    private int lastMove;
    private int looksSinceMove;

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
        last[(int) (batches++ % WINDOW)] = stageNanos;
        return batches % EVERY == 0 && batches >= WINDOW && look();
    }

    private boolean look() {
        System.arraycopy(last, 0, sorted, 0, WINDOW);
        Arrays.sort(sorted);
        work = (double) sorted[WINDOW / 2] * workers;
        looksSinceMove++;
        int wanted = direction();
        wishedFor = wanted == wish ? wishedFor + 1 : 1;
        wish = wanted;
        if (wanted == 0) return false;
        boolean isBack = wanted == -lastMove && looksSinceMove < SOON * patience;
        if (wishedFor < (isBack ? 2 * patience : PATIENCE)) return false;
        move(wanted, isBack);
        return true;
    }

    /** Whether the interval should be longer or shorter, also if the work were a good deal less or more. */
    private int direction() {
        if (wanted(work * SHORTER_AT) < intervalNanos) return -1;
        return wanted(work * LONGER_AT) > intervalNanos ? 1 : 0;
    }

    private void move(int to, boolean isBack) {
        intervalNanos = wanted(work);
        patience = isBack ? Math.min(MOST_PATIENCE, 2 * patience) : PATIENCE;
        lastMove = to;
        looksSinceMove = 0;
        wishedFor = 0;
    }

    /** Why the interval is what it is, in words. */
    public String reason() {
        return String.format(
                Locale.ROOT,
                "a batch is %.3f ms of work, worth %.1f tasks of %.1f ms; %d workers, %d receivers",
                work / MILLI,
                work / LEAST_TASK_NANOS,
                LEAST_TASK_NANOS / MILLI,
                workers,
                receivers);
    }

    private long wanted(double ofWork) {
        double worth = ofWork / LEAST_TASK_NANOS;
        double blocks = Math.max(receivers, Math.min((double) TASKS_PER_WORKER * workers, worth));
        double perReceiver = Math.max(1, Math.floor(blocks / receivers));
        return Math.min(batchNanos, Math.max(SHORTEST_NANOS, (long) (batchNanos / perReceiver)));
    }

    public long intervalNanos() {
        return intervalNanos;
    }
}
