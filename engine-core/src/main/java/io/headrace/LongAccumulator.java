package io.headrace;

import org.jspecify.annotations.Nullable;

/**
 * Sum, count and mean of longs: see {@link AccumulatorV2}.
 *
 * <p><b>Threading:</b> as {@link AccumulatorV2}.
 */
public final class LongAccumulator extends AccumulatorV2<Long, Long> {
    private long sum;
    private long count;

    LongAccumulator(@Nullable String name) {
        super(name);
    }

    public void add(long value) {
        add((Long) value);
    }

    @Override
    synchronized void count(Long value) {
        sum += value;
        count++;
    }

    @Override
    LongAccumulator part() {
        return new LongAccumulator(null);
    }

    @Override
    synchronized void countAll(AccumulatorV2<Long, Long> part) {
        LongAccumulator other = (LongAccumulator) part;
        sum += other.sum;
        count += other.count;
    }

    @Override
    public Long value() {
        return sum();
    }

    public synchronized long sum() {
        return sum;
    }

    public synchronized long count() {
        return count;
    }

    /** {@code NaN} of nothing. */
    public synchronized double avg() {
        return (double) sum / count;
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
