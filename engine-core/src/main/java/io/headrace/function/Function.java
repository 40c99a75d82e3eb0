package io.headrace.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Turns one value into another.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface Function<T extends @Nullable Object, R extends @Nullable Object> extends Serializable {
    R call(T value) throws Exception;
}
