package io.headrace.exec.state;

import io.headrace.exec.fold.KeyPlacer;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.plan.Node;
import io.headrace.plan.Reducer;

/**
 * A window of sums of longs: running sums in the keys' cells, which the entering pane is added to and the leaving ones are taken out of. Touches the keys
 * of those panes only. A key leaves with its last pane.
 *
 * <p>Adding and taking out are exact inverses, so what a failed batch did is undone by doing the opposite.
 *
 * <p><b>Threading:</b> as {@link WindowNumbers}.
 */
public final class SumWindow extends WindowNumbers {
    private final int windowTicks;
    private final PaneRing panes;
    private int leaving;
    private boolean moved;

    public SumWindow(Node node, int windowTicks, MemoryBudget budget, KeyPlacer[] placers, boolean texts) {
        super(node, Reducer.SUM_LONG, budget, placers, texts);
        this.windowTicks = windowTicks;
        panes = new PaneRing(windowTicks + 1);
    }

    /** The sums are not touched by marks. */
    @Override
    void begun() {}

    @Override
    void move(long tick, SlotPane newest, boolean isDue) {
        leaving = 0;
        while (leaving < panes.size() && panes.tick(leaving) <= tick - windowTicks) takeOut(panes.get(leaving++));
        add(newest);
        moved = true;
    }

    private void add(SlotPane pane) {
        for (long chunk = pane.firstChunk(); chunk != 0; chunk = SlotPane.nextChunk(chunk)) {
            long end = pane.endOfRows(chunk);
            for (long row = SlotPane.firstRow(chunk); row < end; row += SlotPane.ROW_BYTES) {
                long cell = slots.cell(SlotPane.slot(row));
                RawMemory.putLong(cell, RawMemory.getLong(cell) + SlotPane.number(row));
                slots.enter(cell);
            }
        }
    }

    private void takeOut(SlotPane pane) {
        for (long chunk = pane.firstChunk(); chunk != 0; chunk = SlotPane.nextChunk(chunk)) {
            long end = pane.endOfRows(chunk);
            for (long row = SlotPane.firstRow(chunk); row < end; row += SlotPane.ROW_BYTES) {
                long cell = slots.cell(SlotPane.slot(row));
                RawMemory.putLong(cell, RawMemory.getLong(cell) - SlotPane.number(row));
                slots.leave(cell);
            }
        }
    }

    @Override
    void accept(long tick, SlotPane newest) {
        for (; leaving > 0; leaving--) giveBack(panes.removeFirst());
        panes.add(tick, newest);
        moved = false;
    }

    @Override
    void discard(SlotPane newest) {
        // Nothing has changed but slots; or it failed on its way: then the context stops, and this is used no more.
        if (!moved) return;
        takeOut(newest);
        for (int i = 0; i < leaving; i++) add(panes.get(i));
        leaving = 0;
        moved = false;
    }

    @Override
    long entries() {
        return slots.live();
    }

    @Override
    public long size() {
        return slots.live();
    }

    @Override
    int windowTicks() {
        return windowTicks;
    }

    @Override
    boolean shows(long cell) {
        return KeySlots.isLive(cell);
    }

    @Override
    void close() {
        while (panes.size() > 0) giveBack(panes.removeFirst());
        super.close();
    }
}
