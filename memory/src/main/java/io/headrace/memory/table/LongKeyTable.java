package io.headrace.memory.table;

import io.headrace.memory.Hash;
import io.headrace.memory.RawMemory;

/**
 * Off-heap table from long keys to values of a fixed width. Nothing is allocated on the heap; growing happens in small
 * steps inside the operations that may insert.
 *
 * <pre>
 *  slot    0        8       10              16                       order   0
 *         +--------+-------+---------------+-------------+                  +--------+--------+
 *         | key    | epoch | order address | value       |                  | key    | key    | ...
 *         +--------+-------+---------------+-------------+                  +--------+--------+
 *          value: at least 8, a multiple of 8, zero when new                in insertion order
 * </pre>
 *
 * <p><b>Why values lie in the slots.</b> An update of a large table then costs one cache miss, not one for the slot and
 * one for the entry. Rough figures, updates per second against a plain {@code long[]} table of the same load: 0.7 with 10
 * thousand keys and 0.75 with 5 million; with dense entries behind the slots it was 0.8 and 0.5. Iteration pays for it,
 * for it looks each key of the order list up (20 to 60 ns a key); and so do addresses:
 *
 * <p><b>Addresses</b> of values are valid until the next operation that inserts or removes anything; that is, use them
 * at once. ({@link KeyTable} has lasting ones.)
 *
 * <p><b>Order.</b> {@link #cursor} and {@link #forEach} go through the keys in insertion order. A key that is removed and
 * inserted again comes last. Removing leaves 8 dead bytes in the order list, see {@link #compact}.
 *
 * <p><b>Threading:</b> one thread at a time; it may change, if the hand-over is safe.
 */
public final class LongKeyTable extends ProbeTable {
    /** What {@link #find} answers for a key that is not there. */
    public static final long ABSENT = KeyTable.ABSENT;

    /** What {@link #upsert} answers when the budget refuses the room for a new key: nothing has changed. */
    public static final long FULL = KeyTable.FULL;

    private static final int ORDER_BYTES = 8;
    private static final long SECRET = Hash.PROBE_SEED | 1;

    private final EntryArena.Owner places = new Places();
    private boolean inserted;

    /** A table with values of 8 bytes. */
    public LongKeyTable(TableOptions options) {
        this(Long.BYTES, options);
    }

    /** A table whose values have {@code valueBytes} bytes; the forms that take a long value mean the first 8. */
    public LongKeyTable(int valueBytes, TableOptions options) {
        super(options, valueBytes, Math.max(valueBytes, Long.BYTES));
    }

    /**
     * The address of the key's value; a key that is not there is inserted with a value of zeros, see {@link #inserted}.
     *
     * @return the address, or {@link #FULL}
     */
    public long upsert(long key) {
        long hash = hashOfKey(key);
        long slot = oldSlots == 0 ? seek(key, hash, slots, end, shift) : seekForInsert(key, hash);
        if (slot < 0) return insert(~slot, key, hash);
        inserted = false;
        return slot + INLINE_VALUE;
    }

    /**
     * Adds to the long value of a key; one that is not there counts as 0.
     *
     * @return false when the table is full and the key not there: nothing has changed
     */
    public boolean add(long key, long delta) {
        if (oldSlots == 0) { // the search of upsert once more, for speed: the hottest path has one branch less
            long hash = hashOfKey(key);
            long width = stride;
            long now = epoch;
            long behind = end;
            long begin = slots;
            long slot = begin + (hash >>> shift) * width;
            while (RawMemory.getLong(slot + WORD) >>> EPOCH_SHIFT == now) {
                if (RawMemory.getLong(slot + KEY) == key) {
                    inserted = false;
                    RawMemory.putLong(slot + INLINE_VALUE, RawMemory.getLong(slot + INLINE_VALUE) + delta);
                    return true;
                }
                slot += width;
                if (slot == behind) slot = begin;
            }
        }
        long value = upsert(key);
        if (value == FULL) return false;
        RawMemory.putLong(value, RawMemory.getLong(value) + delta);
        return true;
    }

    /**
     * Sets the long value of a key.
     *
     * @return false when the table is full and the key not there: nothing has changed
     */
    public boolean put(long key, long newValue) {
        long value = upsert(key);
        if (value == FULL) return false;
        RawMemory.putLong(value, newValue);
        return true;
    }

    /** The long value of a key, or {@code otherwise}. */
    public long get(long key, long otherwise) {
        long slot = slotOf(key);
        return slot < 0 ? otherwise : RawMemory.getLong(slot + INLINE_VALUE);
    }

    /** The address of the key's value, or {@link #ABSENT}. */
    public long find(long key) {
        long slot = slotOf(key);
        return slot < 0 ? ABSENT : slot + INLINE_VALUE;
    }

    /** Whether the last {@link #upsert}, {@link #add} or {@link #put} inserted a key. */
    public boolean inserted() {
        return inserted;
    }

    /**
     * Removes a key. The key that a cursor stands on may be removed.
     *
     * @return whether it was there
     */
    public boolean remove(long key) {
        long slot = slotOf(key);
        if (slot < 0) return false;
        vacate(slot);
        arena.kill(ORDER_BYTES);
        return true;
    }

