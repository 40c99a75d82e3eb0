package io.headrace.function;

import java.io.Serializable;

/**
 * Decides on a view. The view is valid during the call.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface ViewPredicate<V> extends Serializable {
    boolean test(V view) throws Exception;
}
