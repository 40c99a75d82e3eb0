package io.headrace.exec.work;

import java.util.Arrays;

/**
 * Decides which sets of tasks are too small to be handed to other threads. It learns two things: how long each set of a batch takes one thread, and
 * how long it takes until others have taken a set and answered, their work aside.
 *
 * <pre>
 *                       work is worth no hand-over, so many times in a row
 *            +------+ ----------------------------------------------------> +------+
 *      ----> | them |                                                       | here |
 *            +------+ <---------------------------------------------------- +------+
 *                       work is more than twice as much, at once
 * </pre>
 *
 * <p>Two workers that share a set evenly save half of the work and cost one hand-over: at twice the hand-over it is equal, and that is taken which wakes
 * nobody. A single task cannot be shared: it is handed over only to keep this thread's CPU free of long work, for others may wait for it. What a set is expected to take is the greatest of late, slowly forgotten, and more in proportion when the batch has more records
 * than those had.
 *
 * <p><b>Threading:</b> the thread of the jobs. Allocates nothing but for the first batch.
 */
final class HandOver {
    /** How often in a row a set has to be small: one that is large every now and then is large. */
    static final int SMALL_IN_A_ROW = 32;

    private static final int EVEN = 2;
    private static final int FORGOTTEN = 3; // an eighth of it, each time
    private static final int STEP = 4; // a sixteenth

    /** Before one was measured: what it takes where threads sleep. */
    private static final long FIRST_NANOS = 20_000;

    /** A spinning neighbour. */
    private static final long LEAST_NANOS = 500;

    /** A machine that is short of CPU for others' sake is not to be taken for slow for ever. */
    private static final long MOST_NANOS = 100_000;

    private long[] expected = {0};
    private long[] records = {0};
    private int[] smallInARow = {0};
    private long median = FIRST_NANOS;

    /** There are so many sets that are told apart. */
    void tellApart(int sets) {
        if (sets <= expected.length) return;
        expected = Arrays.copyOf(expected, sets);
        records = Arrays.copyOf(records, sets);
        smallInARow = Arrays.copyOf(smallInARow, sets);
    }

    /** Whether a set of so many tasks that is about to begin, in a batch of so many records, is run by the thread that has it. */
    boolean isSmall(int set, int tasks, long batchRecords) {
        if (smallInARow[set] < SMALL_IN_A_ROW) return false;
        long more = batchRecords / Math.max(1, records[set]);
        return more <= 1 || expected[set] <= mostHere(tasks) / more;
    }

    /** How long a thread goes on by itself with a set that was thought small. */
    long mostHere(int tasks) {
        return 2 * notWorthIt(tasks);
    }

    private long notWorthIt(int tasks) {
        return EVEN * (tasks == 1 ? MOST_NANOS : median);
    }

    /** A set has run, on whichever threads: so much work it was. */
    void ran(int set, int tasks, long batchRecords, long nanos) {
        expected[set] = Math.max(nanos, fade(expected[set]));
        records[set] = Math.max(batchRecords, fade(records[set]));
        if (expected[set] > mostHere(tasks)) smallInARow[set] = 0;
        else if (smallInARow[set] >= SMALL_IN_A_ROW) return; // it stays
        else if (expected[set] <= notWorthIt(tasks)) smallInARow[set]++;
        else smallInARow[set] = 0;
    }

    private static long fade(long value) {
        return value - (value >> FORGOTTEN);
    }

    /** A set was handed over: what that took beside the work. Moves towards the median, which a thread that lost its CPU meanwhile does not shift. */
    void took(long nanos) {
        long step = median >> STEP;
        median = Math.min(MOST_NANOS, Math.max(LEAST_NANOS, nanos > median ? median + step : median - step));
    }
}
