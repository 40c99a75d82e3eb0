package io.headrace.exec.fold;

import io.headrace.exec.spill.SpillSpace;
import io.headrace.memory.MemoryBudget;
import org.jspecify.annotations.Nullable;

/**
 * What folds are made with.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param workers how many workers there are; the thread of the outputs is one more
 * @param budget what off-heap tables spend
 * @param spill where objects go that outgrow the heap; null: they stay there
 * @param expectedKeys how many keys a table is laid out for at the start; more make it grow
 */
public record FoldSettings(
        int workers, MemoryBudget budget, @Nullable SpillSpace spill, long expectedKeys) {
    /** For folds whose objects stay on the heap. */
    public FoldSettings(int workers, MemoryBudget budget, long expectedKeys) {
        this(workers, budget, null, expectedKeys);
    }

    public FoldSettings {
        if (workers < 1) throw new IllegalArgumentException("a fold with " + workers + " workers");
    }
}
