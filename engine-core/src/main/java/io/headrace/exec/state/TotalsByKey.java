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

/**
 * A number for each key that ever came, off the heap, reduced in place. Beside the numbers stands what the batch under way has touched,
 * with what was there before: so a batch that fails is taken back, and one that succeeds is written down, by its own keys alone.
 *
 * <pre>
 *   numbers   key ─▶ | number |            touched   key ─▶ | number | before | done |
 *                    0        8                             0        8        16     24
 *                                                            done: NOTHING, ADDED or CHANGED
 * </pre>
 *
 * <p><b>Threading:</b> the thread of the jobs; as datasets, any worker.
 */
final class TotalsByKey implements AutoCloseable {
    private static final int BEFORE = 8;
    private static final int DONE = 16;
    private static final int TOUCHED_BYTES = 24;
    private static final long NOTHING = 0;
    private static final long ADDED = 1;
    private static final long CHANGED = 2;

    /** Looked at for each number that is taken out again. */
    private static final int COMPACTED_PER_REMOVAL = 2;

    private final Node node;
    private final Reducer reducer;
    private final MemoryBudget budget;
    private final Table numbers;
    private final Table touched;
    private final KeyTable.Cursor undone;

    /** @param placers one for each worker, the thread of the jobs behind them */
    TotalsByKey(Node node, Reducer reducer, MemoryBudget budget, KeyPlacer[] placers, boolean texts) {
        this.node = node;
        this.reducer = reducer;
        this.budget = budget;
        TableOptions options =
                TableOptions.named(node.describe()).withBudget(budget).withTag(MemoryTag.STATE);
        numbers = new Table(new KeyTable(Long.BYTES, options), placers, texts, reducer.isDouble());
        touched = new Table(new KeyTable(TOUCHED_BYTES, options), placers, texts, reducer.isDouble());
        undone = touched.table().cursor();
    }

    /** All keys with their numbers. */
    TableNumbers numbers() {
        return numbers;
    }

    /** The keys that the batch has touched, with their numbers. */
    TableNumbers touched() {
        return touched;
    }

    /** A batch begins. */
    void begin() {
        touched.table().clear();
    }

    /** The batch brings a number to a key; once for each. */
    void add(long key, int keyLength, long number) {
        long note = touched.table().upsert(key, keyLength);
        if (note == KeyTable.FULL) throw full(keyLength);
        RawMemory.putLong(note + DONE, NOTHING);
        long at = numbers.table().upsert(key, keyLength);
        if (at == KeyTable.FULL) throw full(keyLength);
        boolean isNew = numbers.table().inserted();
        long before = RawMemory.getLong(at);
        long now = isNew ? number : Numbers.reduce(reducer, before, number);
        RawMemory.putLong(at, now);
        RawMemory.putLong(note, now);
        RawMemory.putLong(note + BEFORE, before);
        RawMemory.putLong(note + DONE, isNew ? ADDED : CHANGED);
    }

    /** Takes back what the batch has done. */
    void undo() {
        undone.rewind();
        while (undone.next()) {
            long note = undone.valueAddress();
            long done = RawMemory.getLong(note + DONE);
            if (done == CHANGED) put(undone.keyAddress(), undone.keyLength(), RawMemory.getLong(note + BEFORE));
            if (done == ADDED) remove(undone.keyAddress(), undone.keyLength());
        }
        begin();
    }

    private void remove(long key, int keyLength) {
        numbers.table().remove(key, keyLength);
        numbers.table().compact(COMPACTED_PER_REMOVAL);
    }

    /** The keys that the batch has touched; the number is first in the value. Always the same cursor. */
    KeyTable.Cursor touchedRows() {
        return undone.rewind();
    }

    /** Sets a number that was stored. */
    void put(long key, int keyLength, long number) {
        long at = numbers.table().upsert(key, keyLength);
        if (at == KeyTable.FULL) throw full(keyLength);
        RawMemory.putLong(at, number);
    }

    long memoryBytes() {
        return numbers.table().memoryBytes() + touched.table().memoryBytes();
    }

    IllegalStateException full(int keyLength) {
        return new IllegalStateException(node.describe() + " has " + numbers.size()
                + " keys, and no memory for one more, of " + keyLength + " bytes: " + budget
                + "; raise headrace.memory.limit (and -Dheadrace.memory.limit, which bounds the process)");
    }

    @Override
    public void close() {
        numbers.table().close();
        touched.table().close();
    }

    /** One of the two, as a dataset. */
    private static final class Table extends TableNumbers {
        Table(KeyTable table, KeyPlacer[] placers, boolean texts, boolean doubles) {
            super(table, placers, texts, doubles);
        }
    }
}
