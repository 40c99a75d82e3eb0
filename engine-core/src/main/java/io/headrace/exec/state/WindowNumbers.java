package io.headrace.exec.state;

import io.headrace.exec.fold.KeyPlacer;
import io.headrace.memory.MemoryBudget;
import io.headrace.plan.Node;
import java.util.function.Supplier;

/**
 * The numbers of a window off the heap, made of panes: what the two ways to do that have in common.
 *
 * <p><b>Threading:</b> as {@link NumbersTable}.
 */
public abstract sealed class WindowNumbers extends NumbersTable permits SumWindow, ReducedWindow {
    private final Node node;
    private final MemoryBudget budget;
    private final KeyPlacer[] placers;

    /** @param placers one for each worker, the thread of the jobs behind them; closed with this */
    WindowNumbers(Node node, MemoryBudget budget, KeyPlacer[] placers, boolean texts, boolean doubles) {
        super(placers, texts, doubles);
        this.node = node;
        this.budget = budget;
        this.placers = placers.clone();
    }

    /** Where new panes come from. */
    abstract void panesFrom(Supplier<PaneBuffer> maker);

    /** Moves on to the window that ends with this pane. */
    abstract void move(long tick, PaneBuffer newest, boolean isDue) throws Exception;

    /** The batch's stages have succeeded: the pane is the window's now. */
    abstract void accept(long tick, PaneBuffer newest);

    /** The batch's stages have failed: goes back to the window before. The pane stays the caller's. */
    abstract void discard(PaneBuffer newest);

    /** A pane of a committed batch. */
    abstract void restore(long tick, PaneBuffer pane);

    /** How many keys it remembers: where they are not in a running sum, those of each pane. */
    abstract long entries();

    /** The memory that is held beside the panes. */
    abstract long memoryBytes();

    /** How many ticks the window is long. */
    abstract int windowTicks();

    abstract void close();

    /** A copy that stays as it is while the window moves on. */
    final NumbersSnapshot newSnapshot() {
        return new NumbersSnapshot(this, this::full, budget, placers);
    }

    final void closePlacers() {
        for (KeyPlacer placer : placers) placer.close();
    }

    final IllegalStateException full(int keyLength) {
        if (keyLength > PaneBuffer.MOST_KEY_BYTES)
            return new IllegalStateException(node.describe() + " has a key of " + keyLength
                    + " bytes; a window's keys have " + PaneBuffer.MOST_KEY_BYTES + " at most");
        return new IllegalStateException(node.describe() + " has " + table().size()
                + " keys in its window, and no memory for more: " + budget
                + "; raise headrace.memory.limit, or make the window shorter");
    }
}
