package io.headrace.exec.state;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.KeyedEntry;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.eval.RestoredEntries;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.fold.FoldTasks;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.fold.ViewFold;
import io.headrace.exec.fold.ViewFoldResult;
import io.headrace.function.LongLongVisitor;
import io.headrace.function.TextLongVisitor;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.table.KeyGroups;
import io.headrace.memory.table.KeyTable;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;

/**
 * Running numbers by key on views, off the heap: each batch's records are folded, and its result goes into {@link TotalsByKey}. A batch
 * that has run a while before allocates nothing, and costs by the keys that it brings.
 *
 * <p><b>Threading:</b> as {@link StatefulEvaluator}.
 */
public final class FoldStateEvaluator implements StatefulEvaluator {
    private static final byte SET = 1;
    private static final byte REMOVED = 2; // never written so far

    private final Node node;
    private final String name; // in messages
    private final ParentRows parent;
    private final ViewFold fold;
    private final FoldTasks tasks;
    private final TotalsByKey totals;
    private final NumbersTable result;
    private final NumbersSnapshot[] snapshots;
    private final KeyPlacer[] placers;
    private final KeyGroups groups;
    private final long longKey = NativeMemory.allocate(Long.BYTES, MemoryTag.STATE);
    private final TextLongVisitor addingText = this::addText;
    private final LongLongVisitor addingLong = this::addLong;
    private boolean isUnderWay;

    /**
     * @param fold of the records of one batch
     * @param placers one for each worker, the thread of the jobs behind them; owned by this
     * @param slots how many batches may be read at once
     */
    public FoldStateEvaluator(
            Node node,
            ParentRows parent,
            ViewFold fold,
            KeyPlacer[] placers,
            KeyGroups groups,
            MemoryBudget budget,
            int slots) {
        Operator.FoldState state = (Operator.FoldState) node.operator();
        this.node = node;
        name = node.describe();
        this.parent = parent;
        this.fold = fold;
        this.tasks = parent.folding(fold);
        this.placers = placers.clone();
        this.groups = groups;
        totals = new TotalsByKey(node, state.reducer(), budget, placers, fold.hasTextKeys());
        result = state.isOfTouched() ? totals.touched() : totals.numbers();
        snapshots = new NumbersSnapshot[slots];
        for (int i = 0; i < slots; i++) snapshots[i] = new NumbersSnapshot(result, totals::full, budget, placers);
    }

    @Override
    public Dataset evaluate(BatchScope scope) throws Exception {
        isUnderWay = true;
        totals.begin();
        Dataset root = parent.root(scope);
        if (root != null) {
            ViewFoldResult news = (ViewFoldResult) tasks.run(root, scope.tasks(), scope.filter(), scope.collector());
            if (fold.hasTextKeys()) news.forEachText(addingText);
            else news.forEachLong(addingLong);
            news.release();
        }
        return snapshots.length == 1 ? result : snapshots[scope.slot()].take();
    }

    private void addText(Utf8View key, long bits) {
        totals.add(key.address(), key.length(), bits);
    }

    private void addLong(long key, long bits) {
        RawMemory.putLong(longKey, key);
        totals.add(longKey, Long.BYTES, bits);
    }

    @Override
    public boolean isEager() {
        return true;
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public String codecs() {
        return keyCodec() + "," + numberCodec();
    }

    private String keyCodec() {
        return fold.hasTextKeys() ? "text:1" : "long:1";
    }

    private String numberCodec() {
        return fold.isDouble() ? "double:1" : "long:1";
    }

    @Override
    public StateForm form() {
        return StateForm.keyed(SET, REMOVED, keyCodec(), numberCodec());
    }

    @Override
    public long entries() {
        return totals.numbers().size();
    }

    @Override
    public long offHeapBytes() {
        return totals.memoryBytes();
    }

    @Override
    public void writeDelta(StateDelta delta) throws InterruptedException {
        if (!isUnderWay || !delta.isWanted()) return;
        for (KeyTable.Cursor rows = totals.touchedRows(); rows.next(); ) write(delta, rows);
    }

    private void write(StateDelta delta, KeyTable.Cursor row) throws InterruptedException {
        int keyLength = row.keyLength();
        int length = KeyedEntry.KEY + keyLength + Long.BYTES;
        long entry = delta.claim(groups.groupOf(row.keyAddress(), keyLength), SET, length);
        RawMemory.putInt(entry, keyLength);
        RawMemory.copy(row.keyAddress(), entry + KeyedEntry.KEY, keyLength);
        RawMemory.putLong(entry + KeyedEntry.KEY + keyLength, RawMemory.getLong(row.valueAddress()));
        delta.commit(length);
    }

    @Override
    public void accept() {
        isUnderWay = false;
    }

    @Override
    public void discard() {
        if (isUnderWay) totals.undo();
        isUnderWay = false;
    }

    @Override
    public void restore(RestoredEntries entries) {
        while (entries.next()) restore(entries.kind(), entries.address(), entries.length());
    }

    private void restore(byte kind, long address, int length) {
        int keyLength = KeyedEntry.keyLength(address, length, name);
        if (kind != SET || length != KeyedEntry.KEY + keyLength + Long.BYTES)
            throw new CorruptDataException(
                    name + ": an entry of kind " + kind + " and " + length + " bytes is not a number");
        long key = address + KeyedEntry.KEY;
        totals.put(key, keyLength, RawMemory.getLong(key + keyLength));
    }

    @Override
    public void restored(long tick) {} // each entry says all

    @Override
    public void close() {
        for (NumbersSnapshot snapshot : snapshots) snapshot.close();
        totals.close();
        fold.close();
        for (KeyPlacer placer : placers) placer.close();
        NativeMemory.free(longKey, Long.BYTES, MemoryTag.STATE);
    }
}
