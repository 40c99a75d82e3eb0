package io.headrace;

import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.Reducer;
import io.headrace.plan.ViewKey;
import io.headrace.plan.ViewValue;
import java.time.Duration;

/**
 * Views as keys and numbers, to be reduced off the heap without an object for either.
 *
 * <p><b>Threading:</b> one thread writes a program.
 *
 * @param <K> how the keys look as objects: {@code String} or {@code Long}
 * @param <N> how the numbers do: {@code Long} or {@code Double}
 */
public final class ViewPairs<K, N> {
    private final ViewDStream<?> stream;
    private final ViewKey<?, K> key;
    private final ViewValue<?, N> value;

    ViewPairs(ViewDStream<?> stream, ViewKey<?, K> key, ViewValue<?, N> value) {
        this.stream = stream;
        this.key = key;
        this.value = value;
    }

    /** One pair a key. */
    public PairDStream<K, N> reduceByKey(ViewReducer<N> reducer) {
        return fold("reduceByKey", reducer, Partitioning.BY_DEFAULT);
    }

    public PairDStream<K, N> reduceByKey(ViewReducer<N> reducer, int partitions) {
        return fold("reduceByKey", reducer, Partitioning.of(partitions));
    }

    public PairDStream<K, N> reduceByKey(ViewReducer<N> reducer, Partitioner partitioner) {
        return fold("reduceByKey", reducer, Partitioning.of(partitioner));
    }

    /** The sum of the numbers of each key; of {@link Values#one} their count. */
    public PairDStream<K, N> sumByKey() {
        return reduceByKey(byType(Reducer.SUM_LONG, Reducer.SUM_DOUBLE));
    }

    public PairDStream<K, N> minByKey() {
        return reduceByKey(byType(Reducer.MIN_LONG, Reducer.MIN_DOUBLE));
    }

    public PairDStream<K, N> maxByKey() {
        return reduceByKey(byType(Reducer.MAX_LONG, Reducer.MAX_DOUBLE));
    }

    /** One pair a key of the last batches, as often as there is a batch. A key that has left the window is gone. */
    public PairDStream<K, N> reduceByKeyAndWindow(ViewReducer<N> reducer, Duration window) {
        return foldWindow(reducer, window, stream.slideDuration(), Partitioning.BY_DEFAULT);
    }

    /** One pair a key of the last batches, once a slide. */
    public PairDStream<K, N> reduceByKeyAndWindow(ViewReducer<N> reducer, Duration window, Duration slide) {
        return foldWindow(reducer, window, slide, Partitioning.BY_DEFAULT);
    }

    public PairDStream<K, N> reduceByKeyAndWindow(
            ViewReducer<N> reducer, Duration window, Duration slide, int partitions) {
        return foldWindow(reducer, window, slide, Partitioning.of(partitions));
    }

    public PairDStream<K, N> reduceByKeyAndWindow(
            ViewReducer<N> reducer, Duration window, Duration slide, Partitioner partitioner) {
        return foldWindow(reducer, window, slide, Partitioning.of(partitioner));
    }

    /**
     * A running number for each key, for ever: what its numbers have been reduced to since the start. Every key in every batch; a batch
     * costs by the keys that it brings, and an output by those that it reads.
     */
    public PairDStream<K, N> updateStateByKey(ViewReducer<N> reducer) {
        return foldState("updateStateByKey", reducer, false, Partitioning.BY_DEFAULT);
    }

    public PairDStream<K, N> updateStateByKey(ViewReducer<N> reducer, int partitions) {
        return foldState("updateStateByKey", reducer, false, Partitioning.of(partitions));
    }

    public PairDStream<K, N> updateStateByKey(ViewReducer<N> reducer, Partitioner partitioner) {
        return foldState("updateStateByKey", reducer, false, Partitioning.of(partitioner));
    }

    /** As {@link #updateStateByKey(ViewReducer)}; only the keys with news are given, each once a batch. */
    public PairDStream<K, N> mapWithState(ViewReducer<N> reducer) {
        return foldState("mapWithState", reducer, true, Partitioning.BY_DEFAULT);
    }

    public PairDStream<K, N> mapWithState(ViewReducer<N> reducer, int partitions) {
        return foldState("mapWithState", reducer, true, Partitioning.of(partitions));
    }

    public PairDStream<K, N> mapWithState(ViewReducer<N> reducer, Partitioner partitioner) {
        return foldState("mapWithState", reducer, true, Partitioning.of(partitioner));
    }

    private PairDStream<K, N> foldState(
            String word, ViewReducer<N> reducer, boolean isOfTouched, Partitioning partitioning) {
        Operator fold = new Operator.FoldState(word, key, value, reducer.reducer(), isOfTouched, partitioning);
        return new PairDStream<>(stream.context(), stream.next(fold));
    }

    PairDStream<K, N> fold(String word, ViewReducer<N> reducer, Partitioning partitioning) {
        Operator fold = new Operator.Fold(word, key, value, reducer.reducer(), partitioning);
        return new PairDStream<>(stream.context(), stream.next(fold));
    }

    private PairDStream<K, N> foldWindow(
            ViewReducer<N> reducer, Duration window, Duration slide, Partitioning partitioning) {
        String word = "reduceByKeyAndWindow";
        stream.checkWindow(word, window, slide);
        Operator fold = new Operator.FoldWindow(
                word, key, value, reducer.reducer(), window.toMillis(), slide.toMillis(), partitioning);
        return new PairDStream<>(stream.context(), stream.nextWindow(fold, slide));
    }

    private ViewReducer<N> byType(Reducer ofLongs, Reducer ofDoubles) {
        return new ViewReducer<>(value instanceof ViewValue.OfDouble ? ofDoubles : ofLongs);
    }
}
