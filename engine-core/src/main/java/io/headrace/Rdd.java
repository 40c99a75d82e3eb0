package io.headrace;

import io.headrace.function.Function;

/**
 * One batch's data of one stream, in partitions: see {@link RddLike} for how long it lives and who may use it.
 *
 * <p><b>Threading:</b> see {@link RddLike}.
 *
 * @param <T> the type of the elements
 */
public interface Rdd<T> extends RddLike<T> {
    Rdd<T> filter(Function<T, Boolean> function);

    /** The elements of both, and as many partitions as both have. */
    Rdd<T> union(Rdd<T> other);

    /** Each element once, in the order of its first appearance. */
    Rdd<T> distinct();

    Rdd<T> distinct(int partitions);

    /** The elements in the order of their keys. */
    <K extends Comparable<? super K>> Rdd<T> sortBy(Function<T, K> keyOf, boolean ascending, int partitions);

    /** The elements dealt to so many partitions in turn, in their order. */
    Rdd<T> repartition(int partitions);

    /** Fewer partitions, of neighbours put together. */
    Rdd<T> coalesce(int partitions);

    /** A hint without effect: data of a batch that is used twice is kept by naming it in the program, with {@code persist}. */
    Rdd<T> cache();

    /** See {@link #cache}. */
    Rdd<T> persist(StorageLevel level);

    /** See {@link #cache}. */
    Rdd<T> unpersist();

    /** For {@link PairRdd#fromRdd}, which knows that the elements are pairs. */
    <K, V> PairRdd<K, V> uncheckedPairs();
}
