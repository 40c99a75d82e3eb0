package io.headrace.exec.checkpoint;

import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.KeyedEntry;
import io.headrace.exec.eval.StateForm;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.TableOptions;
import io.headrace.memory.table.VarTable;
import java.util.HashMap;
import java.util.Map;

/**
 * What committed batches have changed since the last segment: of each key the latest entry, and all panes. It follows the state as a
 * shadow does, from what is written of it, so the tables that the batches work on are never looked at.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class Shadow implements AutoCloseable {
    private static final int FIRST_SCRATCH = 1 << 10;

    private final Map<Integer, StateForm> forms;
    private final VarTable table;
    private final Map<Integer, int[]> paneIndex = new HashMap<>();
    private final GrowingBuffer scratch = new GrowingBuffer(FIRST_SCRATCH);

    /** @param forms of all operators, by number */
    Shadow(Map<Integer, StateForm> forms, MemoryBudget budget) {
        this.forms = Map.copyOf(forms);
        forms.keySet().forEach(operator -> paneIndex.put(operator, new int[1]));
        table = new VarTable(TableOptions.named("changes since the last checkpoint")
                .withBudget(budget)
                .withTag(MemoryTag.STATE));
    }

    /** The entries of another batch follow. */
    void beginBatch() {
        paneIndex.values().forEach(index -> index[0] = 0);
    }

    /** Takes an entry over; false when there is no memory for it: nothing has changed then. */
    boolean fold(long tick, int operator, int group, byte kind, int flags, long address, int length) {
        EntryKind.Role role = roleOf(operator, kind);
        int[] index = paneIndex.get(operator);
        if (role == EntryKind.Role.PANE) {
            long key = scratch.address();
            FoldedEntry.putPaneKey(key, operator, tick, index == null ? 0 : index[0]);
            if (!put(FoldedEntry.PANE_KEY, role, kind, flags, group, address, length)) return false;
            if (index != null) index[0]++;
            return true;
        }
        int keyLength = KeyedEntry.keyLength(address, length, "operator " + operator);
        long key = scratch.ensure(FoldedEntry.KEY_HEADER + keyLength, 0);
        FoldedEntry.putKeyHeader(key, operator);
        RawMemory.copy(address + KeyedEntry.KEY, key + FoldedEntry.KEY_HEADER, keyLength);
        int value = role == EntryKind.Role.REMOVED ? 0 : length - KeyedEntry.KEY - keyLength;
        long bytes = address + KeyedEntry.KEY + keyLength;
        return put(FoldedEntry.KEY_HEADER + keyLength, role, kind, flags, group, bytes, value);
    }

    private EntryKind.Role roleOf(int operator, byte kind) {
        StateForm form = forms.get(operator);
        if (form != null) {
            for (EntryKind known : form.kinds()) if (known.kind() == kind) return known.role();
        }
        throw new IllegalStateException("operator " + operator + " has written an entry of kind " + kind
                + ", and says of itself that it writes " + form);
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

    long memoryBytes() {
        return table.memoryBytes();
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
