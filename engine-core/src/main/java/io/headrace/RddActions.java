package io.headrace;

import io.headrace.file.RecordFormat;
import io.headrace.function.Function2;
import io.headrace.function.VoidFunction;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * What data answers when it is asked: each of these computes. What is returned belongs to the caller.
 *
 * <p>The forms that give a {@code Future} compute before they return, on the thread that calls them, for it is that thread's workers that
 * compute: the future is complete, and holds the result or what was thrown.
 *
 * <p><b>Threading:</b> the thread that was given the data: see {@link RddLike}.
 *
 * @param <T> the type of the elements
 */
public interface RddActions<T> {
    long count();

    boolean isEmpty();

    /**
     * The first element.
     *
     * @throws UnsupportedOperationException when there is none
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

    /**
     * So many elements drawn at random; all of them in another order when there are not more, and each is drawn once only. Without a seed
     * the batch gives it: a batch that is run again draws the same.
     *
     * @param withReplacement whether an element may be drawn again
     */
    List<T> takeSample(boolean withReplacement, int number);

    /** As {@link #takeSample(boolean, int)}, with a seed. */
    List<T> takeSample(boolean withReplacement, int number, long seed);

    List<T> collect();

    /** The elements of some partitions, a list for each. */
    List<T>[] collectPartitions(int[] partitions);

    /** The elements, partition by partition: each is computed when the one before has been read. */
    Iterator<T> toLocalIterator();

    Map<T, Long> countByValue();

    /**
     * All elements made one, in the order of the partitions.
     *
     * @throws UnsupportedOperationException when there is none
     */
    T reduce(Function2<T, T, T> function);

    /** As {@link #reduce}: partial results of partitions are one step away from each other here. */
    T treeReduce(Function2<T, T, T> function);

    /**
     * As {@link #treeReduce(Function2)}.
     *
     * @param depth 1 or more
     */
    T treeReduce(Function2<T, T, T> function, int depth);

    /** As {@link #reduce}, beginning with {@code zero} in each partition and once more when the partitions are put together. */
    T fold(T zero, Function2<T, T, T> function);

    /**
     * As {@link #fold}, with a result of another type. Each partition begins with a copy of {@code zero}, which the functions may change
     * and return: so it is a {@link java.io.Serializable} value, or one that cannot be changed.
     */
    <U> U aggregate(U zero, Function2<U, T, U> add, Function2<U, U, U> merge);

    /** As {@link #aggregate}: see {@link #treeReduce}. */
    <U> U treeAggregate(U zero, Function2<U, T, U> add, Function2<U, U, U> merge);

    /**
     * As {@link #treeAggregate(Object, Function2, Function2)}.
     *
     * @param depth 1 or more
     */
    <U> U treeAggregate(U zero, Function2<U, T, U> add, Function2<U, U, U> merge, int depth);

    T max(Comparator<? super T> order);

    T min(Comparator<? super T> order);

    void foreach(VoidFunction<T> function);

    void foreachPartition(VoidFunction<Iterator<T>> function);

    /**
     * Writes a directory of text files, a file for each partition and a line for each element.
     *
     * @throws StreamingException when the directory is there already, or could not be written: then none of it is there
     */
    void saveAsTextFile(String directory);

    /** As {@link #saveAsTextFile}, as objects, which {@link DatasetContext#objectFile} reads: types that can be stored. */
    void saveAsObjectFile(String directory);

    /**
     * As {@link #saveAsTextFile}, in a format of the user's.
     *
     * @param replaces whether a directory of such files that is there already gives way to this one
     */
    void saveAsFiles(String directory, RecordFormat<? super T> format, boolean replaces);

    CompletableFuture<Long> countAsync();

    CompletableFuture<List<T>> collectAsync();

    CompletableFuture<List<T>> takeAsync(int number);

    CompletableFuture<Void> foreachAsync(VoidFunction<T> function);

    CompletableFuture<Void> foreachPartitionAsync(VoidFunction<Iterator<T>> function);
}
