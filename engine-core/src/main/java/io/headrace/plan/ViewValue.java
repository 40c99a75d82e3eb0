package io.headrace.plan;

import io.headrace.function.ViewToDouble;
import io.headrace.function.ViewToLong;
import java.io.Serializable;

/**
 * The number that a view brings to its key.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param <V> the view
 * @param <N> how the number looks as an object
 */
@SuppressWarnings("unused") // N is for the compiler of user code
public sealed interface ViewValue<V, N> extends Serializable {
    /** Counts. */
    record One<V>() implements ViewValue<V, Long> {}

    record OfLong<V>(ViewToLong<V> of) implements ViewValue<V, Long> {}

    record OfDouble<V>(ViewToDouble<V> of) implements ViewValue<V, Double> {}
}
