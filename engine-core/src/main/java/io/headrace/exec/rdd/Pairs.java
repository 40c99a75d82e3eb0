package io.headrace.exec.rdd;

import io.headrace.StreamingException;
import io.headrace.Tuple2;
import org.jspecify.annotations.Nullable;

/**
 * Rows that are pairs.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Pairs {
    private Pairs() {}

    @SuppressWarnings("unchecked") // what is in it is checked where it is used
    static Tuple2<Object, Object> of(@Nullable Object row) {
        if (row instanceof Tuple2<?, ?> pair) return (Tuple2<Object, Object>) pair;
        throw new StreamingException("an element is no pair but " + row + ": make pairs with mapToPair");
    }
}
