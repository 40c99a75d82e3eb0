package io.headrace.exec.fold;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.util.Arrays;

/**
 * The keys of a filled table, partition by partition and in each in the table's order, with their numbers: so that a partition can be read
 * without looking at the others. Off the heap, and used again.
 *
 * <pre>
 *  row   0              8        16       24       28
 *       +--------------+--------+--------+--------+-----------+
 *       | key          | hash   | bits   | length | partition |
 *       +--------------+--------+--------+--------+-----------+
 *        key: the address of a text's bytes in the table, or the long
 * </pre>
 *
 * <p><b>Threading:</b> one thread builds it; then any number of cursors.
 */
final class PartitionIndex implements AutoCloseable {
    private static final int KEY = 0;
    private static final int HASH = 8;
    private static final int BITS = 16;
    private static final int LENGTH = 24;
    private static final int PARTITION = 28;
    private static final int ROW = 32;
    private static final long FIRST_ROWS = 256;

    private final MemoryBudget budget;
    private final MemoryTag tag;
    private long[] ends = {};
    private long unsorted;
    private long sorted;
    private long capacity;
    private boolean built;

    PartitionIndex(MemoryBudget budget, MemoryTag tag) {
        this.budget = budget;
        this.tag = tag;
    }

    boolean isBuilt() {
        return built;
    }

    /** Lists the table's keys; false when the budget refuses. */
    boolean build(ViewTable table, KeyPlacer placer) {
        if (!makeRoom(table.size())) return false;
        if (ends.length != placer.partitions()) ends = new long[placer.partitions()];
        Arrays.fill(ends, 0);
        boolean texts = table instanceof ViewTable.Texts;
        FoldCursor rows = table.ownCursor();
        long behind = unsorted;
        for (; rows.next(); behind += ROW) {
            int partition = table.partitionOf(rows, placer);
            RawMemory.putLong(behind + KEY, texts ? rows.keyAddress() : rows.longKey());
            RawMemory.putLong(behind + HASH, texts ? rows.hash() : 0);
            RawMemory.putLong(behind + BITS, rows.bits());
            RawMemory.putInt(behind + LENGTH, texts ? rows.keyLength() : 0);
            RawMemory.putInt(behind + PARTITION, partition);
            ends[partition]++;
        }
        sort(behind);
        built = true;
        return true;
    }

    /** Counting sort: stable, so a partition's keys stay in order. */
    private void sort(long behind) {
        long at = 0;
        for (int partition = 0; partition < ends.length; partition++) {
            long count = ends[partition];
            ends[partition] = at; // moves on to the end as rows are placed
            at += count;
        }
        for (long row = unsorted; row < behind; row += ROW) {
            long to = sorted + ends[RawMemory.getInt(row + PARTITION)]++ * ROW;
            for (int i = 0; i < ROW; i += Long.BYTES) RawMemory.putLong(to + i, RawMemory.getLong(row + i));
        }
    }

    private boolean makeRoom(long rows) {
        if (rows <= capacity) return true;
        close();
        long wanted = Math.max(FIRST_ROWS, Long.highestOneBit(rows) << 1);
        if (!budget.tryReserve(wanted * ROW * 2)) return false;
        unsorted = NativeMemory.allocate(wanted * ROW * 2, tag);
        sorted = unsorted + wanted * ROW;
        capacity = wanted;
        return true;
    }

    long memoryBytes() {
        return capacity * ROW * 2;
    }

    void clear() {
        built = false;
    }

    @Override
    public void close() {
        built = false;
        if (capacity == 0) return;
        NativeMemory.free(unsorted, memoryBytes(), tag);
        budget.release(memoryBytes());
        capacity = 0;
    }

    /**
     * Goes through one partition.
     *
     * <p><b>Threading:</b> one thread at a time.
     */
    static final class Cursor extends FoldCursor {
        private long first;
        private long next;
        private long end;
        private long row;

        /** Before the first key of a partition. */
        Cursor aim(PartitionIndex index, int partition) {
            if (!index.built) throw new IllegalStateException("the table is not indexed");
            first = index.sorted + (partition == 0 ? 0 : index.ends[partition - 1]) * ROW;
            end = index.sorted + index.ends[partition] * ROW;
            next = first;
            return this;
        }

        @Override
        public FoldCursor rewind() {
            next = first;
            return this;
        }

        @Override
        public boolean next() {
            if (next == end) return false;
            row = next;
            next += ROW;
            return true;
        }

        @Override
        public long keyAddress() {
            return RawMemory.getLong(row + KEY);
        }

        @Override
        public int keyLength() {
            return RawMemory.getInt(row + LENGTH);
        }

        @Override
        public long hash() {
            return RawMemory.getLong(row + HASH);
        }

        @Override
        public long longKey() {
            return RawMemory.getLong(row + KEY);
        }

        @Override
        public long bits() {
            return RawMemory.getLong(row + BITS);
        }
    }
}
