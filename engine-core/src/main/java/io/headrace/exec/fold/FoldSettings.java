package io.headrace.exec.fold;

import io.headrace.memory.MemoryBudget;

/**
 * What folds are made with.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param workers how many workers there are; the thread of the outputs is one more
 * @param budget what off-heap tables spend
 * @param expectedKeys how many keys a table is laid out for at the start; more make it grow
 */
public record FoldSettings(int workers, MemoryBudget budget, long expectedKeys) {
    public FoldSettings {
        if (workers < 1) throw new IllegalArgumentException("a fold with " + workers + " workers");
    }
}
