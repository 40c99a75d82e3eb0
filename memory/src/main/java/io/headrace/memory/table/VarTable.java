package io.headrace.memory.table;

import io.headrace.memory.Hash;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.RawMemory;

/**
 * Off-heap table from keys of any bytes to values of any bytes: a {@link KeyTable} whose values point to blocks. A value
 * that outgrows its block moves to a new one, half as large again; the old block is dead until {@link #compact} or
 * {@link #clear}. Nothing is allocated on the heap.
 *
 * <pre>
 *  block   0        8          12       16
 *         +--------+----------+--------+--------------------+
 *         | hash   | capacity | length | value ...          |
 *         +--------+----------+--------+--------------------+
 *          hash: of the key          capacity: of the value, ~capacity once the block is dead
 *          length: what of it is used
 * </pre>
 *
 * <p><b>Addresses</b> of a value stay valid until that value is replaced, grown or removed, or the table is compacted,
 * cleared or closed; addresses of keys as in {@link KeyTable}. Order, hashes and growing as there, too.
 *
 * <p><b>Threading:</b> one thread at a time; it may change, if the hand-over is safe.
 */
public final class VarTable implements AutoCloseable {
    /** What {@link #find} answers for a key that is not there. */
    public static final long ABSENT = KeyTable.ABSENT;

    /** What {@link #put} and {@link #reserve} answer when the budget refuses the room: nothing has changed. */
    public static final long FULL = KeyTable.FULL;

    /** The longest value. */
    public static final int MOST_VALUE_BYTES = 1 << 30;

    private static final int HASH = 0;
    private static final int CAPACITY = 8;
    private static final int LENGTH = 12;
    private static final int VALUE = 16;

    private final String name;
    private final KeyTable keys;
    private final BudgetedMemory memory;
    private final EntryArena blocks;
    private final EntryArena.Owner owner = new Blocks();

