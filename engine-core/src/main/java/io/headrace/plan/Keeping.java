package io.headrace.plan;

import io.headrace.StorageLevel;

/**
 * What {@code persist} of a stream changes.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Keeping {
    private Keeping() {}

    /** Whether a stream of this kind holds its rows at its level where it computes them. */
    public static boolean seesToIt(Operator operator) {
        return operator instanceof Operator.Narrow || operator instanceof Operator.Window;
    }

    /**
     * Whether the rows are where they stay until the batch is over, whatever the level: the records of an input are the bytes that its receiver
     * has stored, views are computed by each reader, and numbers of views are off the heap already, which is what levels with memory want.
     */
    public static boolean isKeptAnyway(Node node, StorageLevel level) {
        Operator operator = node.operator();
        if (operator instanceof Operator.Input || Reached.areViews(node)) return true;
        boolean ofNumbers = operator instanceof Operator.Fold
                || operator instanceof Operator.FoldWindow
                || operator instanceof Operator.FoldState;
        return ofNumbers && level.useMemory();
    }
}
