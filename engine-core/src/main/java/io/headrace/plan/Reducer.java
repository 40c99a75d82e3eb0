package io.headrace.plan;

/**
 * The reducers that are built in: on longs and doubles, off the heap, without boxes.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum Reducer {
    SUM_LONG(true, true),
    MIN_LONG(true, false),
    MAX_LONG(true, false),
    /** Folded block by block, in order, for the sum of doubles depends on it. */
    SUM_DOUBLE(false, false),
    MIN_DOUBLE(true, false),
    MAX_DOUBLE(true, false);

    private final boolean exact;
    private final boolean invertible;

    Reducer(boolean exact, boolean invertible) {
        this.exact = exact;
        this.invertible = invertible;
    }

    /** Whether the grouping of the records does not change the result. */
    public boolean isExact() {
        return exact;
    }

    /** Whether a value that was put in can be taken out again, exactly. */
    public boolean isInvertible() {
        return invertible;
    }

    public boolean isDouble() {
        return this == SUM_DOUBLE || this == MIN_DOUBLE || this == MAX_DOUBLE;
    }
}
