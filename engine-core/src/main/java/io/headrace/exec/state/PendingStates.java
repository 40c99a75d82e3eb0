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
 *          +------+--------+-------+-------+      kind: UNCHANGED, SET, REMOVED
 *   value  | kind | unused | entry | state |      entry: of the key in the committed states, if it is known
 *          +------+--------+-------+-------+
 *          0      4        8       16
 *
 *          +------------+-----+-------+
 *   delta  | key length | key | state |           an entry of one
 *          +------------+-----+-------+
 *          0            4
 * </pre>
 *
 * The last change of a key counts. A state lies where it is until the batch is over, as long as its length is the same.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class PendingStates implements AutoCloseable {
    /** The key has no change. */
    static final int UNCHANGED = 0;

    static final int SET = 1;
    static final int REMOVED = 2;

    /** What {@link #reserve} answers when there is no memory. */
    static final long FULL = VarTable.FULL;

    /** The address of a state that is removed. */
    static final long NO_STATE = 0;

    private static final int HEADER = 16;
    private static final int KIND = -16; // from the state
    private static final int ENTRY = -8;

    private final String owner;
    private final VarTable table;
    private final VarTable.Cursor cursor;

    /** @param owner in messages */
    PendingStates(String owner, MemoryBudget budget) {
        this.owner = owner;
        table = new VarTable(TableOptions.named(owner).withBudget(budget).withTag(MemoryTag.STATE));
        cursor = table.cursor();
    }

    /** Where a key's next state of so many bytes lies, or {@link #FULL}. Of a key that {@linkplain #isNew was not there} nothing is written yet. */
    long reserve(long key, int keyLength, long hash, int stateLength) {
        long at = table.reserve(key, keyLength, hash, HEADER + stateLength);
        if (at == VarTable.FULL) return FULL;
        table.setLength(at, HEADER + stateLength);
        return at + HEADER;
    }

    /** Whether the key of the last {@link #reserve} was not there before. */
    boolean isNew() {
        return table.inserted();
    }

    /** Says what becomes of a key, and where it is in the committed states. */
    static void change(long state, int kind, long entry) {
        RawMemory.putInt(state + KIND, kind);
        RawMemory.putLong(state + ENTRY, entry);
    }

    static int kind(long state) {
        return RawMemory.getInt(state + KIND);
    }

    static void setKind(long state, int kind) {
        RawMemory.putInt(state + KIND, kind);
    }

    static long entry(long state) {
        return RawMemory.getLong(state + ENTRY);
    }

    /** {@link #SET}, {@link #REMOVED} or {@link #UNCHANGED}. */
    int find(long key, int keyLength) {
        if (table.isEmpty()) return UNCHANGED;
        long found = table.find(key, keyLength);
        return found == VarTable.ABSENT ? UNCHANGED : kind(found + HEADER);
    }

    /** Goes back to before the first change. */
    void rewind() {
        cursor.rewind();
    }

    /** Steps to the next key that has a change; false when there is none. */
    boolean next() {
        while (cursor.next()) if (kind(state()) != UNCHANGED) return true;
        return false;
    }

    /** Steps over the next few keys that are to be set, or over those that are removed: {@link #goTo} goes to their places. False when there is none. */
    boolean gather(KeysAhead into, int kind) {
        into.clear();
        while (!into.isFull() && next()) {
            long state = state();
            if (kind(state) == kind) into.add(cursor.place(), hash(), entry(state));
        }
        return into.count() > 0;
    }

    /** Stands on a key that was gathered; {@link #next} goes on behind the one that was stepped to last. */
    void goTo(long place) {
        cursor.goTo(place);
    }

    long key() {
        return cursor.keyAddress();
    }

    int keyLength() {
        return cursor.keyLength();
    }

    long hash() {
        return cursor.hash();
    }

    /** Where the state lies, also of a key that is removed. */
    long state() {
        return cursor.valueAddress() + HEADER;
    }

    int stateLength() {
        return cursor.valueLength() - HEADER;
    }

    boolean isSet() {
        return kind(state()) == SET;
    }

    void clear() {
        table.clear();
    }

    /** Whether a state is there, or else is removed. */
    static boolean isSet(long state) {
        return state != NO_STATE;
    }

    /** Writes the change of the key that was stepped to. */
    void write(StateDelta delta, KeyGroups groups) throws InterruptedException {
        boolean isSet = isSet();
        write(delta, groups, key(), keyLength(), isSet ? state() : NO_STATE, isSet ? stateLength() : 0);
    }

    /** Writes one entry; a state of no address is removed. */
    static void write(StateDelta delta, KeyGroups groups, long key, int keyLength, long state, int stateLength)
            throws InterruptedException {
        int length = KeyedEntry.KEY + keyLength + stateLength;
        byte kind = (byte) (isSet(state) ? SET : REMOVED);
        long entry = delta.claim(groups.groupOf(key, keyLength), kind, length);
        RawMemory.putInt(entry, keyLength);
        RawMemory.copyApart(key, entry + KeyedEntry.KEY, keyLength);
        if (stateLength > 0) RawMemory.copyApart(state, entry + KeyedEntry.KEY + keyLength, stateLength);
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
