package io.headrace.exec.spill;

import io.headrace.Tuple2;
import io.headrace.Tuple3;
import io.headrace.Tuple4;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that outlive their batch, or are given to the caller of an action: lists that lie on the disk are read, for they end with the batch.
 * Looks into lists, pairs and the like, not into the user's objects.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Owned {
    private Owned() {}

    /** The row itself, where it holds nothing of the batch. */
    @SuppressWarnings("NullAway") // parts of tuples may be null
    public static @Nullable Object of(@Nullable Object row) {
        if (row instanceof List<?> list && holds(list)) {
            List<@Nullable Object> owned = new ArrayList<>();
            for (Object element : list) owned.add(of(element));
            return owned;
        }
        if (row instanceof Tuple2<?, ?> two && (holds(two._1()) || holds(two._2())))
            return new Tuple2<>(of(two._1()), of(two._2()));
        if (row instanceof Tuple3<?, ?, ?> three && holds(three))
            return new Tuple3<>(of(three._1()), of(three._2()), of(three._3()));
        if (row instanceof Tuple4<?, ?, ?, ?> four && holds(four))
            return new Tuple4<>(of(four._1()), of(four._2()), of(four._3()), of(four._4()));
        return row;
    }

    private static boolean holds(@Nullable Object part) {
        if (part instanceof SpilledList) return true;
        if (part instanceof List<?> list) {
            for (Object element : list) if (holds(element)) return true;
            return false;
        }
        if (part instanceof Tuple2<?, ?> two) return holds(two._1()) || holds(two._2());
        if (part instanceof Tuple3<?, ?, ?> three) return holds(three._1()) || holds(three._2()) || holds(three._3());
        return part instanceof Tuple4<?, ?, ?, ?> four
                && (holds(four._1()) || holds(four._2()) || holds(four._3()) || holds(four._4()));
    }
}
