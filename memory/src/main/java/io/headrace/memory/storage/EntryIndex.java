package io.headrace.memory.storage;

import io.headrace.memory.Hash;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Entries by id: open addressing, no tombstones, at most half full. Guarded by the store. */
final class EntryIndex {
    private @Nullable Entry[] slots = new Entry[64];
    private int size;

    int size() {
        return size;
    }

    @Nullable
    Entry find(long id) {
        int mask = slots.length - 1;
        for (int i = home(id, mask); ; i = (i + 1) & mask) {
            Entry entry = slots[i];
            if (entry == null || entry.id == id) return entry;
        }
    }

    /** Adds an entry whose id is not here yet. */
    void add(Entry entry) {
        if (2 * (size + 1) > slots.length) grow();
        place(entry);
        size++;
    }

    void remove(Entry entry) {
        int mask = slots.length - 1;
        int hole = home(entry.id, mask);
        while (slots[hole] != entry) hole = (hole + 1) & mask;
        for (int i = (hole + 1) & mask; ; i = (i + 1) & mask) {
            Entry next = slots[i];
            if (next == null) break;
            int distance = (i - home(next.id, mask)) & mask; // how far the next one is from where it wants to be
            if (distance < ((i - hole) & mask)) continue; // it would come before that place
            slots[hole] = next;
            hole = i;
        }
        slots[hole] = null;
        size--;
    }

    /** A copy, to end with. */
    Entry[] all() {
        return Arrays.stream(slots).filter(Objects::nonNull).toArray(Entry[]::new);
    }

    private void place(Entry entry) {
        int mask = slots.length - 1;
        int i = home(entry.id, mask);
        while (slots[i] != null) i = (i + 1) & mask;
        slots[i] = entry;
    }

    private void grow() {
        @Nullable Entry[] before = slots;
        slots = new Entry[2 * before.length];
        for (Entry entry : before) {
            if (entry != null) place(entry);
        }
    }

    private static int home(long id, int mask) {
        return (int) Hash.ofLong(id, Hash.PROBE_SEED) & mask;
    }
}
