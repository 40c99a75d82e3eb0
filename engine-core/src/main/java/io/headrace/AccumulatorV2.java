package io.headrace;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Something that functions add to while they run, and whoever drives them reads. What the functions of one evaluation add is counted when
 * that evaluation has succeeded, in the order of the partitions, whoever computed them; what a failed one added is forgotten, also where
 * the batch is then computed again without the records that threw. Data that several actions compute anew adds each time.
 *
 * <p>It lives in memory: a restart begins from zero. What must outlive the process is state: {@code updateStateByKey}.
 *
 * <p><b>Threading:</b> any thread adds and reads.
 *
 * @param <I> what is added
 * @param <O> what is read
 */
public abstract sealed class AccumulatorV2<I, O>
        permits Accumulator, LongAccumulator, DoubleAccumulator, CollectionAccumulator {
    private static final AtomicLong IDS = new AtomicLong();

    private final long id = IDS.getAndIncrement();
    private final @Nullable String name;

    AccumulatorV2(@Nullable String name) {
        this.name = name;
    }

    /** What was added so far, by evaluations that are done; inside a function: without what it has added itself. */
    public abstract O value();

    /** Whether nothing was added. */
    public abstract boolean isZero();

    /** Forgets what was added. */
    public abstract void reset();

    /** Another one that begins from zero. */
    abstract AccumulatorV2<I, O> part();

    /** Counts now. */
    abstract void count(I value);

    /** Counts what another one has counted. */
    abstract void countAll(AccumulatorV2<I, O> part);

    @SuppressWarnings("unchecked") // a part is of the same kind
    final void merge(AccumulatorV2<?, ?> part) {
        countAll((AccumulatorV2<I, O>) part);
    }

    public void add(I value) {
        if (TaskContext.isInside()) TaskUpdates.ofTask().of(this).count(value);
        else count(value);
    }

    public long id() {
        return id;
    }

    /** Null when it has none. */
    public @Nullable String name() {
        return name;
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + "(id: " + id + ", name: " + name + ", value: " + value() + ")";
    }
}
