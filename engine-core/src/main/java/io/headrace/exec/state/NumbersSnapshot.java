package io.headrace.exec.state;

import io.headrace.exec.fold.KeyPlacer;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyTable;
import io.headrace.memory.table.TableOptions;
import java.util.function.IntFunction;

/**
 * Numbers by key as they were: for outputs that run while the next batch changes them, and for data that is remembered.
 *
 * <p><b>Threading:</b> as {@link NumbersTable}.
 */
final class NumbersSnapshot extends NumbersTable {
    private final NumbersTable numbers;
    private final IntFunction<IllegalStateException> full;
    private final KeyTable copy;
    private final KeyTable.Cursor cursor;

    /** @param full is thrown, by the length of a key, when there is no memory for it */
    NumbersSnapshot(
            NumbersTable numbers, IntFunction<IllegalStateException> full, MemoryBudget budget, KeyPlacer[] placers) {
        super(placers, numbers.hasTextKeys(), numbers.isDouble());
        this.numbers = numbers;
        this.full = full;
        copy = new KeyTable(
                Long.BYTES,
                TableOptions.named("snapshot of numbers").withBudget(budget).withTag(MemoryTag.WINDOW));
        cursor = copy.cursor();
    }

    /** Takes the numbers that are there now. */
    NumbersSnapshot take() {
        copy.clear();
        KeyTable.Cursor rows = numbers.cursor().rewind();
        while (rows.next()) {
            long at = copy.upsert(rows.keyAddress(), rows.keyLength());
            if (at == KeyTable.FULL) throw full.apply(rows.keyLength());
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
