package io.headrace.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Turns a value into a number.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface DoubleFunction<T extends @Nullable Object> extends Serializable {
    double call(T value) throws Exception;
}
