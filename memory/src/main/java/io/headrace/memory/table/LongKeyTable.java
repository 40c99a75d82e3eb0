package io.headrace.memory.table;

import io.headrace.memory.Hash;
import io.headrace.memory.RawMemory;

/**
 * Off-heap table from long keys to values of a fixed width. Nothing is allocated on the heap; growing happens in small
 * steps inside the operations that may insert.
 *
 * <pre>
 *  slot    0        8                     place  0                     order   0        8
 *         +--------+-------------+              +---------------+             +--------+--------+
 *         | key    | value       |              | order address |             | key    | key    | ...
 *         +--------+-------------+              +---------------+             +--------+--------+
 *          value: at least 8, a multiple of 8,   beside the slots:             in insertion order
 *          zero when new                         see SlotArray
 * </pre>
 *
 * <p><b>Why a slot is nothing but key and value.</b> An update of a large table then costs one cache miss, and as little
 * memory competes for caches and TLB as in a hand-written {@code long[]} table. Where in the order list a key stands is
 * needed by removals and compaction only, so it lies apart. Iteration pays for it, for it looks each key of the order
 * list up; and so do addresses:
 *
 * <p><b>Addresses</b> of values are valid until the next operation that inserts or removes anything; that is, use them
 * at once. ({@link KeyTable} has lasting ones.)
 *
 * <p><b>Order.</b> {@link #cursor} and {@link #forEach} go through the keys in insertion order. A key that is removed and
 * inserted again comes last. Removing leaves 8 dead bytes in the order list, see {@link #compact}.
 *
 * <p><b>Hash.</b> A key is multiplied by a {@linkplain SpreadingSecret secret odd number}, and no more: keys in a row, as
 * ids mostly are, then hardly ever meet, nor do keys at other regular distances as a rule, and what the processor has to
 * guess is whether the first slot is the right one. About one number in twenty suits a given distance badly. So insertions count how far from home keys are put, and once that is
 * more than chance would do, the keys move, in small steps, to slots where they are mixed well.
 *
 * <p><b>No key.</b> One number, drawn at random in each process, marks free slots and dead places of the order list.
 * Nobody is likely ever to use it as a key; whoever does finds its value in the spare slot, outside of the probing.
 *
 * <p><b>Threading:</b> one thread at a time; it may change, if the hand-over is safe.
 */
public final class LongKeyTable extends ProbeTable {
    /** What {@link #find} answers for a key that is not there. */
    public static final long ABSENT = KeyTable.ABSENT;

    /** What {@link #upsert} answers when the budget refuses the room for a new key: nothing has changed. */
    public static final long FULL = KeyTable.FULL;

    /** How many keys are best {@linkplain #approach approached} at once: as many as a processor may wait for, and some more. */
    public static final int AHEAD = 32;

    /** The key of a free slot. */
    static final long NO_KEY = Hash.ofLong(1, Hash.PROBE_SEED);

    private static final int KEY = 0;
    private static final int VALUE = 8;
    private static final int NARROW = 16; // a slot with a value of 8 bytes
    private static final int ORDER_BYTES = 8;
    private static final double MOST_TAKEN = 2.0 / 3;

    /** How far from home a new key may be put: a little more than chance does with two thirds of the slots taken. */
    private static final long DETOUR = 6;

    private static final long MOST_DETOURS = 4096;

    /** Slots of so many bytes are in a cache near by as a rule. */
    private static final long CACHED_BYTES = 256 << 10;

    private static final long SECRET = SpreadingSecret.of(Hash.PROBE_SEED);

    private final EntryArena.Owner order = new Order();
    private final long stride;
    private boolean inserted;
    private long detours;

    /** Where in the order list {@link #NO_KEY} stands, if it is a key of this table; else 0. */
    private long placeOfNoKey;

    /** A table with values of 8 bytes. */
    public LongKeyTable(TableOptions options) {
        this(Long.BYTES, options);
    }

    /** A table whose values have {@code valueBytes} bytes; the forms that take a long value mean the first 8. */
    public LongKeyTable(int valueBytes, TableOptions options) {
        super(options, valueBytes, slotBytes(valueBytes), KEY, NO_KEY, Long.BYTES, MOST_TAKEN);
        stride = slotBytes(valueBytes);
    }

    private static long slotBytes(int valueBytes) {
        return VALUE + EntryArena.aligned(Math.max(valueBytes, Long.BYTES));
    }

    /**
     * The address of the key's value; a key that is not there is inserted with a value of zeros, see {@link #inserted}.
     *
     * @return the address, or {@link #FULL}
     */
    public long upsert(long key) {
        if (isGrowing()) step();
        SlotArray in = slotsOfKey(key);
        long index = seek(in, key);
        if (index < 0) return insert(in, ~index, key);
        inserted = false;
        return in.slot(index) + VALUE;
    }

