package io.headrace.exec.checkpoint;

import io.headrace.memory.RawMemory;
import io.headrace.memory.table.VarTable;

/**
 * The entries of a table by ascending key: a merge sort of where they lie.
 *
 * <p><b>Threading:</b> one thread at a time; the table stays as it is meanwhile.
 */
final class SortedEntries implements EntryCursor {
    private final long[] keys;
    private final int[] keyLengths;
    private final long[] values;
    private final int[] valueLengths;
    private final int[] order;
    private int next;
    private int shown;

    SortedEntries(VarTable table) {
        int size = Math.toIntExact(table.size());
        keys = new long[size];
        keyLengths = new int[size];
        values = new long[size];
        valueLengths = new int[size];
        VarTable.Cursor cursor = table.cursor();
        for (int i = 0; cursor.next(); i++) {
            keys[i] = cursor.keyAddress();
            keyLengths[i] = cursor.keyLength();
            values[i] = cursor.valueAddress();
            valueLengths[i] = cursor.valueLength();
        }
        order = sorted(size);
    }

    private int[] sorted(int size) {
        int[] from = new int[size];
        int[] to = new int[size];
        for (int i = 0; i < size; i++) from[i] = i;
        for (long width = 1; width < size; width *= 2) {
            for (long low = 0; low < size; low += 2 * width)
                merge(from, to, (int) low, (int) Math.min(low + width, size), (int) Math.min(low + 2 * width, size));
            int[] swap = from;
            from = to;
            to = swap;
        }
        return from;
    }

    private void merge(int[] from, int[] to, int low, int middle, int high) {
        int left = low;
        int right = middle;
        for (int i = low; i < high; i++) {
            boolean takesLeft = right == high || (left < middle && compare(from[left], from[right]) <= 0);
            to[i] = takesLeft ? from[left++] : from[right++];
        }
    }

    private int compare(int a, int b) {
        return RawMemory.compare(keys[a], keyLengths[a], keys[b], keyLengths[b]);
    }

    @Override
    public boolean next() {
        if (next == order.length) return false;
        shown = order[next++];
        return true;
    }

    @Override
    public long keyAddress() {
        return keys[shown];
    }

    @Override
    public int keyLength() {
        return keyLengths[shown];
    }

    @Override
    public long valueAddress() {
        return values[shown];
    }

    @Override
    public int valueLength() {
        return valueLengths[shown];
    }

    @Override
    public void close() {} // the table is its owner's
}
