package io.headrace.function;

import java.io.Serializable;

/**
 * Reads a double out of a view. The view is valid during the call.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface ViewToDouble<V> extends Serializable {
    double applyAsDouble(V view) throws Exception;
}
