package io.headrace.function;

import java.io.Serializable;

/**
 * What is made of two records with one key, without an object for either: reads both, and adds any number of records to the stream that it makes.
 *
 * <p><b>Threading:</b> several workers may call the same function at once, for different keys.
 *
 * @param <L> the view of a record of the one stream
 * @param <R> the view of a record of the other
 * @param <W> the view of a record of the result
 */
@FunctionalInterface
public interface FlatJoinFunction<L, R, W> extends Serializable {
    void call(L left, R right, FlatOut<W> out) throws Exception;
}
