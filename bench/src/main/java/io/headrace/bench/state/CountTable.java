package io.headrace.bench.state;

import io.headrace.bench.fork.KeyHash;
import io.headrace.bench.fork.Tally;

/**
 * Counts by key as a performance engineer keeps them: linear probing, large enough from the start, key 0 not allowed, nothing checked.
 *
 * <pre>
 *  slot  0       8        16                       24
 *       +-------+--------+------------------------+
 *       |  key  | count  | last batch that had it |
 *       +-------+--------+------------------------+
 * </pre>
 *
 * <p><b>Threading:</b> one thread.
 */
final class CountTable {
    private static final int WORDS = 3;
    private static final int COUNT = 1;
    private static final int BATCH = 2;

    private final long[] slots;
    private final int mask;
    private final int shift;

    /** @param keys how many there will be */
    CountTable(int keys) {
        int capacity = Integer.highestOneBit(Math.max(2, keys * 3 / 2 - 1)) << 1;
        slots = new long[WORDS * capacity];
        mask = capacity - 1;
        shift = 64 - Integer.numberOfTrailingZeros(capacity);
    }

    /** Counts a key, and says where it is. */
    int count(long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> shift);
        int at = WORDS * slot;
        while (slots[at] != key && slots[at] != 0) {
            slot = (slot + 1) & mask;
            at = WORDS * slot;
        }
        slots[at] = key;
        slots[at + COUNT]++;
        return at;
    }

    /** Whether this is the first time that the batch, which is not 0, has the key that is there. */
    boolean isFirstOf(long batch, int at) {
        if (slots[at + BATCH] == batch) return false;
        slots[at + BATCH] = batch;
        return true;
    }

    void tell(int at, Tally.Part tally) {
        tally.add(KeyHash.of(slots[at]), slots[at + COUNT]);
    }

    void tellAll(Tally.Part tally) {
        for (int at = 0; at < slots.length; at += WORDS) {
            if (slots[at] != 0) tally.add(KeyHash.of(slots[at]), slots[at + COUNT]);
        }
    }
}