    /**
     * Adds to the long value of a key; one that is not there counts as 0.
     *
     * @return false when the table is full and the key not there: nothing has changed
     */
    public boolean add(long key, long delta) {
        SlotArray in = slots;
        long index = in.home(hashIn(in, key));
        if (!isGrowing()
                && key != NO_KEY
                && !in.isStale(index)) { // upsert once more, for speed: up to the next segment
            long slot = in.slot(index);
            do {
                long found = RawMemory.getLong(slot + KEY);
                if (found == key) {
                    inserted = false;
                    RawMemory.putLong(slot + VALUE, RawMemory.getLong(slot + VALUE) + delta);
                    return true;
                }
                if (found == NO_KEY) break;
                slot += stride;
            } while (!SlotArray.beginsSegment(++index));
        }
        long value = upsert(key);
        if (value == FULL) return false;
        RawMemory.putLong(value, RawMemory.getLong(value) + delta);
        return true;
    }

    /**
     * As {@link #add} for each of so many keys, one after the other, and faster.
     *
     * @return how many are in: fewer than there are when the table is full and the next one is not there
     */
    public int addAll(long[] keys, long[] deltas, int count) {
        int done = 0;
        while (true) {
            if (!isGrowing()) done = addFound(keys, deltas, done, count);
            if (done == count || !add(keys[done], deltas[done])) return done;
            done++;
        }
    }

    /** Goes on until a key is not found at once, that is, up to the next segment. */
    private int addFound(long[] keys, long[] deltas, int from, int count) {
        SlotArray in = slots;
        if (in.hasStale() || in.mixed || stride != NARROW) return addFoundAnywhere(in, keys, deltas, from, count);
        long begin = in.slot(0);
        int shift = in.shift();
        for (int i = from; i < count; i++) {
            long key = keys[i];
            if (key == NO_KEY) return i;
            long index = hashOfKey(key) >>> shift;
            long slot = begin + index * NARROW;
            for (long found = RawMemory.getLong(slot); found != key; found = RawMemory.getLong(slot)) {
                if (found == NO_KEY || SlotArray.beginsSegment(++index)) return i;
                slot += NARROW;
            }
            RawMemory.putLong(slot + VALUE, RawMemory.getLong(slot + VALUE) + deltas[i]);
        }
        return count;
    }

    /** The same in slots of any width, and where some segments are stale. */
    private int addFoundAnywhere(SlotArray in, long[] keys, long[] deltas, int from, int count) {
        for (int i = from; i < count; i++) {
            long key = keys[i];
            long index = in.home(hashIn(in, key));
            if (key == NO_KEY || in.isStale(index)) return i;
            long slot = in.slot(index);
            for (long found = RawMemory.getLong(slot + KEY); found != key; found = RawMemory.getLong(slot + KEY)) {
                if (found == NO_KEY || SlotArray.beginsSegment(++index)) return i;
                slot += stride;
            }
            RawMemory.putLong(slot + VALUE, RawMemory.getLong(slot + VALUE) + deltas[i]);
        }
        return count;
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
        SlotArray in = slotsOfKey(key);
        long index = seek(in, key);
        return index < 0 ? otherwise : RawMemory.getLong(in.slot(index) + VALUE);
    }

    /** The address of the key's value, or {@link #ABSENT}. */
    public long find(long key) {
        SlotArray in = slotsOfKey(key);
        long index = seek(in, key);
        return index < 0 ? ABSENT : in.slot(index) + VALUE;
    }

    /**
     * Reads where so many keys are looked for first, so that their cache misses overlap: to be called right before each of them is looked
     * for. Nothing is guessed here, and no read waits for another; a search that misses a cache waits for its slot alone, for a guess that
     * was wrong throws away what was begun behind it. Tables that caches hold anyway are left alone.
     *
     * @return of no use; but what nobody asks for the compiler leaves out
     */
    public long approach(long[] keys, int count) {
        SlotArray in = slots;
        if (in.capacity() * stride <= CACHED_BYTES) return 0;
        long seen = 0;
        if (in.mixed) {
            for (int i = 0; i < count; i++) seen ^= RawMemory.getLong(in.slot(in.home(mixedHashOfKey(keys[i]))) + KEY);
        } else {
            for (int i = 0; i < count; i++) seen ^= RawMemory.getLong(in.slot(in.home(hashOfKey(keys[i]))) + KEY);
        }
        return isGrowing() ? seen ^ approachOld(keys, count) : seen;
    }

    private long approachOld(long[] keys, int count) {
        long seen = 0;
        for (int i = 0; i < count; i++) seen ^= RawMemory.getLong(old.slot(old.home(hashIn(old, keys[i]))) + KEY);
        return seen;
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
        SlotArray in = slotsOfKey(key);
        long index = seek(in, key);
        if (index < 0) return false;
        if (key == NO_KEY) {
            placeOfNoKey = 0;
            size--;
        } else {
            RawMemory.putLong(in.place(index), NO_KEY);
            vacate(in, index);
        }
        arena.kill(ORDER_BYTES);
        return true;
    }

