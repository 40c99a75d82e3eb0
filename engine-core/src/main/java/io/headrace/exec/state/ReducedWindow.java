package io.headrace.exec.state;

import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.fold.Numbers;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.plan.Node;
import io.headrace.plan.Reducer;
import org.jspecify.annotations.Nullable;

/**
 * A window of a reducer that cannot take out what it put in: minimum, maximum, sum of doubles. When the window is due it is reduced from a
 * few nodes of a {@link PaneTree}. Whether a key has been seen on the way, its cell's mark says: each merge, and each result, has a mark of its own. While panes
 * are merged the cell's number is where the key's row is in the merged pane.
 *
 * <p><b>Threading:</b> as {@link WindowNumbers}.
 */
public final class ReducedWindow extends WindowNumbers {
    private static final long NOTHING = -1; // no cell has it

    private final int windowTicks;
    private final Reducer reducer;
    private final PaneTree<SlotPane> tree;
    private final PaneTree.Visitor<SlotPane> finding = this::find;
    private @Nullable SlotPane earlier;
    private @Nullable SlotPane later;
    private long mark; // of the merge, or result, under way
    private long shown = NOTHING; // the result's mark
    private long size;
    private long entries; // of the panes

    public ReducedWindow(
            Node node, Reducer reducer, int windowTicks, MemoryBudget budget, KeyPlacer[] placers, boolean texts) {
        super(node, reducer, budget, placers, texts);
        this.windowTicks = windowTicks;
        this.reducer = reducer;
        tree = new PaneTree<>(windowTicks, new Merging());
    }

    @Override
    void begun() {
        shown = NOTHING;
        size = 0;
    }

    @Override
    void move(long tick, SlotPane newest, boolean isDue) throws Exception {
        if (!isDue) return;
        earlier = null;
        later = null;
        tree.query(tick - windowTicks + 1, tick - 1, finding);
        mark = nextMark(); // the cells are the result's from here on: all merging is done
        shown = mark;
        if (earlier != null) reduce(earlier);
        if (later != null) reduce(later);
        reduce(newest);
    }

    private void find(SlotPane pane) {
        if (earlier == null) earlier = pane;
        else if (later == null) later = pane;
        else throw new IllegalStateException("a window of more than two nodes");
    }

    private void reduce(SlotPane pane) {
        for (long chunk = pane.firstChunk(); chunk != 0; chunk = SlotPane.nextChunk(chunk)) {
            long end = pane.endOfRows(chunk);
            for (long row = SlotPane.firstRow(chunk); row < end; row += SlotPane.ROW_BYTES) {
                long cell = slots.cell(SlotPane.slot(row));
                long number = SlotPane.number(row);
                if (isMarked(cell)) {
                    RawMemory.putLong(cell, Numbers.reduce(reducer, RawMemory.getLong(cell), number));
                } else {
                    mark(cell, number);
                    size++;
                }
            }
        }
    }

    private boolean isMarked(long cell) {
        return RawMemory.getLong(cell + KeySlots.MARK) == mark;
    }

    private void mark(long cell, long number) {
        RawMemory.putLong(cell, number);
        RawMemory.putLong(cell + KeySlots.MARK, mark);
    }

    private void copy(SlotPane from, SlotPane to) {
        for (long chunk = from.firstChunk(); chunk != 0; chunk = SlotPane.nextChunk(chunk)) {
            long end = from.endOfRows(chunk);
            for (long row = SlotPane.firstRow(chunk); row < end; row += SlotPane.ROW_BYTES) {
                int slot = SlotPane.slot(row);
                mark(slots.cell(slot), add(to, slot, SlotPane.number(row)));
            }
        }
    }

    private void reduceInto(SlotPane to, SlotPane from) {
        for (long chunk = from.firstChunk(); chunk != 0; chunk = SlotPane.nextChunk(chunk)) {
            long end = from.endOfRows(chunk);
            for (long row = SlotPane.firstRow(chunk); row < end; row += SlotPane.ROW_BYTES) {
                int slot = SlotPane.slot(row);
                long cell = slots.cell(slot);
                long number = SlotPane.number(row);
                if (isMarked(cell)) {
                    long at = RawMemory.getLong(cell);
                    SlotPane.setNumber(at, Numbers.reduce(reducer, SlotPane.number(at), number));
                } else {
                    mark(cell, add(to, slot, number));
                }
            }
        }
    }

    @Override
    void accept(long tick, SlotPane newest) {
        SlotPane gone = tree.atPlaceOf(tick);
        entries += newest.rows() - (gone == null ? 0 : gone.rows());
        enterKeys(newest);
        if (newest.rows() == 0) giveBack(newest);
        tree.put(tick, newest.rows() == 0 ? null : newest);
    }

    private void enterKeys(SlotPane pane) {
        for (long chunk = pane.firstChunk(); chunk != 0; chunk = SlotPane.nextChunk(chunk)) {
            long end = pane.endOfRows(chunk);
            for (long row = SlotPane.firstRow(chunk); row < end; row += SlotPane.ROW_BYTES)
                slots.enter(slots.cell(SlotPane.slot(row)));
        }
        pane.holdsKeys = true;
    }

    private void leaveKeys(SlotPane pane) {
        for (long chunk = pane.firstChunk(); chunk != 0; chunk = SlotPane.nextChunk(chunk)) {
            long end = pane.endOfRows(chunk);
            for (long row = SlotPane.firstRow(chunk); row < end; row += SlotPane.ROW_BYTES)
                slots.leave(slots.cell(SlotPane.slot(row)));
        }
    }

    @Override
    void discard(SlotPane newest) {
        begun();
    }

    @Override
    long entries() {
        return entries;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    int windowTicks() {
        return windowTicks;
    }

    @Override
    boolean shows(long cell) {
        return RawMemory.getLong(cell + KeySlots.MARK) == shown;
    }

    @Override
    void close() {
        tree.clear();
        super.close();
    }

    /** Two panes to one, in a pane of its own. */
    private final class Merging implements PaneTree.Merge<SlotPane> {
        @Override
        public SlotPane merge(SlotPane first, SlotPane second) {
            mark = nextMark();
            SlotPane both = newPane();
            try {
                copy(first, both);
                reduceInto(both, second);
                return both;
            } catch (Throwable t) { // no memory: the context stops, and what was taken goes back
                giveBack(both);
                throw t;
            }
        }

        @Override
        public void retain(SlotPane pane) {
            pane.users++;
        }

        @Override
        public void release(SlotPane pane) {
            if (--pane.users > 0) return;
            if (pane.holdsKeys) leaveKeys(pane);
            giveBack(pane);
        }
    }
}
