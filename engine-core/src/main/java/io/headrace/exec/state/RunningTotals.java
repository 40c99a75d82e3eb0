package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.spill.Holding;
import io.headrace.plan.Node;
import org.jspecify.annotations.Nullable;

/**
 * The running totals of one partition of a window, the panes that will leave it, and what the batch under way changes. They lie on the heap
 * while that has room, and else on the disk.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class RunningTotals implements AutoCloseable {
    /** Sees one change, under the total's number. */
    @FunctionalInterface
    interface ChangeVisitor {
        void change(long number, @Nullable Object row) throws InterruptedException;
    }

    private final KeyedMerge merge;
    private final TotalFunctions functions;
    private final WindowPanes parts;
    private final Holding holding;
    private final int windowTicks;
    private final PaneTree<PanePart> panes;
    private HeapTotals onHeap;
    private @Nullable SpilledTotals spilled; // in place of those on the heap
    private @Nullable TotalRows restoring; // what was stored, once the heap has no more room for it
    private long nextNumber; // of what is restored there

    RunningTotals(Node node, KeyedMerge merge, WindowPanes parts, int windowTicks, int slideTicks) {
        this.merge = merge;
        this.parts = parts;
        this.holding = parts.holding();
        this.windowTicks = windowTicks;
        functions = new TotalFunctions(node, merge);
        panes = new PaneTree<>(windowTicks + slideTicks, merge);
        onHeap = newOnHeap(0);
    }

    private HeapTotals newOnHeap(long nextNumber) {
        return new HeapTotals(functions, holding.space().newScope(), nextNumber);
    }

    /** Moves on from the window that ended at {@code last} to the one that ends with this tick. */
    void slide(long tick, long last, PanePart newest) throws Exception {
        try (PanePart leaving = merged(last - windowTicks + 1, Math.min(last, tick - windowTicks), null);
                PanePart entering = merged(Math.max(last + 1, tick - windowTicks + 1), tick - 1, newest)) {
            if (spilled == null && onHeap.slide(leaving, entering)) return;
            spilled().change(leaving, entering);
        }
    }

    /** The window that ends with this tick, computed from its panes: after ticks that were skipped. */
    void recompute(long tick, PanePart newest) throws Exception {
        try (PanePart window = merged(tick - windowTicks + 1, tick - 1, newest)) {
            if (spilled == null && onHeap.replace(window)) return;
            spilled().change(null, window);
        }
    }

    private PanePart merged(long from, long to, @Nullable PanePart newest) throws Exception {
        try (KeyedMerge.Merging merging = merge.newMerging()) {
            panes.query(from, to, merging::add);
            if (newest != null) merging.add(newest);
            return merging.end();
        }
    }

    private SpilledTotals spilled() {
        SpilledTotals known = spilled;
        if (known != null) return known;
        onHeap.discard();
        TotalRows rows = new TotalRows(holding);
        onHeap.copyTo(rows);
        known = new SpilledTotals(functions, holding, rows, onHeap.nextNumber());
        onHeap.close();
        onHeap = newOnHeap(0);
        spilled = known;
        return known;
    }

    /** How many keys have a total. */
    long size() {
        return spilled == null ? onHeap.size() : spilled.size();
    }

    /** The totals with what the batch under way changes, as a result of their own. */
    PanePart shown() throws Exception {
        PanePart shown = parts.newPart();
        if (spilled == null) onHeap.forEach(shown::add);
        else spilled.forEach(shown::add);
        return shown.seal();
    }

    /** Shows what the batch under way changes: the pairs that it sets, and the keys that it drops. */
    void changes(ChangeVisitor set, ChangeVisitor dropped) throws Exception {
        if (spilled == null) onHeap.changes(set, dropped);
        else spilled.changes(set, dropped);
    }

    /** Gives new totals the numbers that {@link #changes} showed. */
    void accept(long tick, PanePart pane) {
        if (spilled == null) onHeap.accept();
        else spilled.accept();
        if (spilled != null && spilled.isOnHeap()) backToHeap(spilled);
        panes.put(tick, pane.isEmpty() ? null : pane);
    }

    private void backToHeap(SpilledTotals from) {
        HeapTotals back = newOnHeap(from.nextNumber());
        from.copyTo(back);
        from.close();
        onHeap = back;
        spilled = null;
    }

    void discard() {
        onHeap.discard();
        if (spilled != null) spilled.discard();
    }

    void restore(long number, Tuple2<?, ?> total) {
        if (restoring == null && !onHeap.restore(number, total)) restoreBeyond();
        else if (restoring != null) restoreBeyond(restoring, number, total);
    }

    void restoreDropped(@Nullable Object key) {
        if (restoring != null) restoring.add(SpilledTotals.DROPPED, KeyedMerge.pair(key, null));
        else onHeap.restoreDropped(key);
    }

    private void restoreBeyond(TotalRows rows, long number, Tuple2<?, ?> total) {
        rows.add(number, total);
        nextNumber = Math.max(nextNumber, number + 1);
    }

    private void restoreBeyond() {
        nextNumber = onHeap.nextNumber();
        TotalRows rows = new TotalRows(holding);
        onHeap.copyTo(rows);
        onHeap.close();
        onHeap = newOnHeap(0);
        restoring = rows;
    }

    /** Everything that was stored has been shown. */
    void restoredAll() throws Exception {
        TotalRows changes = restoring;
        restoring = null;
        if (changes == null) return;
        TotalRows latest = SpilledTotals.latest(changes.seal(), holding);
        changes.close();
        spilled = new SpilledTotals(functions, holding, latest, nextNumber);
    }

    @Override
    public void close() {
        panes.clear();
        onHeap.close();
        if (spilled != null) spilled.close();
        if (restoring != null) restoring.close();
    }
}
