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
