package io.headrace.bench.floors;

/**
 * The limit leg of the key tables: what a performance engineer writes by hand for long keys and long sums, a {@code
 * long[]} with key and value side by side, linear probing, no growth. Key 0 is not allowed, and nothing is checked.
 */
final class LongArrayTable {
    private final long[] slots;
    private final int mask;
    private final int shift;

    LongArrayTable(int keys) {
        int capacity = Integer.highestOneBit(Math.max(2, keys * 3 / 2 - 1)) << 1;
        slots = new long[capacity * 2];
        mask = capacity - 1;
        shift = 64 - Integer.numberOfTrailingZeros(capacity);
    }

    void add(long key, long delta) {
        long[] table = slots;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> shift);
        while (true) {
            long found = table[slot * 2];
            if (found == key) {
                table[slot * 2 + 1] += delta;
                return;
            }
            if (found == 0) {
                table[slot * 2] = key;
                table[slot * 2 + 1] = delta;
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    long sum() {
        long sum = 0;
        for (int i = 0; i < slots.length; i += 2) sum += slots[i] * 31 + slots[i + 1];
        return sum;
    }
}
