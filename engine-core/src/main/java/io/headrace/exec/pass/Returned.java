package io.headrace.exec.pass;

import org.jspecify.annotations.Nullable;

/**
 * What a user's function must return. A null is told as what it is, and not by whatever trips over it.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Returned {
    private Returned() {}

    /**
     * The result itself.
     *
     * @param wanted what it must be, with what says that there is nothing: "an iterator; an empty one for nothing"
     * @throws NullPointerException when there is none
     */
    public static <T> T checked(@Nullable T result, String wanted) {
        if (result == null) throw new NullPointerException("the function returned null instead of " + wanted);
        return result;
    }

    /** The row itself, where rows must be pairs. */
    public static Object pair(@Nullable Object row) {
        if (row == null)
            throw new NullPointerException(
                    "an element is null, and no pair: let the function before return a pair, or filter such elements out");
        return row;
    }
}
