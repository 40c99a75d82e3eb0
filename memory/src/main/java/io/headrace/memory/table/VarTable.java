package io.headrace.memory.table;

import io.headrace.memory.Hash;
import io.headrace.memory.RawMemory;

/**
 * Off-heap table from keys of any bytes to values of any bytes, a key and its value in one entry. A value that outgrows its
 * entry moves to a new one, half as large again. Nothing is allocated on the heap.
 *
 * <pre>
 *  entry   0        8        12       16              v-8        v-4      v
 *         +--------+--------+--------+---------------+----------+--------+-----------+
 *         | hash   | length | unused | key, padded   | capacity | length | value ... |
 *         +--------+--------+--------+---------------+----------+--------+-----------+
 *          length: of the key; ~length once the entry is dead       capacity: of the value
 *          hash: once it is dead, the next dead entry of its size   length: what of it is used
 * </pre>
 *
 * <p><b>Dead entries</b>, of keys that were removed and of values that have moved, are used again for new ones of the same
 * size, those that died last first: who removes keys as fast as they come takes no memory and moves nothing. What is not used
 * again is freed by {@link #compact}, or all at once by {@link #clear}; {@link #tidy} compacts when there is much of it.
 *
 * <p><b>Addresses</b> of a value and its key stay valid until that value has moved or is removed, or the table is compacted,
 * cleared or closed. Hashes and growing as in {@link KeyTable}.
 *
 * <p><b>Order.</b> {@link #cursor} and {@link #forEach} go through the keys as they lie in memory: in the order in which they came, as long as
 * nothing has died. The same calls give the same order.
 *
 * <p><b>Threading:</b> one thread at a time; it may change, if the hand-over is safe.
 */
public final class VarTable extends EntryTable {
    /** What {@link #find} answers for a key that is not there. */
    public static final long ABSENT = KeyTable.ABSENT;

    /** What {@link #put} and {@link #reserve} answer when the budget refuses the room: nothing has changed. */
    public static final long FULL = KeyTable.FULL;

    /** The longest value. */
    public static final int MOST_VALUE_BYTES = 1 << 30;

    /** Compacted for each change while a compaction is under way: so it ends before as much has died again. */
    private static final int COMPACTED_PER_CHANGE = 6;

    /** So little may always be dead. */
    private static final long DEAD_IN_PEACE = 64 << 10;

    private static final int KEY = 16;
    private static final int VALUE_HEADER = 8;
    private static final int CAPACITY = -8; // from the value
    private static final int VALUE_LENGTH = -4;

    private final EntryArena.Owner owner = new Sized();
    private final FreeEntries free = new FreeEntries();
    private long liveBytes; // of entries
    private boolean inserted;

    public VarTable(TableOptions options) {
        super(options, 0, KEY);
    }

    /** As {@link #put(long, int, long, long, int)}, computing the hash. */
    public long put(long key, int keyLength, long value, int valueLength) {
        return put(key, keyLength, Hash.of(key, keyLength, Hash.PROBE_SEED), value, valueLength);
    }

    /**
     * Sets the value of a key to a copy of these bytes, which may be those of any value of this table.
     *
     * @return the address of the copy, or {@link #FULL}
     */
    public long put(long key, int keyLength, long hash, long value, int valueLength) {
        long to = room(key, keyLength, hash, valueLength, false);
        if (to == FULL) return FULL;
        RawMemory.copy(value, to, valueLength);
        RawMemory.putInt(to + VALUE_LENGTH, valueLength);
        return to;
    }

    /** As {@link #reserve(long, int, long, int)}, computing the hash. */
    public long reserve(long key, int keyLength, int capacity) {
        return reserve(key, keyLength, Hash.of(key, keyLength, Hash.PROBE_SEED), capacity);
    }

    /**
     * Makes room for a value of so many bytes, to be written in place; {@link #setLength} says how many count. A value that
     * is there keeps its bytes and length; a new key has a value of length 0.
     *
     * @return the address, or {@link #FULL}
     */
    public long reserve(long key, int keyLength, long hash, int capacity) {
        return room(key, keyLength, hash, capacity, true);
    }

    /** As {@link #reserve(long, int, long, int)}, of a key that is known not to be there: it is not compared with others. */
    public long insert(long key, int keyLength, long hash, int capacity) {
        mustHold(keyLength, capacity);
        if (isGrowing()) step();
        SlotArray in = slotsOf(hash);
        return insert(in, in.firstFree(in.home(spread(hash))), key, keyLength, hash, capacity);
    }

    /** Whether the {@link #reserve} or {@link #put} before inserted a key. */
    public boolean inserted() {
        return inserted;
    }

