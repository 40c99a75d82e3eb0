package io.headrace.plan;

import io.headrace.function.Function;
import io.headrace.function.Function2;
import java.util.ArrayList;
import java.util.List;

/**
 * How the values of a key become one: the functions of {@code combineByKey}, as everything keyed on objects is made of them.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param create makes a combination of a first value
 * @param addValue puts another value in
 * @param merge makes one of two combinations, the left one being of earlier records
 * @param exact whether the grouping of the records does not change the result: then blocks are folded in any order
 */
public record Combine(
        Function<Object, Object> create,
        Function2<Object, Object, Object> addValue,
        Function2<Object, Object, Object> merge,
        boolean exact) {
    private static final ListOf LIST_OF = new ListOf();

    /** All values of a key in a list, in their order. */
    public static Combine intoLists() {
        return new Combine(LIST_OF, Combine::append, Combine::concat, false);
    }

    /** Whether it keeps all values, so that it grows with each. */
    public boolean isIntoLists() {
        return create instanceof ListOf;
    }

    @SuppressWarnings("unchecked") // ListOf made it
    private static Object append(Object values, Object value) {
        ((List<Object>) values).add(value);
        return values;
    }

    @SuppressWarnings("unchecked") // ListOf made them
    private static Object concat(Object earlier, Object later) {
        ((List<Object>) earlier).addAll((List<Object>) later);
        return earlier;
    }

    private static final class ListOf implements Function<Object, Object> {
        private static final long serialVersionUID = 1;

        @Override
        public Object call(Object value) {
            List<Object> values = new ArrayList<>();
            values.add(value);
            return values;
        }
    }
}
