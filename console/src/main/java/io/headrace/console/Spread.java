package io.headrace.console;

import java.util.Arrays;

/**
 * Times of one second: their middle and their largest.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Spread {
    private long[] nanos = new long[256];
    private int count;

    void add(long time) {
        if (count == nanos.length) nanos = Arrays.copyOf(nanos, count * 2);
        nanos[count++] = time;
    }

    void clear() {
        count = 0;
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Half of them are not longer. */
    long median() {
        Arrays.sort(nanos, 0, count);
        return nanos[(count - 1) / 2];
    }

    long largest() {
        long largest = 0;
        for (int i = 0; i < count; i++) largest = Math.max(largest, nanos[i]);
        return largest;
    }
}