    /** As {@link #find(long, int, long)}, computing the hash. */
    public long find(long key, int keyLength) {
        return find(key, keyLength, Hash.of(key, keyLength, Hash.PROBE_SEED));
    }

    /** The address of the key's value, or {@link #ABSENT}. */
    public long find(long key, int keyLength, long hash) {
        SlotArray in = slotsOf(hash);
        long entry = seek(in, key, keyLength, hash);
        return entry < 0 ? ABSENT : valueOf(entry);
    }

    private static long valueOf(long entry) {
        return entry + valueOffset(lengthOf(entry));
    }

    private static long valueOffset(int keyLength) {
        return KEY + EntryArena.aligned(keyLength) + VALUE_HEADER;
    }

    /** How many bytes the value at this address has. */
    public int length(long value) {
        return RawMemory.getInt(value + VALUE_LENGTH);
    }

    /** How many bytes the value at this address may have without moving. */
    public int capacity(long value) {
        return RawMemory.getInt(value + CAPACITY);
    }

    /** Says how many bytes the value at this address has, after writing it in place. */
    public void setLength(long value, int length) {
        if (length < 0 || length > capacity(value))
            throw new IllegalArgumentException("table " + name + ": a value of " + length + " bytes in a block of "
                    + capacity(value) + ": reserve more first");
        RawMemory.putInt(value + VALUE_LENGTH, length);
    }

    /** As {@link #remove(long, int, long)}, computing the hash. */
    public boolean remove(long key, int keyLength) {
        return remove(key, keyLength, Hash.of(key, keyLength, Hash.PROBE_SEED));
    }

    /**
     * Removes a key and its value. The key that a cursor stands on may be removed.
     *
     * @return whether it was there
     */
    public boolean remove(long key, int keyLength, long hash) {
        SlotArray in = slotsOf(hash);
        long entry = seek(in, key, keyLength, hash);
        if (entry < 0) return false;
        vacate(in, indexOf(in, entry, hash));
        kill(entry);
        return true;
    }

    /** Forgets all keys and values in constant time; the memory stays. Every address handed out is void. */
    @Override
    public void clear() {
        super.clear();
        free.clear();
        liveBytes = 0;
    }

    /** Bytes of dead entries that were not used again. */
    public long deadBytes() {
        return arena.deadBytes();
    }

    /**
     * Frees dead bytes in a bounded step: looks at no more than {@code steps} entries and moves those that live, so addresses
     * handed out and cursors are void. Between the steps the table may be used as ever.
     *
     * @return whether another step is needed to get through the table once
     */
    public boolean compact(int steps) {
        free.clear();
        return arena.compact(steps, owner);
    }

    /**
     * Keeps what is dead below what lives, or thereabouts: to be called behind so many changes. It does nothing while less than half as
     * much is dead as lives.
     *
     * @return whether it moved something: then addresses handed out and cursors are void
     */
    public boolean tidy(int changes) {
        if (!arena.isCompacting() && arena.deadBytes() <= Math.max(DEAD_IN_PEACE, liveBytes / 2)) return false;
        compact((int) Math.min(Integer.MAX_VALUE, (long) changes * COMPACTED_PER_CHANGE));
        return true;
    }

    /** A cursor before the first key. It may be kept and rewound: that allocates nothing. */
    public Cursor cursor() {
        return new Cursor(this);
    }

    /** Calls the visitor for each key in insertion order. Allocates one cursor; keep a {@link #cursor} to avoid that. */
    public void forEach(Visitor visitor) {
        for (Cursor cursor = cursor(); cursor.next(); )
            visitor.entry(cursor.keyAddress(), cursor.keyLength(), cursor.valueAddress(), cursor.valueLength());
    }

    private long room(long key, int keyLength, long hash, int capacity, boolean keep) {
        mustHold(keyLength, capacity);
        if (isGrowing()) step();
        SlotArray in = slotsOf(hash);
        long entry = seek(in, key, keyLength, hash);
        if (entry < 0) return insert(in, ~entry, key, keyLength, hash, capacity);
        inserted = false;
        long value = valueOf(entry);
        int before = capacity(value);
        if (capacity <= before) return value;
        long larger = newEntry(key, keyLength, hash, Math.max(capacity, before + before / 2));
        if (larger == EntryArena.REFUSED) return FULL;
        RawMemory.putLong(in.slot(indexOf(in, entry, hash)) + SLOT_ENTRY, larger);
        long to = valueOf(larger);
        if (keep) {
            int length = length(value);
            RawMemory.copyApart(value, to, length);
            RawMemory.putInt(to + VALUE_LENGTH, length);
        }
        kill(entry);
        return to;
    }

