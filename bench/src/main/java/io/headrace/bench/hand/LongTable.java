package io.headrace.bench.hand;

import java.util.Arrays;

/**
 * Numbers by key as a performance engineer keeps them: key and number side by side, linear probing, large enough from the start, key 0 not allowed.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class LongTable {
    private final long[] slots;
    private final int mask;
    private final int shift;

    /** @param keys how many there will be at most */
    public LongTable(int keys) {
        int capacity = Integer.highestOneBit(Math.max(2, keys * 3 / 2 - 1)) << 1;
        slots = new long[2 * capacity];
        mask = capacity - 1;
        shift = 64 - Integer.numberOfTrailingZeros(capacity);
    }

    public void clear() {
        Arrays.fill(slots, 0);
    }

    /** 0 for a key that is not there. */
    public long get(long key) {
        return slots[slot(key) + 1];
    }

    public void put(long key, long number) {
        int at = slot(key);
        slots[at] = key;
        slots[at + 1] = number;
    }

    public void add(long key, long number) {
        int at = slot(key);
        slots[at] = key;
        slots[at + 1] += number;
    }

    private int slot(long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> shift);
        while (slots[2 * slot] != key && slots[2 * slot] != 0) slot = (slot + 1) & mask;
        return 2 * slot;
    }

    /** Two numbers for each place; a key of 0 is none. */
    public int length() {
        return slots.length;
    }

    public long at(int i) {
        return slots[i];
    }
}
