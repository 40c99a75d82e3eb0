package io.headrace;

import java.io.Serializable;

/**
 * Count, mean, variance, least and greatest of numbers, taken as they come, without the numbers being kept: the running sum of squared
 * distances from the mean is corrected with each, so that large numbers close to each other lose nothing.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class StatCounter implements Serializable {
    private static final long serialVersionUID = 1;

    private long count;
    private double mean;
    private double squares;
    private double max = Double.NEGATIVE_INFINITY;
    private double min = Double.POSITIVE_INFINITY;

    public StatCounter merge(double value) {
        double delta = value - mean;
        count++;
        mean += delta / count;
        squares += delta * (value - mean);
        max = Math.max(max, value);
        min = Math.min(min, value);
        return this;
    }

    /** Takes in what another has counted. */
    public StatCounter merge(StatCounter other) {
        if (other == this) return merge(other.copy());
        if (other.count == 0) return this;
        double delta = other.mean - mean;
        long total = count + other.count;
        squares += other.squares + delta * delta * count * other.count / total;
        mean = count == 0 ? other.mean : (mean * count + other.mean * other.count) / total;
        count = total;
        max = Math.max(max, other.max);
        min = Math.min(min, other.min);
        return this;
    }

    public StatCounter copy() {
        return new StatCounter().merge(this);
    }

    public long count() {
        return count;
    }

    /** {@code NaN} of nothing. */
    public double mean() {
        return count == 0 ? Double.NaN : mean;
    }

    public double sum() {
        return count * mean;
    }

    public double max() {
        return max;
    }

    public double min() {
        return min;
    }

    /** Divided by how many there are; {@code NaN} of nothing. */
    public double variance() {
        return count == 0 ? Double.NaN : squares / count;
    }

    /** The same as {@link #variance}. */
    public double popVariance() {
        return variance();
    }

    /** Divided by one less than how many there are; {@code NaN} of fewer than two. */
    public double sampleVariance() {
        return count <= 1 ? Double.NaN : squares / (count - 1);
    }

    public double stdev() {
        return Math.sqrt(variance());
    }

    /** The same as {@link #stdev}. */
    public double popStdev() {
        return stdev();
    }

    public double sampleStdev() {
        return Math.sqrt(sampleVariance());
    }

    @Override
    public String toString() {
        return "(count: " + count + ", mean: " + mean() + ", stdev: " + stdev() + ", max: " + max + ", min: " + min
                + ")";
    }
}
