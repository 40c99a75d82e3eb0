package io.headrace.memory;

/** What a piece of off-heap memory is for: usage is counted, and leaks are named, by tag. */
public enum MemoryTag {
    /** Blocks of received records. */
    BLOCK,
    /** Key tables: partial aggregates and indexes. */
    TABLE,
    /** Keyed state in front of its store. */
    STATE,
    /** Window panes and other results that outlive their batch. */
    WINDOW,
    /** Buffers of the log: scratch records, scanners. */
    LOG,
    /** Buffers for reading and writing spilled blocks. */
    SPILL,
    /** Scratch space of codecs. */
    CODEC,
    /** Anything else of the engine. */
    ENGINE,
    /** Used by tests and benchmarks only. */
    TEST
}
