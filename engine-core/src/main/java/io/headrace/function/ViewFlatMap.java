package io.headrace.function;

import java.io.Serializable;

/**
 * Turns a view into any number of others, pushed one by one: the form of {@code flatMap} that needs no iterator. The views are valid
 * during the call.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface ViewFlatMap<V, W> extends Serializable {
    void call(V view, ViewOut<W> out) throws Exception;
}
