package io.headrace.exec.checkpoint;

import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.KeyedEntry;
import io.headrace.exec.eval.StateForm;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.TableOptions;
import io.headrace.memory.table.VarTable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What committed batches have changed since the last segment: of each key the latest entry, and all panes. It follows the state as a
 * shadow does, from what is written of it, so the tables that the batches work on are never looked at.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class Shadow implements AutoCloseable {
    private static final int FIRST_SCRATCH = 1 << 10;

    private final OperatorFold[] operators;
    private @Nullable OperatorFold latest;
    private final VarTable table;
    private final GrowingBuffer scratch = new GrowingBuffer(FIRST_SCRATCH);

    /** @param forms of all operators, by number */
    Shadow(Map<Integer, StateForm> forms, MemoryBudget budget) {
        operators = forms.entrySet().stream()
                .map(form -> new OperatorFold(form.getKey(), form.getValue()))
                .toArray(OperatorFold[]::new);
        table = new VarTable(TableOptions.named("changes since the last checkpoint")
                .withBudget(budget)
                .withTag(MemoryTag.STATE));
    }

    /** The entries of another batch follow. */
    void beginBatch() {
        for (OperatorFold operator : operators) operator.beginBatch();
    }

    /** The tick of the last batch that changed something of an operator; -1 for none. */
    long lastTick(int operator) {
        return of(operator).lastTick();
    }

    /** Entries of one operator come behind one another. */
    private OperatorFold of(int number) {
        OperatorFold before = latest;
        if (before != null && before.is(number)) return before;
        for (OperatorFold operator : operators) {
            if (!operator.is(number)) continue;
            latest = operator;
            return operator;
        }
        throw new IllegalStateException("an entry of operator " + number + ", which the program does not have");
    }

    /** Takes an entry over; false when there is no memory for it: nothing has changed then. */
    boolean fold(long tick, int operator, int group, byte kind, int flags, long address, int length) {
        OperatorFold of = of(operator);
        of.changedAt(tick);
        EntryKind.Role role = of.role(kind);
        if (role == EntryKind.Role.PANE) {
            FoldedEntry.putPaneKey(scratch.address(), operator, tick, of.nextPane());
            if (!put(FoldedEntry.PANE_KEY, role, kind, flags, group, address, length)) return false;
            of.tookPane();
            return true;
        }
        int keyLength = KeyedEntry.keyLength(address, length, of.name);
        long key = scratch.ensure(FoldedEntry.KEY_HEADER + keyLength, 0);
        FoldedEntry.putKeyHeader(key, operator);
        RawMemory.copy(address + KeyedEntry.KEY, key + FoldedEntry.KEY_HEADER, keyLength);
        int value = role == EntryKind.Role.REMOVED ? 0 : length - KeyedEntry.KEY - keyLength;
        long bytes = address + KeyedEntry.KEY + keyLength;
        return put(FoldedEntry.KEY_HEADER + keyLength, role, kind, flags, group, bytes, value);
    }

    private boolean put(int keyLength, EntryKind.Role role, byte kind, int flags, int group, long bytes, int length) {
        long to = table.reserve(scratch.address(), keyLength, FoldedEntry.VALUE_HEADER + length);
        if (to == VarTable.FULL) return false;
        FoldedEntry.putValueHeader(to, role, kind, flags, group);
        RawMemory.copy(bytes, to + FoldedEntry.VALUE_HEADER, length);
        table.setLength(to, FoldedEntry.VALUE_HEADER + length);
        if (table.deadBytes() > 0) table.compact(2); // keeps up with what a longer value leaves behind
        return true;
    }

    boolean isEmpty() {
        return table.isEmpty();
    }

    /** With what it takes to sort it. */
    long memoryBytes() {
        return table.memoryBytes() + table.size() * SortedEntries.BYTES_PER_ENTRY;
    }

    /** All entries, sorted; the shadow must stay as it is until the cursor is closed. */
    EntryCursor sorted() {
        return new SortedEntries(table);
    }

    /** Everything is in a segment. */
    void clear() {
        table.clear();
        table.trim();
    }

    @Override
    public void close() {
        table.close();
        scratch.close();
    }
}
