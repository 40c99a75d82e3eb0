package io.headrace.function;

import java.io.Serializable;

/**
 * What is done with a record and the state of its key, without an object for either: reads the record, changes the state in place, and adds
 * any number of records to the stream that it makes.
 *
 * <p><b>Threading:</b> several workers may call the same function at once, for different keys.
 *
 * @param <V> the view of a record
 * @param <S> the view of a state
 * @param <W> the view of a record of the result
 */
@FunctionalInterface
public interface FlatStateFunction<V, S, W> extends Serializable {
    void call(V record, FlatState<S> state, FlatOut<W> out) throws Exception;
}
