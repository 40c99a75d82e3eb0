package io.headrace.exec.state;

import io.headrace.memory.Hash;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyTable;
import io.headrace.memory.table.TableOptions;

/**
 * Numbers keys from 0 up, in the order in which they first appear, by their bytes: what a batch knows of a key stands in a list on the
 * heap at that number.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class KeyIndex implements AutoCloseable {
    /** The key has no number. */
    static final int ABSENT = -1;

    /** There is no memory for another key. */
    static final int FULL = -2;

    private final KeyTable table;
    private final KeyTable.Cursor cursor;
    private boolean isNew;
    private long addedKey;

    KeyIndex(String name, MemoryBudget budget) {
        table = new KeyTable(
                Long.BYTES, TableOptions.named(name).withBudget(budget).withTag(MemoryTag.STATE));
        cursor = table.cursor();
    }

    /** The key's number; {@link #isNew} says whether it has it from now on. Or {@link #FULL}. */
    int add(long key, int keyLength) {
        long at = table.upsert(key, keyLength, Hash.of(key, keyLength, Hash.PROBE_SEED));
        if (at == KeyTable.FULL) return FULL;
        isNew = table.inserted();
        addedKey = at + Long.BYTES; // a table's key lies behind its value
        if (isNew) RawMemory.putLong(at, table.size() - 1);
        return (int) RawMemory.getLong(at);
    }

    /** Whether the key that was added last was not there before. */
    boolean isNew() {
        return isNew;
    }

    /** Where the key that was added last lies, until {@link #clear}. */
    long addedKey() {
        return addedKey;
    }

    /** The key's number, or {@link #ABSENT}. */
    int find(long key, int keyLength) {
        long at = table.find(key, keyLength);
        return at == KeyTable.ABSENT ? ABSENT : (int) RawMemory.getLong(at);
    }

    /** Goes through the keys in the order of their numbers; always the same cursor. */
    KeyTable.Cursor keys() {
        return cursor.rewind();
    }

    void clear() {
        table.clear();
    }

    @Override
    public void close() {
        table.close();
    }
}
