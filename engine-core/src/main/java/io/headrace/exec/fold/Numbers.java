package io.headrace.exec.fold;

import io.headrace.plan.Reducer;

/**
 * The built-in reducers, on the bits of numbers.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Numbers {
    private Numbers() {}

    /** Reduces two numbers. */
    public static long reduce(Reducer reducer, long left, long right) {
        return NumberOp.reduce(reducer, left, right);
    }
}
