package io.headrace.exec.flow;

import java.util.concurrent.TimeUnit;

/**
 * Spark's rule: the rate gives way to how far it is above what was processed (proportional), to what has piled up (integral), and to
 * how the first of these changes (derived).
 *
 * <pre>
 *   processed  = records / processing delay
 *   error      = rate − processed
 *   piled up   = scheduling delay × processed / batch interval
 *   change     = (error − error before) / seconds since the last update
 *   next rate  = max(rate − P·error − I·piled up − D·change, least)
 * </pre>
 *
 * The first update takes what was processed for the rate, and says nothing. A batch without records, without a processing delay, or
 * not later than the one before says nothing either.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class PidRateEstimator implements RateEstimator {
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long batchNanos;
    private final double proportional;
    private final double integral;
    private final double derived;
    private final double minRate;
    private boolean isFirst = true;
    private boolean isTimed;
    private long latestNanos;
    private double latestRate;
    private double latestError;

    /**
     * An estimator that has seen nothing.
     *
     * @param proportional 0 or more, as are {@code integral} and {@code derived}
     * @param minRate above 0
     */
    public PidRateEstimator(long batchNanos, double proportional, double integral, double derived, double minRate) {
        if (batchNanos <= 0)
            throw new IllegalArgumentException("a batch interval of " + batchNanos + " ns; it must be positive");
        checkFactor("proportional", proportional);
        checkFactor("integral", integral);
        checkFactor("derived", derived);
        if (!(minRate > 0))
            throw new IllegalArgumentException("a least rate of " + minRate + " records a second; it must be above 0");
        this.batchNanos = batchNanos;
        this.proportional = proportional;
        this.integral = integral;
        this.derived = derived;
        this.minRate = minRate;
    }

    private static void checkFactor(String name, double value) {
        if (!(value >= 0))
            throw new IllegalArgumentException("the " + name + " factor is " + value + "; it must be 0 or more");
    }

    @Override
    public double batchDone(long doneNanos, long cutNanos, long records, long processingNanos, long schedulingNanos) {
        boolean isLater = !isTimed || doneNanos - latestNanos > 0;
        if (!isLater || records <= 0 || processingNanos <= 0) return NO_ESTIMATE;
        double seconds = (doneNanos - latestNanos) / SECOND;
        double processed = records / (processingNanos / SECOND);
        latestNanos = doneNanos;
        isTimed = true;
        if (isFirst) {
            isFirst = false;
            latestRate = processed;
            latestError = 0;
            return NO_ESTIMATE;
        }
        double error = latestRate - processed;
        double piledUp = schedulingNanos * processed / batchNanos;
        double change = (error - latestError) / seconds;
        double rate = latestRate - proportional * error - integral * piledUp - derived * change;
        latestRate = Math.max(rate, minRate);
        latestError = error;
        return latestRate;
    }
}
