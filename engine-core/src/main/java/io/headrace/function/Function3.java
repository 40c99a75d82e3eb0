package io.headrace.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Turns three values into one.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface Function3<
                A extends @Nullable Object,
                B extends @Nullable Object,
                C extends @Nullable Object,
                R extends @Nullable Object>
        extends Serializable {
    R call(A first, B second, C third) throws Exception;
}
