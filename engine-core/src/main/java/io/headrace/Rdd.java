package io.headrace;

import io.headrace.function.Function;

/**
 * One batch's data of one stream, in partitions: see {@link RddLike} for how long it lives and who may use it.
 *
 * <p><b>Threading:</b> see {@link RddLike}.
 *
 * @param <T> the type of the elements
 */
public interface Rdd<T> extends RddKind<T, Rdd<T>> {
    /** The elements in the order of their keys. */
    <K extends Comparable<? super K>> Rdd<T> sortBy(Function<T, K> keyOf, boolean ascending, int partitions);

    /** For {@link PairRdd#fromRdd}, which knows that the elements are pairs. */
    <K, V> PairRdd<K, V> uncheckedPairs();
}
