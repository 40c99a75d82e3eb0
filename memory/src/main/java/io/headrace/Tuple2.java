package io.headrace;

import java.io.Serializable;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pair of values: a key and what belongs to it. Either may be null here; most codecs refuse a null inside.
 *
 * <p>Equal when both halves are, by {@code equals}. The hash code is {@code 31 * hash(_1) + hash(_2)} in every version.
 *
 * <p><b>Threading:</b> immutable, as far as its two values are.
 */
public record Tuple2<A extends @Nullable Object, B extends @Nullable Object>(A _1, B _2) implements Serializable {
    private static final long serialVersionUID = 1;

    /** The pair of the two values: {@code new Tuple2<>(first, second)}, for a static import. */
    public static <A extends @Nullable Object, B extends @Nullable Object> Tuple2<A, B> of(A first, B second) {
        return new Tuple2<>(first, second);
    }

    /** The pair the other way round. */
    public Tuple2<B, A> swap() {
        return new Tuple2<>(_2, _1);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hashCode(_1) + Objects.hashCode(_2);
    }

    /** {@code (first,second)}. */
    @Override
    public String toString() {
        return "(" + _1 + "," + _2 + ")";
    }
}
