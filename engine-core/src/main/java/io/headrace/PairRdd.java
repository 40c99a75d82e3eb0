package io.headrace;

import io.headrace.function.FlatMapFunction;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.function.LongDoubleVisitor;
import io.headrace.function.LongLongVisitor;
import io.headrace.function.TextDoubleVisitor;
import io.headrace.function.TextLongVisitor;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * One batch's data of a stream of pairs: see {@link RddLike} for how long it lives and who may use it.
 *
 * <p>Results by key are in the order in which the keys first appear, in each partition.
 *
 * <p><b>Threading:</b> see {@link RddLike}.
 *
 * @param <K> the type of the keys; compared by {@code equals}
 * @param <V> the type of the values
 */
public interface PairRdd<K, V> extends RddLike<Tuple2<K, V>> {
    /** The same data as pairs. */
    static <K, V> PairRdd<K, V> fromRdd(Rdd<Tuple2<K, V>> rdd) {
        return rdd.uncheckedPairs();
    }

    /** The same data as elements. */
    Rdd<Tuple2<K, V>> toRdd();

    PairRdd<K, V> filter(Function<Tuple2<K, V>, Boolean> function);

    PairRdd<K, V> union(PairRdd<K, V> other);

    PairRdd<K, V> distinct();

    Rdd<K> keys();

    Rdd<V> values();

    <W> PairRdd<K, W> mapValues(Function<V, W> function);

    <W> PairRdd<K, W> flatMapValues(FlatMapFunction<V, W> function);

    PairRdd<K, V> reduceByKey(Function2<V, V, V> function);

    PairRdd<K, V> reduceByKey(Function2<V, V, V> function, int partitions);

    PairRdd<K, V> reduceByKey(Partitioner partitioner, Function2<V, V, V> function);

    PairRdd<K, Iterable<V>> groupByKey();

    PairRdd<K, Iterable<V>> groupByKey(int partitions);

    PairRdd<K, Iterable<V>> groupByKey(Partitioner partitioner);

    <C> PairRdd<K, C> combineByKey(Function<V, C> create, Function2<C, V, C> addValue, Function2<C, C, C> merge);

    <C> PairRdd<K, C> combineByKey(
            Function<V, C> create, Function2<C, V, C> addValue, Function2<C, C, C> merge, Partitioner partitioner);

    PairRdd<K, V> partitionBy(Partitioner partitioner);

    /** In the natural order of the keys, ascending. */
    PairRdd<K, V> sortByKey();

    /** In the natural order of the keys. */
    PairRdd<K, V> sortByKey(boolean ascending);

    PairRdd<K, V> sortByKey(Comparator<K> order);

    PairRdd<K, V> sortByKey(Comparator<K> order, boolean ascending);

    PairRdd<K, V> sortByKey(Comparator<K> order, boolean ascending, int partitions);

    PairRdd<K, V> repartition(int partitions);

    PairRdd<K, V> coalesce(int partitions);

    /** See {@link Rdd#cache}. */
    PairRdd<K, V> cache();

    /** See {@link Rdd#cache}. */
    PairRdd<K, V> persist(StorageLevel level);

    /** See {@link Rdd#cache}. */
    PairRdd<K, V> unpersist();

    /** One value a key; the last one wins. */
    Map<K, V> collectAsMap();

    Map<K, Long> countByKey();

    /** The values of a key, in their order. */
    List<V> lookup(K key);

    /**
     * Shows each key and its number without making objects: for results of view folds by text, such as {@code countByValue} of
     * UTF-8 views. Called by the thread that calls this, partition by partition.
     *
     * @throws StreamingException for other data
     */
    void forEachText(TextLongVisitor visitor);

    /** As {@link #forEachText(TextLongVisitor)}, for numbers that are doubles. */
    void forEachTextDouble(TextDoubleVisitor visitor);

    /** As {@link #forEachText(TextLongVisitor)}, for keys that are longs. */
    void forEachLong(LongLongVisitor visitor);

    /** As {@link #forEachText(TextLongVisitor)}, for keys that are longs and numbers that are doubles. */
    void forEachLongDouble(LongDoubleVisitor visitor);
}
