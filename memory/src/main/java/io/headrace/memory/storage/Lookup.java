package io.headrace.memory.storage;

/** What {@link BlockStore#get} found. */
public enum Lookup {
    /** The block is in memory; the lease shows it there. */
    IN_MEMORY,
    /** The block was read back, checked, and is in the caller's memory. */
    LOADED,
    /** No block has this id: it was removed, or never stored. */
    UNKNOWN,
    /** The block's bytes cannot be read, or are not what was stored; {@link BlockLease#problem} says where. */
    UNREADABLE
}
