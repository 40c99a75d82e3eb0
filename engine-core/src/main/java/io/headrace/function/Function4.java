package io.headrace.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Turns four values into one.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface Function4<
                A extends @Nullable Object,
                B extends @Nullable Object,
                C extends @Nullable Object,
                D extends @Nullable Object,
                R extends @Nullable Object>
        extends Serializable {
    R call(A first, B second, C third, D fourth) throws Exception;
}
