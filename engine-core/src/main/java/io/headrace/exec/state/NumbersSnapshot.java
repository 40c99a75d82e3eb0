package io.headrace.exec.state;

import io.headrace.exec.fold.FoldCursor;
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
final class NumbersSnapshot extends TableNumbers {
    private final NumbersTable numbers;
    private final IntFunction<IllegalStateException> full;

    /** @param full is thrown, by the length of a key, when there is no memory for it */
    NumbersSnapshot(
            NumbersTable numbers, IntFunction<IllegalStateException> full, MemoryBudget budget, KeyPlacer[] placers) {
        super(newTable(budget), placers, numbers.hasTextKeys(), numbers.isDouble());
        this.numbers = numbers;
        this.full = full;
    }

    private static KeyTable newTable(MemoryBudget budget) {
        return new KeyTable(
                Long.BYTES,
                TableOptions.named("snapshot of numbers").withBudget(budget).withTag(MemoryTag.WINDOW));
    }

    /** Takes the numbers that are there now. */
    NumbersSnapshot take() {
        KeyTable copy = table();
        copy.clear();
        FoldCursor rows = numbers.ownCursor();
        while (rows.next()) {
            long at = copy.upsert(rows.keyAddress(), rows.keyLength());
            if (at == KeyTable.FULL) throw full.apply(rows.keyLength());
            RawMemory.putLong(at, rows.bits());
        }
        return this;
    }

    void close() {
        table().close();
    }
}
