package io.headrace.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Makes a value out of nothing: a factory.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface Function0<R extends @Nullable Object> extends Serializable {
    R call() throws Exception;
}