    @Override
    public void clear() {
        super.clear();
        placeOfNoKey = 0;
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
        return arena.compact(steps, order);
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

    private long insert(SlotArray found, long free, long key) {
        boolean moved = detours > MOST_DETOURS || isCrowded();
        if (detours > MOST_DETOURS) {
            detours = 0;
            mixBetter();
        }
        if (!makeRoom()) return FULL;
        long place = arena.append(ORDER_BYTES);
        if (place == EntryArena.REFUSED) return FULL;
        SlotArray in = moved ? slotsOfKey(key) : found;
        long index = moved ? freeIndexFor(key, in) : free;
        if (key == NO_KEY) placeOfNoKey = place;
        else in.claim(index);
        in.setPlace(index, place);
        RawMemory.putLong(place, key);
        long slot = in.slot(index);
        RawMemory.putLong(slot + KEY, key);
        for (long at = VALUE; at < stride; at += 8) RawMemory.putLong(slot + at, 0);
        size++;
        if (!in.mixed && key != NO_KEY) countDetour(in, key, index);
        inserted = true;
        return slot + VALUE;
    }

    /**
     * Multiplying by a secret odd number hides which keys collide, and spreads numbers in a row, or at any other regular
     * distance, more evenly than chance would.
     */
    static long hashOfKey(long key) {
        return hashOfKey(key, SECRET);
    }

    /** With another secret, for tests: one in about 160 spreads numbers in a row less evenly than chance does. */
    static long hashOfKey(long key, long secret) {
        return key * secret;
    }

    /** As good as chance whatever the keys. */
    static long mixedHashOfKey(long key) {
        long product = key * SECRET;
        return spread(product ^ (product >>> 32));
    }

    private static long hashIn(SlotArray in, long key) {
        return in.mixed ? mixedHashOfKey(key) : hashOfKey(key);
    }

    /** Counts how far from home keys are put; too far for too many of them, and the next insertion begins to mix. */
    private void countDetour(SlotArray in, long key, long index) {
        detours = Math.max(0, detours + in.distance(in.home(hashOfKey(key)), index) - DETOUR);
    }

    /** Whether keys met too often, so that they are mixed better, or about to be. */
    boolean isMixed() {
        return slots.mixed;
    }

    private SlotArray slotsOfKey(long key) {
        return isGrowing() && key != NO_KEY && livesInOld(hashIn(old, key)) ? old : slots;
    }

    private static long freeIndexFor(long key, SlotArray in) {
        return key == NO_KEY ? in.spare() : in.claimFor(hashIn(in, key));
    }

    /** The slot of a key, or {@code ~} the free slot where it belongs. */
    private long seek(SlotArray in, long key) {
        if (key == NO_KEY) return placeOfNoKey == 0 ? ~in.spare() : in.spare();
        long index = in.home(hashIn(in, key));
        if (in.isStale(index)) return ~index;
        for (long slot = in.slot(index); ; slot += stride) {
            long found = RawMemory.getLong(slot + KEY);
            if (found == key) return index;
            if (found == NO_KEY) return ~index;
            if (!SlotArray.beginsSegment(++index)) continue;
            index = in.wrapped(index);
            if (in.isStale(index)) return ~index;
            slot = in.slot(index) - stride;
        }
    }

    private boolean isLive(long place, long key) {
        return key != NO_KEY || place == placeOfNoKey;
    }

    @Override
    long hashOf(SlotArray in, long slot) {
        return hashIn(in, RawMemory.getLong(slot + KEY));
    }

    private final class Order implements EntryArena.Owner {
        @Override
        public long sizeOf(long entry) {
            return ORDER_BYTES;
        }

        @Override
        public boolean isLive(long entry) {
            return LongKeyTable.this.isLive(entry, RawMemory.getLong(entry));
        }

        @Override
        public void moved(long from, long to) {
            long key = RawMemory.getLong(to);
            if (key == NO_KEY) placeOfNoKey = to;
            SlotArray in = slotsOfKey(key);
            in.setPlace(seek(in, key), to);
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
        private long key;
        private long value;
        private final long[] ahead = new long[AHEAD];
        private int approached;

        @SuppressWarnings("UnusedVariable") // written, so that the reads are not left out
        private long seen;

        private Cursor(LongKeyTable table) {
            this.table = table;
            this.walk = new EntryArena.Walk(table.arena);
            walk.rewind();
        }

        /** Goes back to before the first key. */
        public Cursor rewind() {
            walk.rewind();
            approached = 0;
            return this;
        }

        /** Steps to the next key; false when there is none. */
        public boolean next() {
            while (true) {
                long place = walk.entry();
                if (place == 0) return false;
                if (--approached < 0) approach(place);
                walk.skip(ORDER_BYTES);
                key = RawMemory.getLong(place);
                if (table.isLive(place, key)) {
                    value = table.find(key);
                    return true;
                }
            }
        }

        /** Has the keys from this place on read ahead. */
        private void approach(long place) {
            int count = (int) Math.min(ahead.length, walk.bytesLeft() / ORDER_BYTES);
            for (int i = 0; i < count; i++) ahead[i] = RawMemory.getLong(place + (long) i * ORDER_BYTES);
            seen ^= table.approach(ahead, count);
            approached = count - 1;
        }

        public long key() {
            return key;
        }

        /** The long value of the key. */
        public long value() {
            return RawMemory.getLong(value);
        }

        public long valueAddress() {
            return value;
        }
    }
}
