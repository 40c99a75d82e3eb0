package io.headrace.function;

import io.headrace.Tuple2;
import java.io.Serializable;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Turns a value into any number of pairs.
 *
 * <p><b>Threading:</b> several workers may call the same function at once.
 */
@FunctionalInterface
public interface PairFlatMapFunction<T extends @Nullable Object, K extends @Nullable Object, V extends @Nullable Object>
        extends Serializable {
    Iterator<Tuple2<K, V>> call(T value) throws Exception;
}
