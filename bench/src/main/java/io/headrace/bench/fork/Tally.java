package io.headrace.bench.fork;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the sinks of a contender saw, in whatever order and in how many pieces: the sum of the rows' numbers, and the sum of
 * {@code hash of the key × number}. Counting a key as 3 and then as 4 is the same as counting it as 7, so results of any batches can be
 * compared.
 *
 * <p><b>Threading:</b> each sink adds to a part of its own; any thread reads.
 */
public final class Tally {
    private final List<Part> parts = new CopyOnWriteArrayList<>();

    /** A part for one sink. */
    public Part part() {
        Part part = new Part();
        parts.add(part);
        return part;
    }

    public long count() {
        long sum = 0;
        for (Part part : parts) sum += part.read(Part.COUNT);
        return sum;
    }

    long hash() {
        long sum = 0;
        for (Part part : parts) sum += part.read(Part.HASH);
        return sum;
    }

    /** What one sink saw. <b>Threading:</b> one thread adds. */
    public static final class Part {
        private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
        private static final int COUNT = 16;
        private static final int HASH = 17;
        private static final int LENGTH = 34; // a cache line and its neighbour on both sides

        private final long[] cells = new long[LENGTH];

        private Part() {}

        /** Takes a row in. */
        public void add(long keyHash, long number) {
            cells[HASH] += keyHash * number;
            CELL.setRelease(cells, COUNT, cells[COUNT] + number);
        }

        /** Takes in a row that is the sum of others: {@code weighted} is the sum of their hashes times their numbers. */
        public void addAll(long weighted, long number) {
            cells[HASH] += weighted;
            CELL.setRelease(cells, COUNT, cells[COUNT] + number);
        }

        private long read(int cell) {
            return (long) CELL.getAcquire(cells, cell);
        }
    }
}
