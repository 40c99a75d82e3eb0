package io.headrace.exec.fold;

import io.headrace.memory.MemoryBudget;
import io.headrace.plan.Node;

/**
 * The keys of a batch do not fit the memory budget.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class TableFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TableFullException(Node node, long keys, long bytes, MemoryBudget budget) {
        super(node.describe() + " has no room for another key: a table of " + keys + " keys takes " + bytes
                + " bytes, and the budget is spent (" + budget + "). Raise the context's memory limit (and"
                + " -Dheadrace.memory.limit, which bounds all of the process), or make the batch interval shorter");
    }
}
