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
public interface PairRdd<K, V> extends RddKind<Tuple2<K, V>, PairRdd<K, V>>, PairJoins<K, V> {
    /** The same data as pairs. */
    static <K, V> PairRdd<K, V> fromRdd(Rdd<Tuple2<K, V>> rdd) {
        return rdd.uncheckedPairs();
    }

    /** The same data as elements. */
    Rdd<Tuple2<K, V>> toRdd();

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

    <C> PairRdd<K, C> combineByKey(
            Function<V, C> create, Function2<C, V, C> addValue, Function2<C, C, C> merge, int partitions);

    /**
     * As {@link #reduceByKey}, beginning with {@code zero} for each key of a partition: zero must change nothing, such as 0 for a sum.
     */
    PairRdd<K, V> foldByKey(V zero, Function2<V, V, V> function);

    PairRdd<K, V> foldByKey(V zero, int partitions, Function2<V, V, V> function);

    PairRdd<K, V> foldByKey(V zero, Partitioner partitioner, Function2<V, V, V> function);

    /**
     * As {@link #foldByKey}, with a result of another type. Each key of a partition begins with a copy of {@code zero}, which the
     * functions may change and return: so it is a {@link java.io.Serializable} value, or one that cannot be changed.
     */
    <U> PairRdd<K, U> aggregateByKey(U zero, Function2<U, V, U> add, Function2<U, U, U> merge);

    <U> PairRdd<K, U> aggregateByKey(U zero, int partitions, Function2<U, V, U> add, Function2<U, U, U> merge);

    <U> PairRdd<K, U> aggregateByKey(U zero, Partitioner partitioner, Function2<U, V, U> add, Function2<U, U, U> merge);

    /** As {@link #reduceByKey}, for the caller: one value a key. */
    Map<K, V> reduceByKeyLocally(Function2<V, V, V> function);

    PairRdd<K, V> partitionBy(Partitioner partitioner);

    /** Pairs where the partitioner wants their keys, in the natural order of the keys in each partition. */
    PairRdd<K, V> repartitionAndSortWithinPartitions(Partitioner partitioner);

    PairRdd<K, V> repartitionAndSortWithinPartitions(Partitioner partitioner, Comparator<K> order);

    /** The pairs whose keys lie between the two, both included, in the natural order of the keys. */
    PairRdd<K, V> filterByRange(K lower, K upper);

    PairRdd<K, V> filterByRange(Comparator<K> order, K lower, K upper);

    /**
     * Pairs drawn at random, each key as often as it says on average; pairs of other keys are not drawn. Without a seed the batch gives
     * it.
     *
     * @param fractions 0 or more; at most 1 where each pair is drawn once
     */
    PairRdd<K, V> sampleByKey(boolean withReplacement, Map<K, Double> fractions);

    PairRdd<K, V> sampleByKey(boolean withReplacement, Map<K, Double> fractions, long seed);

    /** In the natural order of the keys, ascending. */
    PairRdd<K, V> sortByKey();

    /** In the natural order of the keys. */
    PairRdd<K, V> sortByKey(boolean ascending);

    PairRdd<K, V> sortByKey(boolean ascending, int partitions);

    PairRdd<K, V> sortByKey(Comparator<K> order);

    PairRdd<K, V> sortByKey(Comparator<K> order, boolean ascending);

    PairRdd<K, V> sortByKey(Comparator<K> order, boolean ascending, int partitions);

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
