package io.headrace.exec.spill;

import io.headrace.StorageLevel;

/**
 * Where bytes of rows go.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum Placing {
    /** Memory off the heap; what finds no room there is not kept. */
    MEMORY,
    /** Memory off the heap, and the disk beyond it. */
    MEMORY_AND_DISK,
    /** The disk. */
    DISK;

    /** Of a level that keeps bytes. */
    static Placing of(StorageLevel level) {
        if (!level.useMemory()) return DISK;
        return level.useDisk() ? MEMORY_AND_DISK : MEMORY;
    }
}
