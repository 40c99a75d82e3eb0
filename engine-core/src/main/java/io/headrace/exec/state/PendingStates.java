package io.headrace.exec.state;

import io.headrace.exec.eval.KeyedEntry;
import io.headrace.exec.eval.StateDelta;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.KeyGroups;
import io.headrace.memory.table.TableOptions;
import io.headrace.memory.table.VarTable;

/**
 * What the batch under way changes in the states of a partition, before they are changed.
 *
 * <pre>
 *   pending   key ─▶ SET, state            entry in a delta   +------------+-----+-------+
 *                    REMOVED                                  | key length | key | state |
 *                                                             +------------+-----+-------+
 *                                                             0            4
 * </pre>
 *
 * The last entry of a key counts.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class PendingStates implements AutoCloseable {
    /** Sees a change; a state at {@link #NO_STATE} is removed. */
    @FunctionalInterface
    interface Visitor<E extends Exception> {
        void visit(long key, int keyLength, long state, int stateLength) throws E;
    }

    /** The key has no change. */
    static final int UNCHANGED = 0;

    static final int SET = 1;
    static final int REMOVED = 2;

    /** What {@link #reserve} answers when there is no memory. */
    static final long FULL = VarTable.FULL;

    /** The address of a state that is removed. */
    static final long NO_STATE = 0;

    private static final int KIND_BYTES = 1;

    private final String owner;
    private final VarTable table;
    private final VarTable.Cursor cursor;

    /** @param owner in messages */
    PendingStates(String owner, MemoryBudget budget) {
        this.owner = owner;
        table = new VarTable(TableOptions.named(owner).withBudget(budget).withTag(MemoryTag.STATE));
        cursor = table.cursor();
    }

    /** Where to write a key's next state of so many bytes, or {@link #FULL}. */
    long reserve(long key, int keyLength, int stateLength) {
        long at = table.reserve(key, keyLength, KIND_BYTES + stateLength);
        if (at == VarTable.FULL) return FULL;
        RawMemory.putByte(at, (byte) SET);
        table.setLength(at, KIND_BYTES + stateLength);
        return at + KIND_BYTES;
    }

    /** The key will have no state; false when there is no memory. */
    boolean remove(long key, int keyLength) {
        long at = table.reserve(key, keyLength, KIND_BYTES);
        if (at == VarTable.FULL) return false;
        RawMemory.putByte(at, (byte) REMOVED);
        table.setLength(at, KIND_BYTES);
        return true;
    }

    /** {@link #SET}, {@link #REMOVED} or {@link #UNCHANGED}. */
    int find(long key, int keyLength) {
        if (table.isEmpty()) return UNCHANGED;
        long found = table.find(key, keyLength);
        return found == VarTable.ABSENT ? UNCHANGED : RawMemory.getByte(found);
    }

    <E extends Exception> void forEach(Visitor<E> visitor) throws E {
        cursor.rewind();
        while (cursor.next()) {
            long value = cursor.valueAddress();
            boolean isSet = RawMemory.getByte(value) == SET;
            visitor.visit(
                    cursor.keyAddress(),
                    cursor.keyLength(),
                    isSet ? value + KIND_BYTES : NO_STATE,
                    cursor.valueLength() - KIND_BYTES);
        }
    }

    void clear() {
        table.clear();
    }

    /** Whether a visited state is there. */
    static boolean isSet(long state) {
        return state != NO_STATE;
    }

    /** Writes one entry; a state of no address is removed. */
    static void write(StateDelta delta, KeyGroups groups, long key, int keyLength, long state, int stateLength)
            throws InterruptedException {
        int length = KeyedEntry.KEY + keyLength + stateLength;
        byte kind = (byte) (isSet(state) ? SET : REMOVED);
        long entry = delta.claim(groups.groupOf(key, keyLength), kind, length);
        RawMemory.putInt(entry, keyLength);
        RawMemory.copy(key, entry + KeyedEntry.KEY, keyLength);
        RawMemory.copy(state, entry + KeyedEntry.KEY + keyLength, stateLength);
        delta.commit(length);
    }

    /** How long the key is of an entry that was written; it lies at {@link #keyIn}, its state behind it. */
    int keyLengthIn(byte kind, long address, int length) {
        if (kind != SET && kind != REMOVED) throw new CorruptDataException(owner + ": a state's entry of kind " + kind);
        return KeyedEntry.keyLength(address, length, owner);
    }

    static long keyIn(long address) {
        return address + KeyedEntry.KEY;
    }

    @Override
    public void close() {
        table.close();
    }
}
