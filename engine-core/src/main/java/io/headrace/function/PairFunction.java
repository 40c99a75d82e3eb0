package io.headrace.function;

import io.headrace.Tuple2;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Turns a value into a pair of a key and a value.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface PairFunction<T extends @Nullable Object, K extends @Nullable Object, V extends @Nullable Object>
        extends Serializable {
    Tuple2<K, V> call(T value) throws Exception;
}
