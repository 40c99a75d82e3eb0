package io.headrace;

import io.headrace.function.Function;

/**
 * What gives data of the same kind again: elements, pairs or numbers.
 *
 * <p><b>Threading:</b> see {@link RddLike}.
 *
 * @param <T> the type of the elements
 * @param <S> the kind itself
 */
public interface RddKind<T, S extends RddKind<T, S>> extends RddLike<T> {
    S filter(Function<T, Boolean> function);

    /** The elements of both, and as many partitions as both have. */
    S union(S other);

    /** Each element of both once, in the order of its first appearance here. */
    S intersection(S other);

    /** The elements that are not there; as often as they are here. */
    S subtract(S other);

    S subtract(S other, int partitions);

    S subtract(S other, Partitioner partitioner);

    /** Each element once, in the order of its first appearance in its partition. */
    S distinct();

    S distinct(int partitions);

    /**
     * Elements drawn at random. Without a seed the batch gives it: a batch that is run again draws the same.
     *
     * @param withReplacement whether an element may be drawn several times
     * @param fraction how often an element is drawn on average; at most 1 where each is drawn once
     */
    S sample(boolean withReplacement, double fraction);

    /** As {@link #sample(boolean, double)}, with a seed. */
    S sample(boolean withReplacement, double fraction, long seed);

    /**
     * Each element in one of several parts, by chance. Without a seed the batch gives it.
     *
     * @param weights of the parts: 0 or more, and not all 0
     */
    S[] randomSplit(double[] weights);

    /** As {@link #randomSplit(double[])}, with a seed. */
    S[] randomSplit(double[] weights, long seed);

    /** The elements dealt to so many partitions in turn, in their order. */
    S repartition(int partitions);

    /** Fewer partitions, of neighbours put together. */
    S coalesce(int partitions);

    /**
     * As {@link #coalesce(int)}.
     *
     * @param shuffle whether elements are dealt, as {@link #repartition} does: then there may be more partitions than before
     */
    S coalesce(int partitions, boolean shuffle);

    /** As {@link #persist} with {@code MEMORY_ONLY}. */
    S cache();

    /**
     * Keeps the elements of each partition from the first action on that computes it, for this data and all that is made of it, until
     * {@link #unpersist} or the end of the batch. They are kept where the level says: as objects with {@code MEMORY_ONLY}, as bytes off the
     * heap and on the disk with the others. A partition for which a level of memory alone has no room is computed whenever it is read. Elements
     * that cannot become bytes stay objects, with a warning; {@code DISK_ONLY} and strict mode refuse them.
     *
     * @throws UnsupportedOperationException when the data is kept at another level already
     */
    S persist(StorageLevel level);

    /** Keeps the elements no more. */
    S unpersist();

    /**
     * As {@link #unpersist()}.
     *
     * @param blocking without meaning: what was kept is let go before this returns
     */
    S unpersist(boolean blocking);

    /** What it is called in {@link #toDebugString}. */
    S setName(String name);
}
