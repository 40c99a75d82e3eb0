package io.headrace.exec.state;

import io.headrace.exec.fold.KeyPlacer;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyTable;
import io.headrace.memory.table.TableOptions;

/**
 * The numbers of a window as they were: for outputs that run while the window moves on, and for data that is remembered.
 *
 * <p><b>Threading:</b> as {@link NumbersTable}.
 */
final class WindowSnapshot extends NumbersTable {
    private final WindowNumbers window;
    private final KeyTable copy;
    private final KeyTable.Cursor cursor;

    WindowSnapshot(WindowNumbers window, MemoryBudget budget, KeyPlacer[] placers) {
        super(placers, window.hasTextKeys(), window.isDouble());
        this.window = window;
        copy = new KeyTable(
                Long.BYTES,
                TableOptions.named("snapshot of a window").withBudget(budget).withTag(MemoryTag.WINDOW));
        cursor = copy.cursor();
    }

    /** Takes the numbers that the window has now. */
    WindowSnapshot take() {
        copy.clear();
        KeyTable.Cursor rows = window.cursor().rewind();
        while (rows.next()) {
            long at = copy.upsert(rows.keyAddress(), rows.keyLength());
            if (at == KeyTable.FULL) throw window.full(rows.keyLength());
            RawMemory.putLong(at, RawMemory.getLong(rows.valueAddress()));
        }
        return this;
    }

    @Override
    KeyTable table() {
        return copy;
    }

    @Override
    KeyTable.Cursor cursor() {
        return cursor;
    }

    void close() {
        copy.close();
    }
}
