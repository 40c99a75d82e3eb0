package io.headrace;

import io.headrace.function.Function2;
import org.jspecify.annotations.Nullable;

/**
 * Values put together by a function, as Spark 1.x has it: see {@link AccumulatorV2}.
 *
 * <p><b>Threading:</b> as {@link AccumulatorV2}.
 *
 * @param <T> the type of the values
 */
public final class Accumulator<T> extends AccumulatorV2<T, T> {
    private final T zero;
    private final Function2<T, T, T> merge;
    private T value;

    Accumulator(T first, T zero, Function2<T, T, T> merge, @Nullable String name) {
        super(name);
        this.zero = zero;
        this.merge = merge;
        this.value = first;
    }

    @Override
    synchronized void count(T more) {
        try {
            value = merge.call(value, more);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StreamingException("accumulator " + name() + " could not take " + more, e);
        }
    }

    @Override
    Accumulator<T> part() {
        return new Accumulator<>(zero, zero, merge, null);
    }

    @Override
    void countAll(AccumulatorV2<T, T> part) {
        count(part.value());
    }

    @Override
    public synchronized T value() {
        return value;
    }

    /** Begins from this value. */
    public synchronized void setValue(T next) {
        value = next;
    }

    /** What changes nothing. */
    public T zero() {
        return zero;
    }

    @Override
    public synchronized boolean isZero() {
        return value.equals(zero);
    }

    @Override
    public void reset() {
        setValue(zero);
    }
}
