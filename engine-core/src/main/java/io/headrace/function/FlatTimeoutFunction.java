package io.headrace.function;

import java.io.Serializable;

/**
 * Sees a state for the last time, when its key has been idle for too long. What is written into the state is lost.
 *
 * <p><b>Threading:</b> several workers may call the same function at once, for different keys.
 *
 * @param <S> the view of a state
 * @param <W> the view of a record of the result
 */
@FunctionalInterface
public interface FlatTimeoutFunction<S, W> extends Serializable {
    void call(S state, FlatOut<W> out) throws Exception;
}
