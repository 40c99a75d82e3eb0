package io.headrace.exec.state;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Copies of one block's views with their keys, dealt to partitions: off the heap, chained by partition, in their order. Used again from batch
 * to batch.
 *
 * <pre>
 *          +------+------+------------+---------------+-----+--------+
 *   entry  | next | kind | key length | record length | key | record |      next: entry of the partition, or none
 *          +------+------+------------+---------------+-----+--------+      kind: of view that showed the record
 *          0      4      8            12              16
 * </pre>
 *
 * <p><b>Threading:</b> one thread fills it; then a partition by one thread at a time.
 */
final class DealtViews implements AutoCloseable {
    /** Behind the last entry of a partition. */
    static final int NONE = -1;

    private static final int NEXT = 0;
    private static final int KIND = 4;
    private static final int KEY_LENGTH = 8;
    private static final int RECORD_LENGTH = 12;
    private static final int KEY = 16;
    private static final int FIRST_BYTES = 1 << 12;
    private static final int MOST_BYTES = 1 << 30;

    private final MemoryBudget budget;
    private final int[] first;
    private final int[] last;
    private final List<Object> kinds = new ArrayList<>(); // a view of each class
    private int kind;
    private long address;
    private int capacity;
    private int used;

    DealtViews(int partitions, MemoryBudget budget) {
        this.budget = budget;
        first = new int[partitions];
        last = new int[partitions];
        clear();
    }

    void clear() {
        Arrays.fill(first, NONE);
        used = 0;
    }

    /** Copies a record behind those of its partition; false when there is no memory. */
    boolean add(int partition, long key, int keyLength, Object view, long record, int recordLength) {
        long bytes = (long) KEY + keyLength + recordLength;
        if (!hasRoom(bytes)) return false;
        long entry = address + used;
        RawMemory.putInt(entry + NEXT, NONE);
        RawMemory.putInt(entry + KIND, kindOf(view));
        RawMemory.putInt(entry + KEY_LENGTH, keyLength);
        RawMemory.putInt(entry + RECORD_LENGTH, recordLength);
        RawMemory.copy(key, entry + KEY, keyLength);
        RawMemory.copy(record, entry + KEY + keyLength, recordLength);
        if (first[partition] == NONE) first[partition] = used;
        else RawMemory.putInt(address + last[partition] + NEXT, used);
        last[partition] = used;
        used += (int) bytes;
        return true;
    }

    private int kindOf(Object view) {
        Class<?> type = view.getClass();
        if (kind < kinds.size() && kinds.get(kind).getClass() == type) return kind;
        for (kind = 0; kind < kinds.size(); kind++) if (kinds.get(kind).getClass() == type) return kind;
        kinds.add(view);
        return kind;
    }

    private boolean hasRoom(long bytes) {
        long wanted = used + bytes;
        if (wanted <= capacity) return true;
        long more = Math.max(Math.max(FIRST_BYTES, wanted), capacity * 2L);
        if (more > MOST_BYTES || !budget.tryReserve(more)) return false;
        long larger = NativeMemory.allocate(more, MemoryTag.STATE);
        if (used > 0) RawMemory.copy(address, larger, used);
        close();
        address = larger;
        capacity = (int) more;
        return true;
    }

    /** The first entry of a partition, or {@link #NONE}. */
    int first(int partition) {
        return first[partition];
    }

    int next(int entry) {
        return RawMemory.getInt(address + entry + NEXT);
    }

    /** A view of the class of the one that showed the record. */
    Object kind(int entry) {
        return kinds.get(RawMemory.getInt(address + entry + KIND));
    }

    long key(int entry) {
        return address + entry + KEY;
    }

    int keyLength(int entry) {
        return RawMemory.getInt(address + entry + KEY_LENGTH);
    }

    long record(int entry) {
        return key(entry) + keyLength(entry);
    }

    int recordLength(int entry) {
        return RawMemory.getInt(address + entry + RECORD_LENGTH);
    }

    @Override
    public void close() {
        NativeMemory.free(address, capacity, MemoryTag.STATE);
        budget.release(capacity);
        address = 0;
        capacity = 0;
    }
}
