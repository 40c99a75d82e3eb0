package io.headrace.memory.table;

import io.headrace.memory.Hash;
import io.headrace.memory.RawMemory;

/**
 * Off-heap table from keys of any bytes to values of a fixed width, which are changed in place at the address that the
 * table hands out. Nothing is allocated on the heap; growing happens in small steps inside {@link #upsert}.
 *
 * <pre>
 *  entry   0        8        12       16            16 + value
 *         +--------+--------+--------+-------------+-----------+---------+
 *         | hash   | length | unused | value       | key bytes | padding |
 *         +--------+--------+--------+-------------+-----------+---------+
 *          length: of the key; ~length once the key is removed
 *          value: rounded up to 8 bytes, aligned to 8, zero when it is new
 * </pre>
 *
 * <p><b>Addresses</b> of keys and values stay valid until the key is removed, the table is cleared or closed, or {@link
 * #compact} is called; growing does not move them.
 *
 * <p><b>Order.</b> {@link #cursor} and {@link #forEach} go through the keys in the order in which they were inserted. A
 * key that is removed and inserted again comes last. Removing leaves dead bytes behind, see {@link #deadBytes}.
 *
 * <p><b>Hashes.</b> The forms that take a hash want {@link Hash#of} with {@link Hash#PROBE_SEED} of the same bytes: a key
 * must always come with the same hash. Keys that all share one hash make the table slow, never wrong.
 *
 * <p><b>Threading:</b> one thread at a time; it may change, if the hand-over is safe.
 */
public final class KeyTable extends EntryTable {
    /** What {@link #find} answers for a key that is not there. */
    public static final long ABSENT = 0;

    /** What {@link #upsert} answers when the budget refuses the room for a new key: nothing has changed. */
    public static final long FULL = -1;

    private static final int VALUE = 16;

    private final EntryArena.Owner owner = new Sized();
    private boolean inserted;

    /** A table whose values have {@code valueBytes} bytes; 0 makes a set of keys. */
    public KeyTable(int valueBytes, TableOptions options) {
        super(options, valueBytes, VALUE + EntryArena.aligned(valueBytes));
    }

    /** As {@link #upsert(long, int, long)}, computing the hash. */
    public long upsert(long key, int length) {
        return upsert(key, length, Hash.of(key, length, Hash.PROBE_SEED));
    }

    /**
     * The address of the key's value; a key that is not there is inserted with a value of zeros, see {@link #inserted}.
     *
     * @return the address, or {@link #FULL}
     */
    public long upsert(long key, int length, long hash) {
        if (isGrowing()) step();
        SlotArray in = slotsOf(hash);
        long entry = seek(in, key, length, hash);
        if (entry < 0) return insert(in, ~entry, key, length, hash);
        inserted = false;
        return entry + VALUE;
    }

    /** As {@link #find(long, int, long)}, computing the hash. */
    public long find(long key, int length) {
        return find(key, length, Hash.of(key, length, Hash.PROBE_SEED));
    }

    /** The address of the key's value, or {@link #ABSENT}. */
    public long find(long key, int length, long hash) {
        SlotArray in = slotsOf(hash);
        long entry = seek(in, key, length, hash);
        return entry < 0 ? ABSENT : entry + VALUE;
    }

    /** Whether the {@link #upsert} before inserted a key. */
    public boolean inserted() {
        return inserted;
    }

    /** As {@link #remove(long, int, long)}, computing the hash. */
    public boolean remove(long key, int length) {
        return remove(key, length, Hash.of(key, length, Hash.PROBE_SEED));
    }

    /**
     * Removes a key. The bytes of its entry are dead until {@link #compact} or {@link #clear}. The key that a cursor stands
     * on may be removed.
     *
     * @return whether it was there
     */
    public boolean remove(long key, int length, long hash) {
        SlotArray in = slotsOf(hash);
        long entry = seek(in, key, length, hash);
        if (entry < 0) return false;
        vacate(in, indexOf(in, entry, hash));
        RawMemory.putInt(entry + LENGTH, ~length);
        arena.kill(entryBytes(length));
        return true;
    }

    /** Bytes of entries whose keys were removed. */
    public long deadBytes() {
        return arena.deadBytes();
    }

    /**
     * Frees dead bytes in a bounded step: looks at no more than {@code steps} entries and moves those that live, so addresses
     * handed out and cursors are void. The order of the keys stays. Between the steps the table may be used as ever.
     *
     * @return whether another step is needed to get through the table once
     */
    public boolean compact(int steps) {
        return arena.compact(steps, owner);
    }

    /**
     * Takes and touches memory for entries of so many bytes in all, so that inserting them takes none; {@link
     * TableOptions#withExpectedKeys} does so for the slots.
     *
     * @return false when the budget refuses
     */
    public boolean prefault(long bytes) {
        return arena.reserve(bytes);
    }

    /** What an entry with a key of this length takes. */
    public long entryBytes(int keyLength) {
        return EntryArena.aligned(keyOffset + keyLength);
    }

    /** A cursor before the first key. It may be kept and rewound: that allocates nothing. */
    public Cursor cursor() {
        return new Cursor(this);
    }

    /** Calls the visitor for each key in insertion order. Allocates one cursor; keep a {@link #cursor} to avoid that. */
    public void forEach(Visitor visitor) {
        for (Cursor cursor = cursor(); cursor.next(); )
            visitor.entry(cursor.keyAddress(), cursor.keyLength(), cursor.valueAddress());
    }

    private long insert(SlotArray found, long free, long key, int length, long hash) {
        if (length < 0) throw new IllegalArgumentException("table " + name + ": a key of " + length + " bytes");
        boolean crowded = isCrowded();
        if (crowded && !makeRoom()) return FULL;
        long entry = arena.append(entryBytes(length));
        if (entry == EntryArena.REFUSED) return FULL;
        RawMemory.putLong(entry + HASH, hash);
        RawMemory.putInt(entry + LENGTH, length);
        for (long at = entry + VALUE; at < entry + keyOffset; at += 8) RawMemory.putLong(at, 0);
        KeyBytes.copy(key, entry + keyOffset, length);
        enter(entry, hash, found, free, crowded);
        inserted = true;
        return entry + VALUE;
    }

    private final class Sized extends Entries {
        @Override
        public long sizeOf(long entry) {
            return entryBytes(lengthOf(entry));
        }
    }

    /** Sees one key and its value; the value may be changed in place. */
    @FunctionalInterface
    public interface Visitor {
        void entry(long keyAddress, int keyLength, long valueAddress);
    }

    /**
     * Goes through the keys in insertion order. Keys inserted meanwhile are seen; the key it stands on may be removed;
     * after {@link #clear} and {@link #compact} it has to be rewound.
     *
     * <p><b>Threading:</b> the table's thread.
     */
    public static final class Cursor {
        private final KeyTable table;
        private final EntryArena.Walk walk;
        private long entry;

        private Cursor(KeyTable table) {
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
                walk.skip(table.entryBytes(lengthOf(at)));
                if (isLive(at)) {
                    entry = at;
                    return true;
                }
            }
        }

        public long keyAddress() {
            return entry + table.keyOffset;
        }

        public int keyLength() {
            return RawMemory.getInt(entry + LENGTH);
        }

        /** The key's hash, as it was inserted with: hand it on to the next table. */
        public long hash() {
            return RawMemory.getLong(entry + HASH);
        }

        public long valueAddress() {
            return entry + VALUE;
        }
    }
}
