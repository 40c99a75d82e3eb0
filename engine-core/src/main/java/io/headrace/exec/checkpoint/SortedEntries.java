package io.headrace.exec.checkpoint;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.memory.table.VarTable;

/**
 * The entries of a table by ascending key: a merge sort of where they lie, which looks at the keys themselves only where their first
 * bytes are the same.
 *
 * <pre>
 *         +-------------------------+-------+
 *   item  | first bytes of the key  | place |     the bytes behind those that all keys have in common, the highest first,
 *         +------------+------------+-------+     zeros where the key is shorter
 *         0            8            16      24
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time; the table stays as it is until this is closed.
 */
final class SortedEntries implements EntryCursor {
    /** Memory for each entry, while they are sorted. */
    static final int BYTES_PER_ENTRY = 48;

    private static final int SECOND = 8;
    private static final int PLACE = 16;
    private static final int ITEM_BYTES = 24;

    private final VarTable.Cursor cursor;
    private final long size;
    private final long memory; // the items twice: as they are, and as they become
    private long sorted;
    private long next;

    SortedEntries(VarTable table) {
        cursor = table.cursor();
        size = table.size();
        memory = NativeMemory.allocate(Math.max(1, size * BYTES_PER_ENTRY), MemoryTag.STATE);
        gather(inCommon());
        sorted = memory;
        sort();
    }

    /** How many bytes all keys begin with. */
    private int inCommon() {
        if (!cursor.next()) return 0;
        long first = cursor.keyAddress();
        int common = cursor.keyLength();
        while (common > 0 && cursor.next()) {
            common = Math.min(common, cursor.keyLength());
            for (int i = 0; i < common; i++)
                if (RawMemory.getByte(first + i) != RawMemory.getByte(cursor.keyAddress() + i)) common = i;
        }
        return common;
    }

    private void gather(int common) {
        cursor.rewind();
        for (long item = memory; cursor.next(); item += ITEM_BYTES) {
            long key = cursor.keyAddress() + common;
            int length = cursor.keyLength() - common;
            RawMemory.putLong(item, word(key, length));
            RawMemory.putLong(item + SECOND, word(key + SECOND, length - SECOND));
            RawMemory.putLong(item + PLACE, cursor.place());
        }
    }

    /** The next bytes of a key, the highest first, and zeros where it is shorter. */
    static long word(long key, int length) {
        if (length >= Long.BYTES) return Long.reverseBytes(RawMemory.getLong(key));
        long word = 0;
        for (int i = 0; i < Long.BYTES; i++) word = word << 8 | (i < length ? RawMemory.getByte(key + i) & 0xff : 0);
        return word;
    }

    private void sort() {
        long from = memory;
        long to = memory + size * ITEM_BYTES;
        for (long width = 1; width < size; width *= 2) {
            for (long low = 0; low < size; low += 2 * width)
                merge(from, to, low, Math.min(low + width, size), Math.min(low + 2 * width, size));
            long swap = from;
            from = to;
            to = swap;
        }
        sorted = from;
    }

    private void merge(long from, long to, long low, long middle, long high) {
        long left = from + low * ITEM_BYTES;
        long leftEnd = from + middle * ITEM_BYTES;
        long right = leftEnd;
        long rightEnd = from + high * ITEM_BYTES;
        long at = to + low * ITEM_BYTES;
        while (left < leftEnd && right < rightEnd) {
            boolean takesLeft = compare(left, right) <= 0;
            copy(takesLeft ? left : right, at);
            if (takesLeft) left += ITEM_BYTES;
            else right += ITEM_BYTES;
            at += ITEM_BYTES;
        }
        RawMemory.copy(left, at, leftEnd - left);
        RawMemory.copy(right, at + (leftEnd - left), rightEnd - right);
    }

    private static void copy(long item, long to) {
        RawMemory.putLong(to, RawMemory.getLong(item));
        RawMemory.putLong(to + SECOND, RawMemory.getLong(item + SECOND));
        RawMemory.putLong(to + PLACE, RawMemory.getLong(item + PLACE));
    }

    private int compare(long a, long b) {
        int first = Long.compareUnsigned(RawMemory.getLong(a), RawMemory.getLong(b));
        if (first != 0) return first;
        int second = Long.compareUnsigned(RawMemory.getLong(a + SECOND), RawMemory.getLong(b + SECOND));
        return second != 0 ? second : compareKeys(RawMemory.getLong(a + PLACE), RawMemory.getLong(b + PLACE));
    }

    private int compareKeys(long a, long b) {
        cursor.goTo(a);
        long key = cursor.keyAddress();
        int length = cursor.keyLength();
        cursor.goTo(b);
        return RawMemory.compare(key, length, cursor.keyAddress(), cursor.keyLength());
    }

    @Override
    public boolean next() {
        if (next == size) return false;
        cursor.goTo(RawMemory.getLong(sorted + next * ITEM_BYTES + PLACE));
        next++;
        return true;
    }

    @Override
    public long keyAddress() {
        return cursor.keyAddress();
    }

    @Override
    public int keyLength() {
        return cursor.keyLength();
    }

    @Override
    public long valueAddress() {
        return cursor.valueAddress();
    }

    @Override
    public int valueLength() {
        return cursor.valueLength();
    }

    @Override
    public void close() {
        NativeMemory.free(memory, Math.max(1, size * BYTES_PER_ENTRY), MemoryTag.STATE);
    }
}
