package io.headrace.exec.state;

import io.headrace.exec.fold.KeyPlacer;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.table.KeyTable;
import io.headrace.plan.Node;
import java.util.function.Supplier;

/**
 * A window of sums of longs: running sums, which the entering pane is added to and the leaving ones are taken out of. Touches the keys
 * of those panes only.
 *
 * <p><b>Threading:</b> as {@link WindowNumbers}.
 */
public final class SumWindow extends WindowNumbers {
    private final int windowTicks;
    private final FoldTotals totals;
    private final KeyTable.Cursor cursor;
    private final PaneRing panes;
    private final PaneBuffer.Visitor adding;
    private final PaneBuffer.Visitor takingOut;
    private int leaving;
    private boolean moved;

    public SumWindow(Node node, int windowTicks, MemoryBudget budget, KeyPlacer[] placers, boolean texts) {
        super(node, budget, placers, texts, false);
        this.windowTicks = windowTicks;
        totals = new FoldTotals(node.describe(), budget);
        cursor = totals.table().cursor();
        panes = new PaneRing(windowTicks + 1);
        adding = this::add;
        takingOut = totals::takeOut;
    }

    @Override
    void panesFrom(Supplier<PaneBuffer> maker) {} // it makes none

    @Override
    void move(long tick, PaneBuffer newest, boolean isDue) {
        leaving = 0;
        while (leaving < panes.size() && panes.tick(leaving) <= tick - windowTicks) {
            panes.get(leaving).forEach(takingOut);
            leaving++;
        }
        newest.forEach(adding);
        moved = true;
    }

    private void add(long key, int keyLength, long number) {
        if (!totals.add(key, keyLength, number)) throw full(keyLength);
    }

    @Override
    void accept(long tick, PaneBuffer newest) {
        for (; leaving > 0; leaving--) panes.removeFirst().release();
        newest.retain();
        panes.add(tick, newest);
        moved = false;
    }

    @Override
    void discard(PaneBuffer newest) {
        if (!moved) return; // it failed on its way: the context stops, and this is used no more
        newest.forEach(takingOut);
        for (int i = 0; i < leaving; i++) panes.get(i).forEach(adding);
        leaving = 0;
        moved = false;
    }

    @Override
    void restore(long tick, PaneBuffer pane) {
        move(tick, pane, false);
        accept(tick, pane);
    }

    @Override
    long entries() {
        return totals.table().size();
    }

    @Override
    long memoryBytes() {
        return totals.table().memoryBytes();
    }

    @Override
    int windowTicks() {
        return windowTicks;
    }

    @Override
    KeyTable table() {
        return totals.table();
    }

    @Override
    KeyTable.Cursor cursor() {
        return cursor;
    }

    @Override
    void close() {
        while (panes.size() > 0) panes.removeFirst().release();
        totals.close();
        closePlacers();
    }
}
