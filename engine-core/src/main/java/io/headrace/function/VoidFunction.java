package io.headrace.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Does something with a value.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface VoidFunction<T extends @Nullable Object> extends Serializable {
    void call(T value) throws Exception;
}
