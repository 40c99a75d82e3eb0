package io.headrace.testkit;

import io.headrace.source.BatchSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An input whose batches a test spells out: the first one given is the batch of the next tick, the second of the one after. When there
 * is none left, the batch is empty. The batch of a time that was asked for stays what it was, however often it is asked for.
 *
 * <pre>{@code
 * feed.batch("a", "b").nothing().partitions(List.of(List.of("c"), List.of("d", "e")));
 * }</pre>
 *
 * <p><b>Threading:</b> any thread gives batches; that of the ticks takes them.
 *
 * @param <T> the type of the elements
 */
public final class BatchFeed<T extends @Nullable Object> implements BatchSource<T> {
    private static final long serialVersionUID = 1;

    /** A batch; without partitions there is no dataset, which is something else than an empty one. */
    private record Given<T extends @Nullable Object>(
            @Nullable List<List<T>> partitions) {}

    private final transient Deque<Given<T>> waiting = new ArrayDeque<>();
    private final transient Map<Long, Given<T>> given = new HashMap<>();

    /** The next batch: these elements, in one partition. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final BatchFeed<T> batch(T... elements) {
        return batch(Arrays.asList(elements));
    }

    /** The next batch: these elements, in one partition. */
    public BatchFeed<T> batch(List<? extends T> elements) {
        return partitions(List.of(elements));
    }

    /** The next batch, partition by partition. */
    public synchronized BatchFeed<T> partitions(List<? extends List<? extends T>> partitions) {
        List<List<T>> copy = new ArrayList<>(partitions.size());
        for (List<? extends T> partition : partitions) copy.add(new ArrayList<>(partition));
        waiting.add(new Given<>(copy));
        return this;
    }

    /** The next batch is empty: there is a dataset, and nothing in it. */
    public BatchFeed<T> empty() {
        return partitions(List.of());
    }

    /** There is no dataset for the next interval: what depends on it does not run. */
    public synchronized BatchFeed<T> nothing() {
        waiting.add(new Given<>(null));
        return this;
    }

    /** How many batches have been given and not been taken. */
    public synchronized int waiting() {
        return waiting.size();
    }

    @Override
    public synchronized @Nullable List<List<T>> batchAt(long timeMillis) {
        Given<T> known = given.get(timeMillis);
        if (known == null) {
            Given<T> next = waiting.poll();
            known = next == null ? new Given<>(List.of()) : next;
            given.put(timeMillis, known);
        }
        return known.partitions();
    }

    @Override
    public String toString() {
        return "a feed with " + waiting() + " batches to come";
    }
}
