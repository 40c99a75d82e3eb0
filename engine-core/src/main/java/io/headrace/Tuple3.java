package io.headrace;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Three values. What {@link PairRdd#cogroup(PairRdd, PairRdd)} gives for a key.
 *
 * <p><b>Threading:</b> immutable, as far as its values are.
 */
public record Tuple3<A extends @Nullable Object, B extends @Nullable Object, C extends @Nullable Object>(
        A _1, B _2, C _3) implements Serializable {
    private static final long serialVersionUID = 1;

    /** {@code (first,second,third)}. */
    @Override
    public String toString() {
        return "(" + _1 + "," + _2 + "," + _3 + ")";
    }
}
