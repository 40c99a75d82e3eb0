package io.headrace.memory.table;

import io.headrace.memory.RawMemory;
import java.util.Arrays;

/**
 * Dead entries that the next ones of the same size may lie in: a list for each size, linked through their first words. The one that died
 * last comes first, for it is the likeliest to be in a cache.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class FreeEntries {
    /** There is none. */
    static final long NONE = 0;

    private static final int MOST_BYTES = 4 << 10;

    private final long[] first = new long[MOST_BYTES / EntryArena.ALIGNMENT];
    private boolean isEmpty = true;

    /** The entry is dead: its first word is the list's from here on. Large ones are left to compaction. */
    void add(long entry, long size) {
        if (size >= MOST_BYTES) return;
        int list = listOf(size);
        RawMemory.putLong(entry, first[list]);
        first[list] = entry;
        isEmpty = false;
    }

    /** An entry of exactly this size, or {@link #NONE}. */
    long take(long size) {
        if (isEmpty || size >= MOST_BYTES) return NONE;
        int list = listOf(size);
        long entry = first[list];
        if (entry != NONE) first[list] = RawMemory.getLong(entry);
        return entry;
    }

    private static int listOf(long size) {
        return (int) (size / EntryArena.ALIGNMENT);
    }

    /** Forgets them all: they are about to be gone. */
    void clear() {
        if (isEmpty) return;
        Arrays.fill(first, NONE);
        isEmpty = true;
    }
}