    /** Bytes of the order list that stand for removed keys. */
    public long deadBytes() {
        return arena.deadBytes();
    }

    /**
     * Frees dead bytes in a bounded step: looks at no more than {@code steps} places of the order list. Cursors are void after
     * it; the order stays. Between the steps the table may be used as ever.
     *
     * @return whether another step is needed to get through the list once
     */
    public boolean compact(int steps) {
        return arena.compact(steps, places);
    }

    /**
     * Takes and touches memory for the order of so many keys, so that inserting them takes none; {@link
     * TableOptions#withExpectedKeys} does so for the slots.
     *
     * @return false when the budget refuses
     */
    public boolean prefault(long keys) {
        return arena.reserve(keys * ORDER_BYTES);
    }

    /** A cursor before the first key. It may be kept and rewound: that allocates nothing. */
    public Cursor cursor() {
        return new Cursor(this);
    }

    /** Calls the visitor for each key in insertion order. Allocates one cursor; keep a {@link #cursor} to avoid that. */
    public void forEach(Visitor visitor) {
        for (Cursor cursor = cursor(); cursor.next(); ) visitor.entry(cursor.key(), cursor.valueAddress());
    }

    private long insert(long free, long key, long hash) {
        long slot = free;
        if (isCrowded()) {
            if (!makeRoom()) return FULL;
            slot = freeSlotFor(hash);
        }
        long place = arena.append(ORDER_BYTES);
        if (place == EntryArena.REFUSED) return FULL;
        RawMemory.putLong(place, key);
        RawMemory.putLong(slot + KEY, key);
        RawMemory.putLong(slot + WORD, wordOf(place));
        for (long at = INLINE_VALUE; at < stride; at += 8) RawMemory.putLong(slot + at, 0);
        size++;
        inserted = true;
        return slot + INLINE_VALUE;
    }

    /** Multiplying by a secret odd number hides which keys collide; the rest brings all bits to the upper ones. */
    static long hashOfKey(long key) {
        long product = key * SECRET;
        return spread(product ^ (product >>> 32));
    }

    private long seekForInsert(long key, long hash) {
        step();
        return seek(key, hash);
    }

    /** The slot of a key, or {@code ~} the free slot where it belongs. */
    private long seek(long key, long hash) {
        return oldSlots != 0 && livesInOld(hash)
                ? seek(key, hash, oldSlots, oldEnd, oldShift)
                : seek(key, hash, slots, end, shift);
    }

    private long seek(long key, long hash, long begin, long behind, int homeShift) {
        long width = stride;
        long now = epoch;
        long slot = begin + (hash >>> homeShift) * width;
        while (RawMemory.getLong(slot + WORD) >>> EPOCH_SHIFT == now) {
            if (RawMemory.getLong(slot + KEY) == key) return slot;
            slot += width;
            if (slot == behind) slot = begin;
        }
        return ~slot;
    }

    private long slotOf(long key) {
        return seek(key, hashOfKey(key));
    }

    /** The slot of the key at this place of the order list, or 0 when that key was removed since. */
    private long slotOfPlace(long place, long key) {
        long slot = slotOf(key);
        return slot > 0 && RawMemory.getLong(slot + WORD) == wordOf(place) ? slot : 0;
    }

    @Override
    long hashOf(long slot) {
        return hashOfKey(RawMemory.getLong(slot + KEY));
    }

    private final class Places implements EntryArena.Owner {
        @Override
        public long sizeOf(long entry) {
            return ORDER_BYTES;
        }

        @Override
        public boolean isLive(long entry) {
            return slotOfPlace(entry, RawMemory.getLong(entry)) != 0;
        }

        @Override
        public void moved(long from, long to) {
            RawMemory.putLong(slotOfPlace(from, RawMemory.getLong(to)) + WORD, wordOf(to));
        }
    }

    /** Sees one key and its value; the value may be changed in place. */
    @FunctionalInterface
    public interface Visitor {
        void entry(long key, long valueAddress);
    }

    /**
     * Goes through the keys in insertion order. Keys inserted meanwhile are seen, but an insertion voids the value address;
     * the key it stands on may be removed; after {@link #clear} and {@link #compact} it has to be rewound.
     *
     * <p><b>Threading:</b> the table's thread.
     */
    public static final class Cursor {
        private final LongKeyTable table;
        private final EntryArena.Walk walk;
        private long slot;

        private Cursor(LongKeyTable table) {
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
                long place = walk.entry();
                if (place == 0) return false;
                walk.skip(ORDER_BYTES);
                slot = table.slotOfPlace(place, RawMemory.getLong(place));
                if (slot != 0) return true;
            }
        }

        public long key() {
            return RawMemory.getLong(slot + KEY);
        }

        /** The long value of the key. */
        public long value() {
            return RawMemory.getLong(slot + INLINE_VALUE);
        }

        public long valueAddress() {
            return slot + INLINE_VALUE;
        }
    }
}
