package io.headrace.bench.sliding;

/**
 * A place for each key, 0 for the first that came, as a performance engineer finds them: linear probing, large enough from the start, key 0 not allowed.
 *
 * <pre>
 *  slot  0      8
 *       +------+-------+
 *       |  key | place |   longs
 *       +------+-------+
 * </pre>
 *
 * <p><b>Threading:</b> one thread.
 */
final class KeyPlaces {
    private final long[] slots;
    private final long[] keys;
    private final int mask;
    private final int shift;
    private int size;

    /** @param most how many there will be */
    KeyPlaces(int most) {
        int capacity = Integer.highestOneBit(Math.max(2, most * 3 / 2 - 1)) << 1;
        slots = new long[2 * capacity];
        keys = new long[most];
        mask = capacity - 1;
        shift = 64 - Integer.numberOfTrailingZeros(capacity);
    }

    int of(long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> shift);
        while (slots[2 * slot] != key) {
            if (slots[2 * slot] == 0) return add(slot, key);
            slot = (slot + 1) & mask;
        }
        return (int) slots[2 * slot + 1];
    }

    private int add(int slot, long key) {
        slots[2 * slot] = key;
        slots[2 * slot + 1] = size;
        keys[size] = key;
        return size++;
    }

    int size() {
        return size;
    }

    long key(int place) {
        return keys[place];
    }
}
