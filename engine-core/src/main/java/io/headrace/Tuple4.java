package io.headrace;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Four values. What {@link PairRdd#cogroup(PairRdd, PairRdd, PairRdd)} gives for a key.
 *
 * <p><b>Threading:</b> immutable, as far as its values are.
 */
public record Tuple4<
                A extends @Nullable Object,
                B extends @Nullable Object,
                C extends @Nullable Object,
                D extends @Nullable Object>(
        A _1, B _2, C _3, D _4) implements Serializable {
    private static final long serialVersionUID = 1;

    /** {@code (first,second,third,fourth)}. */
    @Override
    public String toString() {
        return "(" + _1 + "," + _2 + "," + _3 + "," + _4 + ")";
    }
}
