package io.headrace.function;

import java.io.Serializable;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Turns one value into any number of others.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface FlatMapFunction<T extends @Nullable Object, R extends @Nullable Object> extends Serializable {
    Iterator<R> call(T value) throws Exception;
}
