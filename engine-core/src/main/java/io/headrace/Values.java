package io.headrace;

import io.headrace.function.ViewToDouble;
import io.headrace.function.ViewToLong;
import io.headrace.plan.ViewValue;

/**
 * The number that a view brings to its key, for {@link ViewDStream#mapToPair}.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Values {
    private Values() {}

    /** One for each view: sums are counts. */
    public static <V> ViewValue<V, Long> one() {
        return new ViewValue.One<>();
    }

    public static <V> ViewValue<V, Long> ofLong(ViewToLong<V> of) {
        return new ViewValue.OfLong<>(of);
    }

    public static <V> ViewValue<V, Double> ofDouble(ViewToDouble<V> of) {
        return new ViewValue.OfDouble<>(of);
    }
}
