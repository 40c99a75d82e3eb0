package io.headrace.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Does something with two values.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface VoidFunction2<A extends @Nullable Object, B extends @Nullable Object> extends Serializable {
    void call(A first, B second) throws Exception;
}
