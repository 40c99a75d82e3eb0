package io.headrace.exec.join;

import io.headrace.memory.Hash;
import io.headrace.memory.RawMemory;

/**
 * The left rows of a partition by key, for as long as the right ones are looked up. A slot has the only row of its key, or the last link of several, which are a ring in the order of their
 * rows: the first one is behind the last.
 *
 * <pre>
 *          +--------------+-----------------------+---------+
 *   slot   | bits of hash | address of a row, or  | several |       0: free
 *          |              | place of a link       |         |
 *          | 16           | 47, a multiple of 8   | 1       |
 *          +--------------+-----------------------+---------+
 *
 *          +----------------+------------------------+
 *   link   | address of row | place of the next link |
 *          +----------------+------------------------+
 *          0                8
 * </pre>
 *
 * <p>Rows of other keys are told by bits of the hash, mostly, and need not be read. Only keys with several rows have links, so that a row that is alone carries none.
 *
 * <p><b>Threading:</b> one thread at a time. Allocates nothing.
 */
final class JoinTable {
    /** There is no row with the key. */
    static final long NONE = 0;

    private static final long SEVERAL = 1;
    private static final int BITS_AT = 48;
    private static final long PLACE = ((1L << BITS_AT) - 1) & -8;
    private static final int NEXT = 8;
    private static final int LINK_BYTES = 16;

    private final JoinMemory memory;
    private final RowShape left;
    private final RowShape right;
    private final boolean texts;
    private long slots;
    private long size;
    private long mask; // of the bytes
    private int shift;
    private long links;
    private long linksSize;
    private long linksUsed;

    JoinTable(RowShape left, RowShape right, JoinMemory memory) {
        this.left = left;
        this.right = right;
        this.memory = memory;
        texts = left.hasTexts();
    }

    /** Empty, with room for so many keys; false when there is no memory. */
    boolean begin(long rows) {
        linksUsed = 0;
        long wanted = JoinMemory.sizeFor(2 * rows * Long.BYTES);
        if (wanted != size) {
            close();
            slots = memory.take(wanted);
            if (slots == JoinMemory.REFUSED) return false;
            size = wanted;
            mask = size - 1;
            shift = Long.numberOfLeadingZeros(mask >>> 3);
        }
        RawMemory.fill(slots, size, (byte) 0);
        return true;
    }

    static long hash(long word) {
        return Hash.ofLong(word, Hash.PROBE_SEED);
    }

    private long home(long hash) {
        return (hash >>> shift) << 3;
    }

    private static boolean hasBitsOf(long hash, long slot) {
        return (slot ^ (hash << BITS_AT)) >>> BITS_AT == 0;
    }

    /** What a search for this hash begins with. */
    long first(long hash) {
        return RawMemory.getLong(slots + home(hash));
    }

    /** Whether there are several rows of the key of what {@link #find} found. */
    static boolean areSeveral(long found) {
        return (found & SEVERAL) != 0;
    }

    /** The row of what {@link #find} found, when it is the only one. */
    static long only(long found) {
        return found & PLACE;
    }

    /** The last link of what {@link #find} found, when there are several rows. */
    static long last(long found) {
        return found & PLACE;
    }

    /** The link behind this one; behind the last one the first. */
    long next(long link) {
        return RawMemory.getLong(links + link + NEXT);
    }

    /** The row of a link. */
    long row(long link) {
        return RawMemory.getLong(links + link);
    }

    private long rowOf(long slot) {
        return areSeveral(slot) ? row(last(slot)) : only(slot);
    }

    /** Puts a row behind those of its key; false when there is no memory. */
    boolean add(long row) {
        long word = RowShape.word(row);
        long hash = hash(word);
        for (long at = home(hash); ; at = (at + Long.BYTES) & mask) {
            long slot = RawMemory.getLong(slots + at);
            if (slot == NONE) {
                RawMemory.putLong(slots + at, (hash << BITS_AT) | row);
                return true;
            }
            if (!hasBitsOf(hash, slot) || !isOf(rowOf(slot), word, row)) continue;
            if (linksUsed + 2 * LINK_BYTES > linksSize && !growLinks()) return false;
            RawMemory.putLong(slots + at, (hash << BITS_AT) | addLink(slot, row) | SEVERAL);
            return true;
        }
    }

    private boolean isOf(long other, long word, long row) {
        return RowShape.word(other) == word && (!texts || hasKey(other, left.key(row), left.keyLength(row)));
    }

    /** Where the link is that has the row and is behind those of the slot. */
    private long addLink(long slot, long row) {
        long last = areSeveral(slot) ? last(slot) : newRing(only(slot));
        long link = newRing(row);
        RawMemory.putLong(links + link + NEXT, next(last));
        RawMemory.putLong(links + last + NEXT, link);
        return link;
    }

    private long newRing(long row) {
        long link = linksUsed;
        linksUsed += LINK_BYTES;
        RawMemory.putLong(links + link, row);
        RawMemory.putLong(links + link + NEXT, link);
        return link;
    }

    private boolean growLinks() {
        long more = JoinMemory.sizeFor(2 * linksSize);
        long larger = memory.take(more);
        if (larger == JoinMemory.REFUSED) return false;
        if (linksSize != 0) {
            RawMemory.copy(links, larger, linksUsed);
            memory.giveBack(links, linksSize);
        }
        links = larger;
        linksSize = more;
        return true;
    }

    /**
     * What there is with the key of a row of the right, or {@link #NONE}.
     *
     * @param first of the hash
     */
    long find(long row, long hash, long first) {
        long word = RowShape.word(row);
        long at = home(hash);
        for (long slot = first; slot != NONE; slot = RawMemory.getLong(slots + at)) {
            if (hasBitsOf(hash, slot) && isAs(rowOf(slot), word, row)) return slot;
            at = (at + Long.BYTES) & mask;
        }
        return NONE;
    }

    private boolean isAs(long other, long word, long row) {
        return RowShape.word(other) == word && (!texts || hasKey(other, right.key(row), right.keyLength(row)));
    }

    private boolean hasKey(long row, long key, int length) {
        return left.keyLength(row) == length && RawMemory.equal(left.key(row), key, length);
    }

    /** Gives the memory back. */
    void close() {
        if (size != 0) memory.giveBack(slots, size);
        if (linksSize != 0) memory.giveBack(links, linksSize);
        size = 0;
        slots = 0;
        linksSize = 0;
        links = 0;
    }
}
