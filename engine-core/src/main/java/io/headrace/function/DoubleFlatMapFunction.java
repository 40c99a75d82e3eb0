package io.headrace.function;

import java.io.Serializable;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Turns a value into any number of numbers.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface DoubleFlatMapFunction<T extends @Nullable Object> extends Serializable {
    Iterator<Double> call(T value) throws Exception;
}
