package io.headrace.exec.flow;

import java.util.concurrent.TimeUnit;

/**
 * Holds a goal: 99 of 100 batches are done within a time, from their cut to their commit.
 *
 * <pre>
 *   round      100 batches with records, or fewer: two above the goal have missed it, and end the round
 *   missed     rate = 0.8 × what got through in the round
 *   met easily (at most one above 0.8 × goal) and 0.9 of the rate was used
 *              rate = rate + largest rate so far / 20
 *   else       nothing moves
 * </pre>
 *
 * What got through is counted over the time from the first stage of the round's first batch to the end of its last, or over as many intervals as
 * there were batches where that is longer. How long they waited before is left out: behind a stall a few batches wait long, and get through
 * as fast as ever. A stall is answered by some steps down all the same, for batches that are cut while the queue is long are late as well.
 *
 * <p>No rate is set before the goal is missed for the first time. Batches that were cut before the last change say nothing about it and are
 * not counted. Down by a factor and up by steps is what makes inputs that share a machine come to equal parts, and the band in
 * between keeps the rate still.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class LatencyRateEstimator implements RateEstimator {
    static final int ROUND = 100;
    private static final int ALLOWED_ABOVE = ROUND / 100;
    private static final double BAND = 0.8;
    private static final double DOWN = 0.8;
    private static final double USED = 0.9;
    private static final int STEPS_UP = 20;
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long targetNanos;
    private final long bandNanos;
    private final long batchNanos;
    private final double minRate;
    private double rate;
    private double largest;
    private boolean hasChanged;
    private long changedNanos;

    private int batches;
    private int above;
    private int aboveBand;
    private long records;
    private long firstCutNanos;
    private long firstStartNanos;

    /**
     * An estimator that has seen nothing.
     *
     * @param targetNanos the goal, above 0
     * @param initialRate that holds already; 0 for none
     * @param minRate above 0
     */
    public LatencyRateEstimator(long targetNanos, long batchNanos, double initialRate, double minRate) {
        if (targetNanos <= 0)
            throw new IllegalArgumentException("a goal of " + targetNanos + " ns; it must be positive");
        if (batchNanos <= 0)
            throw new IllegalArgumentException("a batch interval of " + batchNanos + " ns; it must be positive");
        if (!(minRate > 0))
            throw new IllegalArgumentException("a least rate of " + minRate + " records a second; it must be above 0");
        this.targetNanos = targetNanos;
        this.bandNanos = (long) (targetNanos * BAND);
        this.batchNanos = batchNanos;
        this.minRate = minRate;
        rate = initialRate;
        largest = initialRate;
    }

    @Override
    public double batchDone(long doneNanos, long cutNanos, long count, long processingNanos, long schedulingNanos) {
        boolean isOfBefore = hasChanged && cutNanos - changedNanos < 0;
        if (count <= 0 || isOfBefore) return NO_ESTIMATE;
        long delay = processingNanos + schedulingNanos;
        if (batches == 0) {
            firstCutNanos = cutNanos;
            firstStartNanos = cutNanos + schedulingNanos;
        }
        batches++;
        records += count;
        if (delay > targetNanos) above++;
        if (delay > bandNanos) aboveBand++;
        if (above > ALLOWED_ABOVE) return end(DOWN * through(doneNanos - firstStartNanos), doneNanos);
        if (batches < ROUND) return NO_ESTIMATE;
        boolean isUsed = rate > 0 && through(cutNanos - firstCutNanos + batchNanos) >= USED * rate;
        if (aboveBand > ALLOWED_ABOVE || !isUsed) {
            beginRound();
            return NO_ESTIMATE;
        }
        return end(rate + largest / STEPS_UP, doneNanos);
    }

    /** Records a second of this round, in so much time; but each of its batches was filled for an interval at least. */
    private double through(long nanos) {
        double seconds = Math.max(nanos, batches * batchNanos) / SECOND;
        double measured = records / seconds;
        return rate > 0 ? Math.min(rate, measured) : measured;
    }

    private double end(double wanted, long doneNanos) {
        rate = Math.max(wanted, minRate);
        largest = Math.max(largest, rate);
        hasChanged = true;
        changedNanos = doneNanos;
        beginRound();
        return rate;
    }

    private void beginRound() {
        batches = 0;
        above = 0;
        aboveBand = 0;
        records = 0;
    }
}
