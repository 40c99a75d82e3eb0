package io.headrace.memory.storage;

import io.headrace.memory.block.Block;
import org.jspecify.annotations.Nullable;

/**
 * A block of the pool and the entries in it: one while they are queued, many once they are kept and packed. Memory is
 * won and lost by the shelf. Guarded by the store; recycled by it.
 */
final class Shelf {
    private static final int ALIGNMENT = 128; // as the header wants it

    private @Nullable Block block;
    private int fill;

    @Nullable
    Entry first;

    /** Entries that have no copy outside memory. */
    int unsaved;

    /** The sum of the entries' pins. */
    int pins;

    /** Never leaves memory by itself. */
    boolean fixed;

    /** Holds kept entries. */
    boolean kept;

    /** Is being evicted: entries go as soon as they are saved and unpinned. */
    boolean leaving;

    @Nullable
    ShelfList list;

    @Nullable
    Shelf newer;

    @Nullable
    Shelf older;

    /** The next unused one. */
    @Nullable
    Shelf nextFree;

    void begin(Block block, boolean fixed) {
        this.block = block;
        this.fixed = fixed;
        fill = unsaved = pins = 0;
        kept = leaving = false;
        first = null;
    }

    Block block() {
        if (block == null) throw new IllegalStateException("a shelf without memory");
        return block;
    }

    boolean hasMemory() {
        return block != null;
    }

    /** Gives the memory back to its pool. */
    void end() {
        block().release();
        block = null;
    }

    /** The bytes of its entries. */
    long bytes() {
        long sum = 0;
        for (Entry entry = first; entry != null; entry = entry.nextOnShelf) sum += entry.length;
        return sum;
    }

    int room() {
        return block().capacity() - fill;
    }

    /** Where the next entry goes. */
    int fill() {
        return fill;
    }

    /** Puts an entry, whose bytes are at {@link #fill} already, on this shelf. */
    void attach(Entry entry) {
        entry.shelf = this;
        entry.offset = fill;
        entry.previousOnShelf = null;
        entry.nextOnShelf = first;
        if (first != null) first.previousOnShelf = entry;
        first = entry;
        if (entry.home == null) unsaved++;
        fill = Math.min(block().capacity(), (fill + entry.length + ALIGNMENT - 1) & -ALIGNMENT);
    }

    void detach(Entry entry) {
        Entry next = entry.nextOnShelf;
        Entry previous = entry.previousOnShelf;
        if (previous == null) first = next;
        else previous.nextOnShelf = next;
        if (next != null) next.previousOnShelf = previous;
        entry.nextOnShelf = entry.previousOnShelf = null;
        entry.shelf = null;
        if (entry.home == null) unsaved--;
    }
}
