package io.headrace.exec.state;

import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.fold.FoldCursor;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.fold.LongIntake;
import io.headrace.exec.fold.Numbers;
import io.headrace.function.LongLongVisitor;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.plan.Node;
import io.headrace.plan.Reducer;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of a window off the heap, made of panes: what the two ways to do that have in common.
 *
 * <p><b>Threading:</b> as {@link NumbersTable}.
 */
public abstract sealed class WindowNumbers extends NumbersTable implements LongIntake permits SumWindow, ReducedWindow {
    /** So many slots are looked at for each key that a pane takes along, and so many more: enough where every key comes once, and new ones meanwhile. */
    private static final int SWEPT_PER_ROW = 4;

    private static final int SWEPT_AT_LEAST = 16;

    private final Node node;
    private final MemoryBudget budget;
    private final KeyPlacer[] placers;
    private final PaneChunks memory;
    private final FoldCursor rows;
    private final PaneBuffer.Visitor entering = this::enter;
    private @Nullable SlotPane freePanes;
    private final Reducer reducer;
    private @Nullable SlotPane pane; // of the batch under way
    private long filling; // its mark: cells that have it have a row there
    private long mark; // the last one that was given out; none is given out twice
    private long left; // rows of panes that were given back

    final KeySlots slots;

    /** @param placers one for each worker, the thread of the jobs behind them; closed with this */
    WindowNumbers(Node node, Reducer reducer, MemoryBudget budget, KeyPlacer[] placers, boolean texts) {
        super(placers, texts, reducer.isDouble());
        this.reducer = reducer;
        this.node = node;
        this.budget = budget;
        this.placers = placers.clone();
        memory = new PaneChunks(SlotPane.CHUNK_BYTES, budget);
        slots = KeySlots.of(texts, node.describe(), budget);
        rows = slots.newCursor(this::shows);
    }

    /** A batch begins to bring numbers. */
    final void begin() {
        forgetPane(); // that of a batch that failed on its way
        pane = newPane();
        filling = nextMark();
        begun();
    }

    /** The cells are not those of a result any more. */
    abstract void begun();

    /** A mark that no cell has. */
    final long nextMark() {
        return ++mark;
    }

    @Override
    public final void put(long key, long bits) {
        int slot = slots.slotOf(key);
        if (slot == KeySlots.FULL) throw full(Long.BYTES);
        long cell = slots.cell(slot);
        if (RawMemory.getLong(cell + KeySlots.MARK) == filling) {
            long row = RawMemory.getLong(cell + KeySlots.ROW);
            SlotPane.setNumber(row, Numbers.reduce(reducer, SlotPane.number(row), bits));
        } else {
            RawMemory.putLong(cell + KeySlots.ROW, add(pane(), slot, bits));
            RawMemory.putLong(cell + KeySlots.MARK, filling);
        }
    }

    /** A batch brings these, each key once. */
    final void putAll(PaneBuffer numbers) {
        numbers.forEach(entering);
    }

    private void enter(long key, int keyLength, long number) {
        int slot = slots.slotOf(key, keyLength);
        if (slot == KeySlots.FULL) throw full(keyLength);
        add(pane(), slot, number);
    }

    final long add(SlotPane to, int slot, long number) {
        long row = to.add(slot, number);
        if (row == PaneChunks.REFUSED) throw full(0);
        return row;
    }

    private SlotPane pane() {
        if (pane == null) throw new IllegalStateException("no batch is under way");
        return pane;
    }

    /** Moves on to the window that ends with what the batch has brought. */
    final void move(long tick, boolean isDue) throws Exception {
        move(tick, pane(), isDue);
    }

