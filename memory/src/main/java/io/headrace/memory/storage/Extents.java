package io.headrace.memory.storage;

import java.util.BitSet;

/**
 * Which granules of a file are taken. What the file has already is used again before it grows: granules that were
 * written once cannot meet a full disk any more. Runs are searched for from where the last one ended, for what was taken
 * at about the same time is freed at about the same time, and so the free granules stay together.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class Extents {
    private final BitSet taken = new BitSet();
    private int cursor;
    private int end; // behind the last granule that was ever written

    /** The first of so many granules in a row, now taken, all of them before a limit; -1 when there is no such run. */
    int take(int granules, int limit) {
        int written = Math.min(end, limit);
        int first = find(cursor, written, granules);
        if (first < 0) first = find(0, written, granules);
        if (first < 0) first = find(0, limit, granules);
        if (first < 0) return -1;
        taken.set(first, first + granules);
        cursor = first + granules;
        return first;
    }

    /** The granules are in the file for good. */
    void written(int first, int granules) {
        end = Math.max(end, first + granules);
    }

    void free(int first, int granules) {
        taken.clear(first, first + granules);
    }

    private int find(int from, int to, int granules) {
        int first = taken.nextClearBit(from);
        while (first <= to - granules) {
            int next = taken.nextSetBit(first);
            if (next < 0 || next - first >= granules) return first;
            first = taken.nextClearBit(next);
        }
        return -1;
    }
}