    public VarTable(TableOptions options) {
        name = options.name();
        keys = new KeyTable(Long.BYTES, options);
        memory = new BudgetedMemory(options.budget(), options.tag());
        blocks = new EntryArena(memory, options.chunkBytes());
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
        RawMemory.putInt(to - VALUE + LENGTH, valueLength);
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

    /** As {@link #reserve(long, int, long, int)}, of a key that is known not to be there: it is not looked for. */
    public long insert(long key, int keyLength, long hash, int capacity) {
        mustHold(keyLength, capacity);
        return firstBlock(key, keyLength, hash, capacity);
    }

    /** As {@link #find(long, int, long)}, computing the hash. */
    public long find(long key, int keyLength) {
        return find(key, keyLength, Hash.of(key, keyLength, Hash.PROBE_SEED));
    }

    /** The address of the key's value, or {@link #ABSENT}. */
    public long find(long key, int keyLength, long hash) {
        long pointer = keys.find(key, keyLength, hash);
        return pointer == KeyTable.ABSENT ? ABSENT : RawMemory.getLong(pointer) + VALUE;
    }

    /** How many bytes the value at this address has. */
    public int length(long value) {
        return RawMemory.getInt(value - VALUE + LENGTH);
    }

    /** How many bytes the value at this address may have without moving. */
    public int capacity(long value) {
        return RawMemory.getInt(value - VALUE + CAPACITY);
    }

    /** Says how many bytes the value at this address has, after writing it in place. */
    public void setLength(long value, int length) {
        if (length < 0 || length > capacity(value))
            throw new IllegalArgumentException("table " + name + ": a value of " + length + " bytes in a block of "
                    + capacity(value) + ": reserve more first");
        RawMemory.putInt(value - VALUE + LENGTH, length);
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
        long pointer = keys.find(key, keyLength, hash);
        if (pointer == KeyTable.ABSENT) return false;
        kill(RawMemory.getLong(pointer));
        return keys.remove(key, keyLength, hash);
    }

    /** As {@link KeyTable#expect}. */
    public void expect(long keyCount) {
        keys.expect(keyCount);
    }

    public long size() {
        return keys.size();
    }

    public boolean isEmpty() {
        return keys.isEmpty();
    }

    /** Forgets all keys and values in constant time; the memory stays. Every address handed out is void. */
    public void clear() {
        keys.clear();
        blocks.clear();
    }

    /** Bytes of removed keys and of blocks without a value. */
    public long deadBytes() {
        return keys.deadBytes() + blocks.deadBytes();
    }

    /**
     * Frees dead bytes in a bounded step: looks at no more than {@code steps} keys and as many blocks and moves those that
     * live, so addresses handed out and cursors are void. Between the steps the table may be used as ever.
     *
     * @return whether another step is needed to get through the table once
     */
    public boolean compact(int steps) {
        boolean more = keys.compact(steps);
        return blocks.compact(steps, owner) || more;
    }

    /** As {@link KeyTable#trim}. */
    public void trim() {
        keys.trim();
        blocks.trim();
    }

    /** The native memory that the table holds now, spare chunks included; {@link MemoryTag} as in the options. */
    public long memoryBytes() {
        return keys.memoryBytes() + memory.bytes();
    }

    @Override
    public void close() {
        keys.close();
        blocks.free();
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
        long pointer = keys.find(key, keyLength, hash);
        if (pointer == KeyTable.ABSENT) return firstBlock(key, keyLength, hash, capacity);
        long block = RawMemory.getLong(pointer);
        int before = RawMemory.getInt(block + CAPACITY);
        if (capacity <= before) return block + VALUE;
        long larger = newBlock(hash, Math.max(capacity, before + before / 2));
        if (larger == EntryArena.REFUSED) return FULL;
        if (keep) {
            int length = RawMemory.getInt(block + LENGTH);
            RawMemory.copy(block + VALUE, larger + VALUE, length);
            RawMemory.putInt(larger + LENGTH, length);
        }
        kill(block);
        RawMemory.putLong(pointer, larger);
        return larger + VALUE;
    }

    private void mustHold(int keyLength, int capacity) {
        if (capacity < 0 || capacity > MOST_VALUE_BYTES)
            throw new IllegalArgumentException("table " + name + " cannot hold a value of " + capacity
                    + " bytes: the longest has " + MOST_VALUE_BYTES);
        if (keyLength < 0) throw new IllegalArgumentException("table " + name + ": a key of " + keyLength + " bytes");
    }

    private long firstBlock(long key, int keyLength, long hash, int capacity) {
        long block = newBlock(hash, capacity);
        if (block == EntryArena.REFUSED) return FULL;
        long pointer = keys.upsert(key, keyLength, hash);
        if (pointer == KeyTable.FULL) {
            blocks.retract(block);
            return FULL;
        }
        RawMemory.putLong(pointer, block);
        return block + VALUE;
    }

    private long newBlock(long hash, int capacity) {
        long size = EntryArena.aligned(VALUE + (long) capacity);
        long block = blocks.append(size);
        if (block == EntryArena.REFUSED) return EntryArena.REFUSED;
        RawMemory.putLong(block + HASH, hash);
        RawMemory.putInt(block + CAPACITY, (int) (size - VALUE));
        RawMemory.putInt(block + LENGTH, 0);
        return block;
    }

    private void kill(long block) {
        int capacity = RawMemory.getInt(block + CAPACITY);
        RawMemory.putInt(block + CAPACITY, ~capacity);
        blocks.kill(VALUE + (long) capacity);
    }

    private final class Blocks implements EntryArena.Owner {
        @Override
        public long sizeOf(long entry) {
            int capacity = RawMemory.getInt(entry + CAPACITY);
            return VALUE + (long) (capacity < 0 ? ~capacity : capacity);
        }

        @Override
        public boolean isLive(long entry) {
            return RawMemory.getInt(entry + CAPACITY) >= 0;
        }

        @Override
        public void moved(long from, long to) {
            RawMemory.putLong(keys.valueHolding(from, RawMemory.getLong(to + HASH)), to);
        }
    }

    /** Sees one key and its value. */
    @FunctionalInterface
    public interface Visitor {
        void entry(long keyAddress, int keyLength, long valueAddress, int valueLength);
    }

    /**
     * Goes through the keys in insertion order, by the rules of {@link KeyTable.Cursor}.
     *
     * <p><b>Threading:</b> the table's thread.
     */
    public static final class Cursor {
        private final VarTable table;
        private final KeyTable.Cursor cursor;

        private Cursor(VarTable table) {
            this.table = table;
            this.cursor = table.keys.cursor();
        }

        /** Goes back to before the first key. */
        public Cursor rewind() {
            cursor.rewind();
            return this;
        }

        /** Steps to the next key; false when there is none. */
        public boolean next() {
            return cursor.next();
        }

        /**
         * Stands on a key of this hash whose value begins with this word, to be found without the key's bytes. {@link #next} is void
         * until the next {@link #rewind}.
         *
         * @return whether there is one
         */
        public boolean seek(long hash, int firstWord) {
            long pointer = table.keys.valuePointingTo(hash, VALUE, firstWord);
            if (pointer == KeyTable.ABSENT) return false;
            cursor.aim(pointer);
            return true;
        }

        /** Where the cursor stands: {@link #goTo} comes back to it, as long as the table stays as it is. */
        public long place() {
            return cursor.valueAddress();
        }

        /** Stands where a cursor of this table stood. {@link #next} is void until the next {@link #rewind}. */
        public void goTo(long place) {
            cursor.aim(place);
        }

        public long keyAddress() {
            return cursor.keyAddress();
        }

        public int keyLength() {
            return cursor.keyLength();
        }

        /** The key's hash, as it was inserted with. */
        public long hash() {
            return cursor.hash();
        }

        public long valueAddress() {
            return RawMemory.getLong(cursor.valueAddress()) + VALUE;
        }

        public int valueLength() {
            return table.length(valueAddress());
        }
    }
}
