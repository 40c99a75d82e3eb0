package io.headrace.exec.join;

import io.headrace.memory.RawMemory;
import java.util.Arrays;

/**
 * The rows of one block on one side of a join, as {@link RowShape} has them, chained by partition in their order. Used again from batch to batch.
 *
 * <p><b>Threading:</b> one thread fills it; then a partition by one thread at a time.
 */
final class JoinRows {
    /** What {@link #add} answers when there is no memory. */
    static final long FULL = 0;

    private static final int UNIT = 8;
    private static final long MOST_BYTES = (1L << 31) * UNIT / 2;

    private final RowShape shape;
    private final JoinMemory memory;
    private final boolean hasOne; // partition: then its rows lie one behind the other anyway
    private final long[] first; // offsets
    private final long[] last;
    private final int[] counts;
    private long address;
    private long capacity;
    private long used;
    private long before; // how many bytes the block before this one took
    private int rows;

    JoinRows(RowShape shape, int partitions, JoinMemory memory) {
        this.shape = shape;
        this.memory = memory;
        hasOne = partitions == 1;
        first = new long[partitions];
        last = new long[partitions];
        counts = new int[partitions];
    }

    /** Forgets all rows, and gives their memory back. */
    void clear() {
        if (capacity != 0) memory.giveBack(address, capacity);
        address = 0;
        capacity = 0;
        if (rows == 0) return;
        before = used;
        used = 0;
        rows = 0;
        Arrays.fill(counts, 0);
    }

    /** Room for a row behind those of its partition: its address, until the next one is added; or {@link #FULL}. The caller writes key and record. */
    long add(int partition, long bytes, int recordLength) {
        long at = used;
        if (at + bytes > capacity) {
            if (!grow(bytes)) return FULL;
            at = used;
        }
        long row = address + at;
        RowShape.begin(row, (int) ((at + bytes) / UNIT), recordLength);
        if (!hasOne) chain(partition, at);
        used = at + bytes;
        rows++;
        return row;
    }

    private void chain(int partition, long at) {
        if (counts[partition]++ == 0) first[partition] = at;
        else RowShape.setNext(address + last[partition], (int) (at / UNIT));
        last[partition] = at;
    }

    private boolean grow(long bytes) {
        if (used == 0) used = UNIT; // so that no row is counted as 0
        long more = JoinMemory.sizeFor(Math.max(used + bytes, Math.max(2 * capacity, capacity == 0 ? before : 0)));
        if (more > MOST_BYTES) return false;
        long larger = memory.take(more);
        if (larger == JoinMemory.REFUSED) return false;
        if (capacity != 0) {
            RawMemory.copy(address, larger, used);
            memory.giveBack(address, capacity);
        }
        address = larger;
        capacity = more;
        return true;
    }

    /** The first row of a partition; there must be one. */
    long first(int partition) {
        return address + (hasOne ? UNIT : first[partition]);
    }

    /** Where rows are counted from by {@link RowShape#next}. */
    long address() {
        return address;
    }

    /** The row behind this one in its partition; there must be one. */
    static long next(long row, long address) {
        return address + (RowShape.next(row) & 0xffff_ffffL) * UNIT;
    }

    int count(int partition) {
        return hasOne ? rows : counts[partition];
    }

    int rows() {
        return rows;
    }

    long bytes() {
        return used;
    }

    /** The rows in their order, whatever their partition: the first one; there must be one. */
    long firstOfAll() {
        return address + UNIT;
    }

    /** The row that was added behind this one. */
    long nextOfAll(long row) {
        return row + shape.bytes(shape.keyLength(row), RowShape.recordLength(row));
    }
}