    private void mustHold(int keyLength, int capacity) {
        if (capacity < 0 || capacity > MOST_VALUE_BYTES)
            throw new IllegalArgumentException("table " + name + " cannot hold a value of " + capacity
                    + " bytes: the longest has " + MOST_VALUE_BYTES);
        if (keyLength < 0) throw new IllegalArgumentException("table " + name + ": a key of " + keyLength + " bytes");
    }

    private long insert(SlotArray found, long freeSlot, long key, int keyLength, long hash, int capacity) {
        boolean crowded = isCrowded();
        if (crowded && !makeRoom()) return FULL;
        long entry = newEntry(key, keyLength, hash, capacity);
        if (entry == EntryArena.REFUSED) return FULL;
        enter(entry, hash, found, freeSlot, crowded);
        inserted = true;
        return valueOf(entry);
    }

    /** An entry with a value of length 0. */
    private long newEntry(long key, int keyLength, long hash, int capacity) {
        long offset = valueOffset(keyLength);
        long size = EntryArena.aligned(offset + capacity);
        long entry = free.take(size);
        if (entry == FreeEntries.NONE) entry = arena.append(size);
        else arena.revive(size);
        if (entry == EntryArena.REFUSED) return EntryArena.REFUSED;
        liveBytes += size;
        RawMemory.putLong(entry + HASH, hash);
        RawMemory.putInt(entry + LENGTH, keyLength);
        KeyBytes.copy(key, entry + KEY, keyLength);
        long value = entry + offset;
        RawMemory.putInt(value + CAPACITY, (int) (size - offset));
        RawMemory.putInt(value + VALUE_LENGTH, 0);
        return entry;
    }

    private void kill(long entry) {
        long size = owner.sizeOf(entry);
        RawMemory.putInt(entry + LENGTH, ~RawMemory.getInt(entry + LENGTH));
        liveBytes -= size;
        arena.kill(size);
        if (!arena.isCompacting()) free.add(entry, size);
    }

    private final class Sized extends Entries {
        @Override
        public long sizeOf(long entry) {
            long offset = valueOffset(lengthOf(entry));
            return offset + RawMemory.getInt(entry + offset + CAPACITY);
        }
    }

    /** Sees one key and its value. */
    @FunctionalInterface
    public interface Visitor {
        void entry(long keyAddress, int keyLength, long valueAddress, int valueLength);
    }

    /**
     * Goes through the keys as they lie. The one it stands on may be removed; whether it sees keys that are inserted meanwhile is open. After
     * {@link #clear}, {@link #compact} and {@link #tidy} it has to be rewound.
     *
     * <p><b>Threading:</b> the table's thread.
     */
    public static final class Cursor {
        private final VarTable table;
        private final EntryArena.Walk walk;
        private long entry;

        private Cursor(VarTable table) {
            this.table = table;
            this.walk = new EntryArena.Walk(table.arena);
            walk.rewind();
        }

        /** Goes back to before the first key. */
        public Cursor rewind() {
            walk.rewind();
            return this;
        }

        /** Steps to the next key; false when there is none. */
        public boolean next() {
            while (true) {
                long at = walk.entry();
                if (at == 0) return false;
                walk.skip(table.owner.sizeOf(at));
                if (isLive(at)) {
                    entry = at;
                    return true;
                }
            }
        }

        /**
         * Stands on a key of this hash whose value begins with this word, to be found without the key's bytes. {@link #next} goes on behind
         * the key that it stepped to last.
         *
         * @return whether there is one
         */
        public boolean seek(long hash, int firstWord) {
            SlotArray in = table.slotsOf(hash);
            for (long index = in.home(spread(hash)); in.isTaken(index); index = in.behind(index)) {
                if (RawMemory.getLong(in.slot(index) + SLOT_HASH) != hash) continue;
                entry = entryOf(in, index);
                if (RawMemory.getInt(valueOf(entry)) == firstWord) return true;
            }
            return false;
        }

        /** Where the cursor stands: {@link #goTo} comes back to it, as long as the table stays as it is. */
        public long place() {
            return entry;
        }

        /** Stands where a cursor of this table stood. {@link #next} goes on behind the key that it stepped to last. */
        public void goTo(long place) {
            entry = place;
        }

        public long keyAddress() {
            return entry + KEY;
        }

        public int keyLength() {
            return RawMemory.getInt(entry + LENGTH);
        }

        /** The key's hash, as it was inserted with. */
        public long hash() {
            return RawMemory.getLong(entry + HASH);
        }

        public long valueAddress() {
            return valueOf(entry);
        }

        public int valueLength() {
            return table.length(valueAddress());
        }
    }
}