    /** Writes what the batch has brought, as {@link PaneBuffer} has it; of keys that are longs. */
    final void writeLongs(StateDelta delta, byte kind) throws InterruptedException {
        SlotPane written = pane();
        long rowsLeft = written.rows();
        long entry = 0;
        int length = 0;
        int used = 0;
        for (long chunk = written.firstChunk(); chunk != 0; chunk = SlotPane.nextChunk(chunk)) {
            long end = written.endOfRows(chunk);
            for (long row = SlotPane.firstRow(chunk); row < end; row += SlotPane.ROW_BYTES) {
                if (used == length) {
                    length = (int) Math.min(rowsLeft, PaneBuffer.MOST_LONGS) * PaneBuffer.LONG_ROW_BYTES;
                    entry = delta.claim(0, kind, length);
                    used = 0;
                }
                long key = KeySlots.longKey(slots.cell(SlotPane.slot(row)));
                PaneBuffer.putLong(entry + used, key, SlotPane.number(row));
                used += PaneBuffer.LONG_ROW_BYTES;
                rowsLeft--;
                if (used == length) delta.commit(length);
            }
        }
    }

    /** Moves on to the window that ends with this pane. */
    abstract void move(long tick, SlotPane newest, boolean isDue) throws Exception;

    /** The batch's stages have succeeded: the pane is the window's now. */
    final void accept(long tick) {
        SlotPane accepted = pane();
        pane = null;
        left = 0;
        accept(tick, accepted);
        slots.sweep(SWEPT_AT_LEAST + SWEPT_PER_ROW * left);
    }

    /** The window has moved to the one that ends with this pane, and takes it over. */
    abstract void accept(long tick, SlotPane newest);

    /** The batch's stages have failed: goes back to the window before. */
    final void discard() {
        if (pane != null) discard(pane);
        forgetPane();
    }

    /** Takes back what moving on to this pane changed, as far as that was done. */
    abstract void discard(SlotPane newest);

    private void forgetPane() {
        if (pane != null) giveBack(pane);
        pane = null;
    }

    /** A pane of a committed batch. */
    final void restore(long tick, PaneBuffer committed) throws Exception {
        begin();
        putAll(committed);
        move(tick, false);
        accept(tick);
    }

    /** How many keys it remembers: where they are not in a running sum, those of each pane. */
    abstract long entries();

    /** The memory that is held. */
    final long memoryBytes() {
        return slots.memoryBytes() + memory.bytes();
    }

    /** How many ticks the window is long. */
    abstract int windowTicks();

    /** Whether the key of a cell is in the result. */
    abstract boolean shows(long cell);

    /** An empty one. */
    final SlotPane newPane() {
        SlotPane next = freePanes;
        if (next == null) return new SlotPane(memory);
        freePanes = next.nextFree;
        next.nextFree = null;
        return next;
    }

    /** Nobody uses the pane any more. */
    final void giveBack(SlotPane over) {
        left += over.rows();
        over.clear();
        over.holdsKeys = false;
        over.nextFree = freePanes;
        freePanes = over;
    }

    @Override
    final FoldCursor newCursor() {
        return slots.newCursor(this::shows);
    }

    @Override
    final FoldCursor ownCursor() {
        return rows.rewind();
    }

    /** As the one of {@link NumbersTable}, in a loop of its own: it goes through all keys in each slide. */
    @Override
    public final void forEachLong(LongLongVisitor visitor) throws Exception {
        if (hasTextKeys()) throw new UnsupportedOperationException("the keys are texts");
        for (int slot = 0; slot < slots.end(); slot++) {
            long cell = slots.cell(slot);
            if (shows(cell))
                visitor.visit(RawMemory.getLong(cell + KeySlots.KEY), RawMemory.getLong(cell + KeySlots.NUMBER));
        }
    }

    /** A copy that stays as it is while the window moves on. */
    final NumbersSnapshot newSnapshot() {
        return new NumbersSnapshot(this, this::full, budget, placers);
    }

    /** Frees everything; the panes that it has taken over have come back. */
    void close() {
        forgetPane();
        memory.close();
        slots.close();
        for (KeyPlacer placer : placers) placer.close();
    }

    final IllegalStateException full(int keyLength) {
        if (keyLength > PaneBuffer.MOST_KEY_BYTES)
            return new IllegalStateException(node.describe() + " has a key of " + keyLength
                    + " bytes; a window's keys have " + PaneBuffer.MOST_KEY_BYTES + " at most");
        return new IllegalStateException(node.describe() + " has " + slots.known()
                + " keys in its window, and no memory for more: " + budget
                + "; raise headrace.memory.limit, or make the window shorter");
    }
}
