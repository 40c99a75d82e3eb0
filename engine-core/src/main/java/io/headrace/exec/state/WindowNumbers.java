package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.fold.KeyedNumbers;
import io.headrace.exec.fold.LongVisitor;
import io.headrace.exec.fold.TextVisitor;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.ViewPoison;
import io.headrace.memory.table.KeyTable;
import io.headrace.plan.Node;
import java.util.function.Supplier;

/**
 * The numbers of a window off the heap, made of panes: what the two ways to do that have in common.
 *
 * <p><b>Threading:</b> the thread of the jobs; {@link #push} by any worker.
 */
public abstract sealed class WindowNumbers implements KeyedNumbers permits SumWindow, ReducedWindow {
    private final Node node;
    private final MemoryBudget budget;
    private final KeyPlacer[] placers;
    private final boolean texts;
    private final boolean doubles;
    private Utf8View view = new Utf8View();

    /** @param placers one for each worker, the thread of the jobs behind them */
    WindowNumbers(Node node, MemoryBudget budget, KeyPlacer[] placers, boolean texts, boolean doubles) {
        this.node = node;
        this.budget = budget;
        this.placers = placers.clone();
        this.texts = texts;
        this.doubles = doubles;
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

    /** The tick of the oldest pane; {@link Long#MAX_VALUE} without one. */
    abstract long oldestTick();

    /** The numbers of the window, the number of a key first in its value. */
    abstract KeyTable table();

    abstract void close();

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

    @Override
    public final boolean hasTextKeys() {
        return texts;
    }

    @Override
    public final boolean isDouble() {
        return doubles;
    }

    @Override
    public final long size() {
        return table().size();
    }

    @Override
    public final int partitions() {
        return placers[0].partitions();
    }

    @Override
    public final void forEachText(TextVisitor visitor) throws Exception {
        KeyTable.Cursor rows = cursor().rewind();
        while (rows.next()) {
            visitor.accept(view.wrap(rows.keyAddress(), rows.keyLength()), RawMemory.getLong(rows.valueAddress()));
            if (ViewPoison.ON) {
                view.expire();
                view = view.renewed();
            }
        }
    }

    @Override
    public final void forEachLong(LongVisitor visitor) throws Exception {
        KeyTable.Cursor rows = cursor().rewind();
        while (rows.next())
            visitor.accept(RawMemory.getLong(rows.keyAddress()), RawMemory.getLong(rows.valueAddress()));
    }

    /** A cursor that is kept. */
    abstract KeyTable.Cursor cursor();

    /** Looks at every key and shows those of the partition. */
    @Override
    public final void push(int partition, Sink sink, Worker worker) throws Exception {
        KeyPlacer placer = placers[worker.index()];
        KeyTable.Cursor rows = table().cursor();
        while (rows.next()) {
            long key = rows.keyAddress();
            int of = texts
                    ? placer.partitionOfText(key, rows.keyLength())
                    : placer.partitionOfLong(RawMemory.getLong(key));
            if (of != partition) continue;
            Object asObject =
                    texts ? new Utf8View().wrap(key, rows.keyLength()).toString() : (Object) RawMemory.getLong(key);
            long bits = RawMemory.getLong(rows.valueAddress());
            sink.accept(new Tuple2<>(asObject, doubles ? Double.longBitsToDouble(bits) : (Object) bits));
        }
    }
}
