package io.headrace;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list of what was added, in the order of the partitions: see {@link AccumulatorV2}.
 *
 * <p><b>Threading:</b> as {@link AccumulatorV2}.
 *
 * @param <T> the type of the elements
 */
public final class CollectionAccumulator<T> extends AccumulatorV2<T, List<T>> {
    private final List<T> elements = new ArrayList<>();

    CollectionAccumulator(@Nullable String name) {
        super(name);
    }

    @Override
    synchronized void count(T value) {
        elements.add(value);
    }

    @Override
    CollectionAccumulator<T> part() {
        return new CollectionAccumulator<>(null);
    }

    @Override
    synchronized void countAll(AccumulatorV2<T, List<T>> part) {
        elements.addAll(((CollectionAccumulator<T>) part).elements);
    }

    /** A copy. */
    @Override
    public synchronized List<T> value() {
        return Collections.unmodifiableList(new ArrayList<>(elements));
    }

    @Override
    public synchronized boolean isZero() {
        return elements.isEmpty();
    }

    @Override
    public synchronized void reset() {
        elements.clear();
    }
}
