package io.headrace.memory.storage;

import org.jspecify.annotations.Nullable;

/** What the store knows of one block. Guarded by the store; recycled by it. */
final class Entry {
    long id;
    int length;
    int checksum;

    /** Leases and evictions that need the bytes to stay where they are. */
    int pins;

    /** Forgotten by id, freed with its last pin. */
    boolean removed;

    /** Counted among what lies outside memory, or is on its way out. */
    boolean outside;

    /** Where it lies in memory; null when it does not. */
    @Nullable
    Shelf shelf;

    int offset;

    @Nullable
    Entry nextOnShelf;

    @Nullable
    Entry previousOnShelf;

    /** Where it lies outside memory; null when it does not. */
    @Nullable
    BlockHome home;

    long position;

    /** The next unused one. */
    @Nullable
    Entry nextFree;

    void begin(long id, int length, int checksum, @Nullable BlockHome home, long position) {
        this.id = id;
        this.length = length;
        this.checksum = checksum;
        this.home = home;
        this.position = position;
        pins = 0;
        removed = outside = false;
    }

    /** The home of an entry that is known to have one. */
    BlockHome knownHome() {
        if (home == null) throw new IllegalStateException("block " + id + " is neither in memory nor on disk");
        return home;
    }

    Shelf knownShelf() {
        if (shelf == null) throw new IllegalStateException("block " + id + " is not in memory");
        return shelf;
    }

    long address() {
        return knownShelf().block().address() + offset;
    }
}
