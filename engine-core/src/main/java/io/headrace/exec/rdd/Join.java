package io.headrace.exec.rdd;

import io.headrace.StreamingException;
import io.headrace.Tuple2;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the values of a key on two sides, row by row of {@link CogroupedRows}.
 *
 * <p><b>Threading:</b> immutable.
 */
@SuppressWarnings({"unchecked", "NullAway"}) // keys and values have no types here, and may be null
enum Join {
    INNER("join", false, false),
    LEFT("leftOuterJoin", true, false),
    RIGHT("rightOuterJoin", false, true),
    FULL("fullOuterJoin", true, true);

    private final String word;
    private final boolean keepsLeft;
    private final boolean keepsRight;

    /**
     * A kind of join.
     *
     * @param keepsLeft whether values on the left stay whose key is not on the right, so that those on the right are optional
     */
    Join(String word, boolean keepsLeft, boolean keepsRight) {
        this.word = word;
        this.keepsLeft = keepsLeft;
        this.keepsRight = keepsRight;
    }

    /** The operation in the program. */
    String word() {
        return word;
    }

    Rows of(Rows left, Rows right, Placement placement, Home home) {
        Rows sides = new CogroupedRows(word, List.of(left, right), placement, home);
        return new StepRows(word, sides, false, next -> row -> {
            Tuple2<Object, Object> pair = Pairs.of(row);
            List<List<Object>> values = (List<List<Object>>) pair._2();
            joined(pair._1(), values.get(0), values.get(1), next);
        });
    }

    private void joined(Object key, List<Object> lefts, List<Object> rights, io.headrace.exec.data.Sink next)
            throws Exception {
        for (Object left : lefts) {
            if (rights.isEmpty() && keepsLeft)
                next.accept(new Tuple2<>(key, new Tuple2<>(left(key, left), Optional.empty())));
            for (Object right : rights)
                next.accept(new Tuple2<>(key, new Tuple2<>(left(key, left), right(key, right))));
        }
        if (!lefts.isEmpty() || !keepsRight) return;
        for (Object right : rights) next.accept(new Tuple2<>(key, new Tuple2<>(Optional.empty(), right(key, right))));
    }

    private Object left(Object key, @Nullable Object value) {
        return keepsRight ? optional(key, value) : value;
    }

    private Object right(Object key, @Nullable Object value) {
        return keepsLeft ? optional(key, value) : value;
    }

    private Object optional(Object key, @Nullable Object value) {
        if (value == null)
            throw new StreamingException(
                    word + ": a value of key " + key
                            + " is null, which an Optional cannot hold: give absent values a value of their own, or filter them");
        return Optional.of(value);
    }
}
