package io.headrace;

import org.jspecify.annotations.Nullable;

/**
 * Sum, count and mean of doubles: see {@link AccumulatorV2}.
 *
 * <p><b>Threading:</b> as {@link AccumulatorV2}.
 */
public final class DoubleAccumulator extends AccumulatorV2<Double, Double> {
    private double sum;
    private long count;

    DoubleAccumulator(@Nullable String name) {
        super(name);
    }

    public void add(double value) {
        add((Double) value);
    }

    @Override
    synchronized void count(Double value) {
        sum += value;
        count++;
    }

    @Override
    DoubleAccumulator part() {
        return new DoubleAccumulator(null);
    }

    @Override
    synchronized void countAll(AccumulatorV2<Double, Double> part) {
        DoubleAccumulator other = (DoubleAccumulator) part;
        sum += other.sum;
        count += other.count;
    }

    @Override
    public Double value() {
        return sum();
    }

    public synchronized double sum() {
        return sum;
    }

    public synchronized long count() {
        return count;
    }

    /** {@code NaN} of nothing. */
    public synchronized double avg() {
        return sum / count;
    }

    @Override
    public synchronized boolean isZero() {
        return sum == 0 && count == 0;
    }

    @Override
    public synchronized void reset() {
        sum = 0;
        count = 0;
    }
}
