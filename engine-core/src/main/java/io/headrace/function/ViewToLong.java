package io.headrace.function;

import java.io.Serializable;

/**
 * Reads a long out of a view. The view is valid during the call.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface ViewToLong<V> extends Serializable {
    long applyAsLong(V view) throws Exception;
}
