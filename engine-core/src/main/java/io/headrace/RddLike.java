package io.headrace;

import io.headrace.function.FlatMapFunction;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.function.PairFlatMapFunction;
import io.headrace.function.PairFunction;
import io.headrace.function.VoidFunction;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * What {@link Rdd} and {@link PairRdd} have in common: one batch's data of one stream, in partitions.
 *
 * <p>Transformations are lazy: nothing is computed before an action asks for it, and each action computes anew. What an action
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
public interface RddLike<T> {
    <R> Rdd<R> map(Function<T, R> function);

    <R> Rdd<R> flatMap(FlatMapFunction<T, R> function);

    <K, V> PairRdd<K, V> mapToPair(PairFunction<T, K, V> function);

    <K, V> PairRdd<K, V> flatMapToPair(PairFlatMapFunction<T, K, V> function);

    <R> Rdd<R> mapPartitions(FlatMapFunction<Iterator<T>, R> function);

    <K, V> PairRdd<K, V> mapPartitionsToPair(PairFlatMapFunction<Iterator<T>, K, V> function);

    /** Each partition as one list. */
    Rdd<List<T>> glom();

    <K> PairRdd<K, T> keyBy(Function<T, K> keyOf);

    /** The elements, grouped by what the function says of them. */
    <K> PairRdd<K, Iterable<T>> groupBy(Function<T, K> keyOf);

    long count();

    boolean isEmpty();

    /**
     * The first element.
     *
     * @throws java.util.NoSuchElementException when there is none
     */
    T first();

    /** The first elements in the order of the partitions; fewer when there are fewer. */
    List<T> take(int number);

    /** The largest elements, largest first. */
    List<T> top(int number, Comparator<? super T> order);

    /** The largest elements in their natural order, largest first. */
    List<T> top(int number);

    /** The smallest elements, smallest first. */
    List<T> takeOrdered(int number, Comparator<? super T> order);

    /** The smallest elements in their natural order, smallest first. */
    List<T> takeOrdered(int number);

    List<T> collect();

    Map<T, Long> countByValue();

    /**
     * All elements made one, in the order of the partitions.
     *
     * @throws java.util.NoSuchElementException when there is none
     */
    T reduce(Function2<T, T, T> function);

    /** As {@link #reduce}, beginning with {@code zero} in each partition and once more when the partitions are put together. */
    T fold(T zero, Function2<T, T, T> function);

    /** As {@link #fold}, with a result of another type. {@code zero} must not be changed by the functions. */
    <U> U aggregate(U zero, Function2<U, T, U> add, Function2<U, U, U> merge);

    T max(Comparator<? super T> order);

    T min(Comparator<? super T> order);

    void foreach(VoidFunction<T> function);

    void foreachPartition(VoidFunction<Iterator<T>> function);

    int getNumPartitions();

    /**
     * Which batch this is of: {@code incarnation-sequence}, the same when the batch is run again after a crash, and never that of
     * other data. Empty for data that is of no batch.
     */
    String batchId();

    /** How the data comes about, in words. */
    String toDebugString();
}
