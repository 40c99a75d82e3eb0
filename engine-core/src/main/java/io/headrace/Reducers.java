package io.headrace;

import io.headrace.function.ExactFunction2;
import io.headrace.function.Function2;
import io.headrace.plan.Reducer;

/**
 * The reducers that are built in, for {@link ViewPairs#reduceByKey}, and what the user can say of his own.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Reducers {
    private Reducers() {}

    public static ViewReducer<Long> sumLong() {
        return new ViewReducer<>(Reducer.SUM_LONG);
    }

    public static ViewReducer<Long> minLong() {
        return new ViewReducer<>(Reducer.MIN_LONG);
    }

    public static ViewReducer<Long> maxLong() {
        return new ViewReducer<>(Reducer.MAX_LONG);
    }

    /** Added block by block in their order, so that the sum does not depend on the number of cores. */
    public static ViewReducer<Double> sumDouble() {
        return new ViewReducer<>(Reducer.SUM_DOUBLE);
    }

    public static ViewReducer<Double> minDouble() {
        return new ViewReducer<>(Reducer.MIN_DOUBLE);
    }

    public static ViewReducer<Double> maxDouble() {
        return new ViewReducer<>(Reducer.MAX_DOUBLE);
    }

    /**
     * Declares that neither the order nor the grouping of the values changes what the function makes of them: {@code
     * reduceByKey(Reducers.exact(Integer::sum))} folds blocks in any order, where {@code reduceByKey(Integer::sum)} keeps to theirs.
     */
    public static <T> Function2<T, T, T> exact(Function2<T, T, T> function) {
        ExactFunction2<T> declared = function::call;
        return declared;
    }
}
