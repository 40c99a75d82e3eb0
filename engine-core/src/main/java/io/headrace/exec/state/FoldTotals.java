package io.headrace.exec.state;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyTable;
import io.headrace.memory.table.TableOptions;

/**
 * The running sums of a window off the heap. Beside each sum stands in how many panes its key is, so a key leaves with its last pane.
 *
 * <pre>
 *   key ─▶ | sum     | panes   |
 *          0         8         16
 * </pre>
 *
 * <p>Adding and taking out are exact inverses, so what a failed batch did is undone by doing the opposite.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class FoldTotals implements AutoCloseable {
    private static final int PANES = 8;
    private static final int VALUE_BYTES = 16;
    private static final int COMPACTED_PER_REMOVAL = 2;

    private final KeyTable table;

    FoldTotals(String name, MemoryBudget budget) {
        table = new KeyTable(
                VALUE_BYTES, TableOptions.named(name).withBudget(budget).withTag(MemoryTag.WINDOW));
    }

    /** A pane's number comes in; false when there is no memory for another key. */
    boolean add(long key, int keyLength, long number) {
        long at = table.upsert(key, keyLength);
        if (at == KeyTable.FULL) return false;
        RawMemory.putLong(at, RawMemory.getLong(at) + number);
        RawMemory.putLong(at + PANES, RawMemory.getLong(at + PANES) + 1);
        return true;
    }

    /** A pane's number that came in goes out. */
    void takeOut(long key, int keyLength, long number) {
        long at = table.find(key, keyLength);
        if (at == KeyTable.ABSENT) throw new IllegalStateException("a pane leaves a window that it is not in");
        RawMemory.putLong(at, RawMemory.getLong(at) - number);
        long panes = RawMemory.getLong(at + PANES) - 1;
        RawMemory.putLong(at + PANES, panes);
        if (panes > 0) return;
        table.remove(key, keyLength);
        table.compact(COMPACTED_PER_REMOVAL); // keeps up with what is removed
    }

    KeyTable table() {
        return table;
    }

    @Override
    public void close() {
        table.close();
    }
}
