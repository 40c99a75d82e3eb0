package io.headrace.exec.join;

import io.headrace.memory.Hash;
import io.headrace.memory.RawMemory;

/**
 * The left rows of a partition by key, for as long as the right ones are looked up. Rows with one key are a ring in their order; the slot has the last of them, and the first one is behind that.
 *
 * <pre>
 *          +----------+----------+
 *   slot   | key word | last row |       last row 0: free
 *          +----------+----------+
 *          0          8
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time. Allocates nothing.
 */
final class JoinTable {
    /** There is no row with the key. */
    static final long NONE = 0;

    private static final int SLOT = 16;
    private static final int LAST = 8;

    private final JoinMemory memory;
    private final RowShape left;
    private final RowShape right;
    private final boolean texts;
    private long slots;
    private long size;
    private long mask;
    private int shift;

    JoinTable(RowShape left, RowShape right, JoinMemory memory) {
        this.left = left;
        this.right = right;
        this.memory = memory;
        texts = left.hasTexts();
    }

    /** Empty, with room for so many keys; false when there is no memory. */
    boolean begin(long rows) {
        long wanted = JoinMemory.sizeFor((rows + rows / 2 + 1) * SLOT);
        if (wanted != size) {
            close();
            slots = memory.take(wanted);
            if (slots == JoinMemory.REFUSED) return false;
            size = wanted;
            mask = size / SLOT - 1;
            shift = Long.numberOfLeadingZeros(mask);
        }
        RawMemory.fill(slots, size, (byte) 0);
        return true;
    }

    private long home(long word) {
        return Hash.ofLong(word, Hash.PROBE_SEED) >>> shift;
    }

    /** Puts a row behind those of its key. */
    void add(long row) {
        long word = RowShape.word(row);
        for (long at = home(word); ; at = (at + 1) & mask) {
            long slot = slots + at * SLOT;
            long last = RawMemory.getLong(slot + LAST);
            if (last == NONE) {
                RowShape.setRing(row, row);
                RawMemory.putLong(slot, word);
                RawMemory.putLong(slot + LAST, row);
                return;
            }
            if (RawMemory.getLong(slot) != word || (texts && !hasKey(last, left.key(row), left.keyLength(row))))
                continue;
            RowShape.setRing(row, RowShape.ring(last));
            RowShape.setRing(last, row);
            RawMemory.putLong(slot + LAST, row);
            return;
        }
    }

    /** The last row with the key of a row of the right, or {@link #NONE}. */
    long find(long row) {
        long word = RowShape.word(row);
        for (long at = home(word); ; at = (at + 1) & mask) {
            long slot = slots + at * SLOT;
            long last = RawMemory.getLong(slot + LAST);
            if (last == NONE) return NONE;
            if (RawMemory.getLong(slot) == word && (!texts || hasKey(last, right.key(row), right.keyLength(row))))
                return last;
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
