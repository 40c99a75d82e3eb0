package io.headrace.exec.state;

import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.fold.Numbers;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyTable;
import io.headrace.memory.table.TableOptions;
import io.headrace.plan.Node;
import io.headrace.plan.Reducer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A window of a reducer that cannot take out what it put in: minimum, maximum, sum of doubles. When the window is due it is reduced from a
 * few nodes of a {@link PaneTree}.
 *
 * <p><b>Threading:</b> as {@link WindowNumbers}.
 */
public final class ReducedWindow extends WindowNumbers {
    private final int windowTicks;
    private final Reducer reducer;
    private final KeyTable result;
    private final KeyTable merging;
    private final KeyTable.Cursor cursor;
    private final KeyTable.Cursor merged;
    private final PaneTree<PaneBuffer> tree;
    private final PaneBuffer.Visitor intoResult = this::intoResult;
    private final PaneBuffer.Visitor intoMerging = this::intoMerging;
    private final PaneTree.Visitor<PaneBuffer> reducing = this::reduce;
    private @Nullable Supplier<PaneBuffer> maker;
    private long entries; // of the panes

    public ReducedWindow(
            Node node, Reducer reducer, int windowTicks, MemoryBudget budget, KeyPlacer[] placers, boolean texts) {
        super(node, budget, placers, texts, reducer.isDouble());
        this.windowTicks = windowTicks;
        this.reducer = reducer;
        TableOptions options =
                TableOptions.named(node.describe()).withBudget(budget).withTag(MemoryTag.WINDOW);
        result = new KeyTable(Long.BYTES, options);
        merging = new KeyTable(Long.BYTES, options);
        cursor = result.cursor();
        merged = merging.cursor();
        tree = new PaneTree<>(windowTicks, new Merging());
    }

    @Override
    void panesFrom(Supplier<PaneBuffer> from) {
        maker = from;
    }

    @Override
    void move(long tick, PaneBuffer newest, boolean isDue) throws Exception {
        result.clear();
        if (!isDue) return;
        tree.query(tick - windowTicks + 1, tick - 1, reducing);
        reduce(newest);
    }

    private void reduce(PaneBuffer pane) {
        pane.forEach(intoResult);
    }

    private void intoResult(long key, int keyLength, long bits) {
        into(result, key, keyLength, bits);
    }

    private void intoMerging(long key, int keyLength, long bits) {
        into(merging, key, keyLength, bits);
    }

    private void into(KeyTable table, long key, int keyLength, long bits) {
        long at = table.upsert(key, keyLength);
        if (at == KeyTable.FULL) throw full(keyLength);
        RawMemory.putLong(at, table.inserted() ? bits : Numbers.reduce(reducer, RawMemory.getLong(at), bits));
    }

    @Override
    void accept(long tick, PaneBuffer newest) {
        PaneBuffer gone = tree.atPlaceOf(tick);
        entries += newest.rows() - (gone == null ? 0 : gone.rows());
        tree.put(tick, newest);
    }

    @Override
    void discard(PaneBuffer newest) {
        result.clear();
    }

    @Override
    void restore(long tick, PaneBuffer pane) {
        accept(tick, pane);
    }

    @Override
    long entries() {
        return entries;
    }

    @Override
    long memoryBytes() {
        return result.memoryBytes() + merging.memoryBytes();
    }

    @Override
    int windowTicks() {
        return windowTicks;
    }

    @Override
    KeyTable table() {
        return result;
    }

    @Override
    KeyTable.Cursor cursor() {
        return cursor;
    }

    @Override
    void close() {
        tree.clear();
        result.close();
        merging.close();
        closePlacers();
    }

    /** Two panes to one, in a buffer of its own. */
    private final class Merging implements PaneTree.Merge<PaneBuffer> {
        @Override
        public PaneBuffer merge(PaneBuffer earlier, PaneBuffer later) {
            if (maker == null) throw new IllegalStateException("there is nobody to make panes");
            merging.clear();
            earlier.forEach(intoMerging);
            later.forEach(intoMerging);
            PaneBuffer both = maker.get();
            merged.rewind();
            while (merged.next()) {
                long bits = RawMemory.getLong(merged.valueAddress());
                if (!both.add(merged.keyAddress(), merged.keyLength(), bits)) throw full(merged.keyLength());
            }
            return both;
        }

        @Override
        public void retain(PaneBuffer pane) {
            pane.retain();
        }

        @Override
        public void release(PaneBuffer pane) {
            pane.release();
        }
    }
}
