package io.headrace.exec.join;

import io.headrace.memory.Hash;
import io.headrace.memory.RawMemory;

/**
 * The left rows of a partition by key, for as long as the right ones are looked up. A slot has the only row of its key, or the last one of several, which are a ring in their order: the
 * first one is behind the last.
 *
 * <pre>
 *          +--------------+-----------------------+---------+
 *   slot   | bits of hash | address of a row      | several |       0: free
 *          | 16           | 47, a multiple of 8   | 1       |
 *          +--------------+-----------------------+---------+
 * </pre>
 *
 * <p>Rows of other keys are told by bits of the hash, mostly, and need not be read.
 *
 * <p><b>Threading:</b> one thread at a time. Allocates nothing.
 */
final class JoinTable {
    /** There is no row with the key. */
    static final long NONE = 0;

    private static final long SEVERAL = 1;
    private static final int BITS_AT = 48;
    private static final long ADDRESS = ((1L << BITS_AT) - 1) & -8;

    private final JoinMemory memory;
    private final RowShape left;
    private final RowShape right;
    private final boolean texts;
    private long slots;
    private long size;
    private long mask; // of the bytes
    private int shift;

    JoinTable(RowShape left, RowShape right, JoinMemory memory) {
        this.left = left;
        this.right = right;
        this.memory = memory;
        texts = left.hasTexts();
    }

    /** Empty, with room for so many keys; false when there is no memory. */
    boolean begin(long rows) {
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

    /** Reads what a search for this hash begins with, so that it is near when it is wanted. */
    long approach(long hash) {
        return RawMemory.getLong(slots + home(hash));
    }

    /** Whether there are several rows of the key of what {@link #find} found. */
    static boolean areSeveral(long found) {
        return (found & SEVERAL) != 0;
    }

    /** The row of what {@link #find} found; of several the last one. */
    static long row(long found) {
        return found & ADDRESS;
    }

    /** Puts a row behind those of its key. */
    void add(long row) {
        long word = RowShape.word(row);
        long hash = hash(word);
        for (long at = home(hash); ; at = (at + Long.BYTES) & mask) {
            long slot = RawMemory.getLong(slots + at);
            if (slot == NONE) {
                RawMemory.putLong(slots + at, (hash << BITS_AT) | row);
                return;
            }
            if (!hasBitsOf(hash, slot) || !isOf(row(slot), word, row)) continue;
            long last = row(slot);
            RowShape.setRing(row, areSeveral(slot) ? RowShape.ring(last) : last);
            RowShape.setRing(last, row);
            RawMemory.putLong(slots + at, (hash << BITS_AT) | row | SEVERAL);
            return;
        }
    }

    private boolean isOf(long other, long word, long row) {
        return RowShape.word(other) == word && (!texts || hasKey(other, left.key(row), left.keyLength(row)));
    }

    /** What there is with the key of a row of the right, or {@link #NONE}. */
    long find(long row, long hash) {
        long word = RowShape.word(row);
        for (long at = home(hash); ; at = (at + Long.BYTES) & mask) {
            long slot = RawMemory.getLong(slots + at);
            if (slot == NONE) return NONE;
            if (hasBitsOf(hash, slot)
                    && RowShape.word(row(slot)) == word
                    && (!texts || hasKey(row(slot), right.key(row), right.keyLength(row)))) return slot;
        }
    }

    private boolean hasKey(long row, long key, int length) {
        return left.keyLength(row) == length && RawMemory.equal(left.key(row), key, length);
    }

    /** Gives the memory back. */
    void close() {
        if (size != 0) memory.giveBack(slots, size);
        size = 0;
        slots = 0;
    }
}
