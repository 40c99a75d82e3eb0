package io.headrace.memory.storage;

import org.jspecify.annotations.Nullable;

/** Shelves by age. Guarded by the store. */
final class ShelfList {
    private @Nullable Shelf newest;

    void add(Shelf shelf) {
        shelf.list = this;
        shelf.newer = null;
        shelf.older = newest;
        if (newest != null) newest.newer = shelf;
        newest = shelf;
    }

    void remove(Shelf shelf) {
        Shelf newer = shelf.newer;
        Shelf older = shelf.older;
        if (newer == null) newest = older;
        else newer.older = older;
        if (older != null) older.newer = newer;
        shelf.newer = shelf.older = null;
        shelf.list = null;
    }

    /** The newest shelf that nobody reads and nobody evicts; null when there is none. */
    @Nullable
    Shelf newestIdle(boolean savedOnly) {
        Shelf shelf = newest;
        while (shelf != null && (shelf.leaving || shelf.pins > 0 || (savedOnly && shelf.unsaved > 0)))
            shelf = shelf.older;
        return shelf;
    }
}
