package io.headrace;

import io.headrace.function.DoubleFlatMapFunction;
import io.headrace.function.DoubleFunction;
import io.headrace.function.FlatMapFunction;
import io.headrace.function.FlatMapFunction2;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.function.PairFlatMapFunction;
import io.headrace.function.PairFunction;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link Rdd} and {@link PairRdd} have in common: one batch's data of one stream, in partitions.
 *
 * <p>Transformations are lazy: nothing is computed before an action asks for it, and each action computes anew what is
 * not {@linkplain RddKind#persist kept}; results by key, sorted and dealt ones are computed once. What an action
 * returns belongs to the caller. An Rdd itself is valid until its batch is released: afterwards every use fails and says so.
 *
 * <p>Actions are called by whoever was given the Rdd, such as the body of {@code foreachRDD}: never from within a function that an
 * action runs.
 *
 * <p><b>Threading:</b> transformations by any thread; actions by the thread that was given the Rdd. Functions may be called by
 * several workers at once.
 *
 * @param <T> the type of the elements
 */
public interface RddLike<T> extends RddActions<T> {
    <R> Rdd<R> map(Function<T, R> function);

    <R> Rdd<R> flatMap(FlatMapFunction<T, R> function);

    <K, V> PairRdd<K, V> mapToPair(PairFunction<T, K, V> function);

    <K, V> PairRdd<K, V> flatMapToPair(PairFlatMapFunction<T, K, V> function);

    /** The function sees a whole partition, which lies on the disk where it outgrows the heap: it is gone through once. */
    <R> Rdd<R> mapPartitions(FlatMapFunction<Iterator<T>, R> function);

    <K, V> PairRdd<K, V> mapPartitionsToPair(PairFlatMapFunction<Iterator<T>, K, V> function);

    /**
     * As {@link #mapPartitions(FlatMapFunction)}.
     *
     * @param preservesPartitioning without meaning here: no operation asks where keys were before
     */
    default <R> Rdd<R> mapPartitions(
            FlatMapFunction<Iterator<T>, R> function, @SuppressWarnings("unused") boolean preservesPartitioning) {
        return mapPartitions(function);
    }

    /** As {@link #mapPartitionsToPair(PairFlatMapFunction)}; see {@link #mapPartitions(FlatMapFunction, boolean)}. */
    default <K, V> PairRdd<K, V> mapPartitionsToPair(
            PairFlatMapFunction<Iterator<T>, K, V> function,
            @SuppressWarnings("unused") boolean preservesPartitioning) {
        return mapPartitionsToPair(function);
    }

    /**
     * The function sees the number of a partition, from 0 up, and its elements.
     *
     * @param preservesPartitioning see {@link #mapPartitions(FlatMapFunction, boolean)}
     */
    <R> Rdd<R> mapPartitionsWithIndex(
            Function2<Integer, Iterator<T>, Iterator<R>> function, boolean preservesPartitioning);

    DoubleRdd mapToDouble(DoubleFunction<T> function);

    DoubleRdd flatMapToDouble(DoubleFlatMapFunction<T> function);

    DoubleRdd mapPartitionsToDouble(DoubleFlatMapFunction<Iterator<T>> function);

    /** Each partition as one list: by its nature on the heap, all of it. Where it does not fit there, {@link #mapPartitions} goes through it. */
    Rdd<List<T>> glom();

    /** Each element here with each element there. A partition there is read again for each element here, from the disk where it outgrows the heap. */
    <U> PairRdd<T, U> cartesian(RddLike<U> other);

    /**
     * The first with the first, the second with the second. Both have as many partitions, and as many elements in each.
     *
     * @throws IllegalArgumentException when the numbers of partitions differ
     */
    <U> PairRdd<T, U> zip(RddLike<U> other);

    /**
     * The function sees a partition here and the one of the same number there.
     *
     * @throws IllegalArgumentException when the numbers of partitions differ
     */
    <U, R> Rdd<R> zipPartitions(RddLike<U> other, FlatMapFunction2<Iterator<T>, Iterator<U>, R> function);

    /** Each element with its number, from 0 up, in the order of the partitions. */
    PairRdd<T, Long> zipWithIndex();

    /** Each element with a number that no other has: partition k of n gives k, n+k, 2n+k and so on. */
    PairRdd<T, Long> zipWithUniqueId();

    <K> PairRdd<K, T> keyBy(Function<T, K> keyOf);

    /** The elements, grouped by what the function says of them. */
    <K> PairRdd<K, Iterable<T>> groupBy(Function<T, K> keyOf);

    <K> PairRdd<K, Iterable<T>> groupBy(Function<T, K> keyOf, int partitions);

    int getNumPartitions();

    /** What makes data of no batch, broadcast values and accumulators. */
    DatasetContext context();

    /** A number that no other data of this process has. */
    int id();

    /** What {@link RddKind#setName} said; null when nothing was said. */
    @Nullable
    String name();

    /** Where the elements are kept once they are computed: {@link StorageLevel#NONE}, unless {@link RddKind#persist} said otherwise. */
    StorageLevel getStorageLevel();

    /**
     * Which batch this is of: {@code incarnation-sequence}, the same when the batch is run again after a crash, and never that of
     * other data. Empty for data that is of no batch.
     */
    String batchId();

    /** How the data comes about, in words. */
    String toDebugString();
}
