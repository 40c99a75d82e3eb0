package io.headrace.function;

import java.io.Serializable;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Turns two values into any number of others.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface FlatMapFunction2<A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
        extends Serializable {
    Iterator<R> call(A first, B second) throws Exception;
}
