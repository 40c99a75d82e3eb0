package io.headrace.function;

import java.io.Serializable;

/**
 * Where a {@link ViewFlatMap} pushes what it makes.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface ViewOut<W> extends Serializable {
    void accept(W view) throws Exception;
}
