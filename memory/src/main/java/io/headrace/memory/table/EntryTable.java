package io.headrace.memory.table;

import io.headrace.memory.RawMemory;

/**
 * What the tables share whose slots point to entries: how a key of any bytes is found.
 *
 * <pre>
 *  slot    0        8        16          entry   0        8        12
 *         +--------+--------+                   +--------+--------+-----
 *         | hash   | entry  |                   | hash   | length | ...
 *         +--------+--------+                   +--------+--------+-----
 *          entry: its address, 0 in a free slot  length: of the key; ~length once the entry is dead
 * </pre>
 *
 * <p><b>Why the slots hold the whole hash</b> and the address of an entry, 16 bytes: a key of another hash never costs a
 * visit to its entry, and neither growing nor removing reads entries. Updating a key that is there costs one miss for
 * the slot and one for the entry once the table is larger than the caches.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
abstract class EntryTable extends ProbeTable {
    static final int SLOT_BYTES = 16;
    static final int SLOT_HASH = 0;
    static final int SLOT_ENTRY = 8; // 0 in a free slot

    static final int HASH = 0;
    static final int LENGTH = 8;

    private static final long NO_SLOT = 0;

    private static final double MOST_TAKEN = 0.5; // a key that is not at home costs more than twice the slots

    /** Where in an entry its key begins. */
    final long keyOffset;

    EntryTable(TableOptions options, int valueBytes, long keyOffset) {
        super(options, valueBytes, SLOT_BYTES, SLOT_ENTRY, 0, 0, MOST_TAKEN);
        this.keyOffset = keyOffset;
    }

    /** The entry of a key, or {@code ~} the free slot where it belongs. */
    final long seek(SlotArray in, long key, int length, long hash) {
        long offset = keyOffset;
        long index = in.home(spread(hash));
        if (in.isStale(index)) return ~index;
        for (long slot = slot(in, index); ; slot += SLOT_BYTES) {
            long entry = RawMemory.getLong(slot + SLOT_ENTRY);
            if (entry == 0) return ~index;
            if (RawMemory.getLong(slot + SLOT_HASH) == hash
                    && RawMemory.getInt(entry + LENGTH) == length
                    && KeyBytes.equal(entry + offset, key, length)) return entry;
            if (!SlotArray.beginsSegment(++index)) continue;
            index = in.wrapped(index);
            if (in.isStale(index)) return ~index;
            slot = slot(in, index) - SLOT_BYTES;
        }
    }

    /** {@link SlotArray#slot}, by a width that the compiler knows: a multiplication less before the first read of a search. */
    private static long slot(SlotArray in, long index) {
        return in.slot(0) + index * SLOT_BYTES;
    }

    final SlotArray slotsOf(long hash) {
        return isGrowing() && livesInOld(spread(hash)) ? old : slots;
    }

    static long entryOf(SlotArray in, long index) {
        return RawMemory.getLong(in.slot(index) + SLOT_ENTRY);
    }

    /**
     * Puts a new key's entry into a slot.
     *
     * @param free what {@link #seek} found in these slots
     * @param wasCrowded whether room was made since
     */
    final void enter(long entry, long hash, SlotArray found, long free, boolean wasCrowded) {
        SlotArray in = wasCrowded ? slotsOf(hash) : found;
        long index = wasCrowded ? in.claimFor(spread(hash)) : free;
        in.claim(index);
        long slot = in.slot(index);
        RawMemory.putLong(slot + SLOT_HASH, hash);
        RawMemory.putLong(slot + SLOT_ENTRY, entry);
        size++;
    }

    /**
     * Reads where keys of these hashes are looked for, all of them before one of them is: what is in no cache then comes at the same time, and not
     * one after the other.
     *
     * @return of no use; but what nobody asks for the compiler leaves out
     */
    public final long approach(long[] hashes, int count) {
        long seen = 0;
        for (int i = 0; i < count; i++) {
            long slot = homeOf(hashes[i]);
            if (slot != NO_SLOT) seen ^= RawMemory.getLong(slot + SLOT_HASH);
        }
        for (int i = 0; i < count; i++) {
            long slot = homeOf(hashes[i]);
            if (slot == NO_SLOT || RawMemory.getLong(slot + SLOT_HASH) != hashes[i]) continue;
            long entry = RawMemory.getLong(slot + SLOT_ENTRY);
            if (entry != 0) seen ^= RawMemory.getInt(entry + LENGTH);
        }
        return seen;
    }

    /** As {@link #approach}, of keys that are not there: only the slots are read where they belong. */
    public final long approachSlots(long[] hashes, int count) {
        long seen = 0;
        for (int i = 0; i < count; i++) {
            long slot = homeOf(hashes[i]);
            if (slot != NO_SLOT) seen ^= RawMemory.getLong(slot + SLOT_ENTRY);
        }
        return seen;
    }

    /** The slot where the search for a hash begins, or {@link #NO_SLOT} where it ends at once: what lies there means nothing. */
    private long homeOf(long hash) {
        SlotArray in = slotsOf(hash);
        long index = in.home(spread(hash));
        return in.isStale(index) ? NO_SLOT : slot(in, index);
    }

    /** The slot that leads to a living entry, by its number. */
    final long indexOf(SlotArray in, long entry, long hash) {
        for (long index = in.home(spread(hash)); in.isTaken(index); index = in.behind(index)) {
            if (entryOf(in, index) == entry) return index;
        }
        throw new IllegalStateException("table " + name + " has no slot for a living entry");
    }

    @Override
    final long hashOf(SlotArray in, long slot) {
        return spread(RawMemory.getLong(slot + SLOT_HASH));
    }

    /** Of the key, also of an entry that is dead. */
    static int lengthOf(long entry) {
        int length = RawMemory.getInt(entry + LENGTH);
        return length < 0 ? ~length : length;
    }

    static boolean isLive(long entry) {
        return RawMemory.getInt(entry + LENGTH) >= 0;
    }

    /** What the arena must know of entries to slide them. */
    abstract class Entries implements EntryArena.Owner {
        @Override
        public final boolean isLive(long entry) {
            return EntryTable.isLive(entry);
        }

        @Override
        public final void moved(long from, long to) {
            long hash = RawMemory.getLong(to + HASH);
            SlotArray in = slotsOf(hash);
            RawMemory.putLong(in.slot(indexOf(in, from, hash)) + SLOT_ENTRY, to);
        }
    }
}
