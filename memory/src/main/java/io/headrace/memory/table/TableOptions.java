package io.headrace.memory.table;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;

/**
 * What a key table is called, whose memory it spends, and how big it starts.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param name names the table in errors
 * @param budget where every byte is reserved first
 * @param tag what the memory is counted as
 * @param expectedKeys how many keys the slots are laid out for at the start; more keys make the table grow
 * @param chunkBytes the largest chunk of entry memory; the first is {@value #FIRST_CHUNK_BYTES} bytes and each is twice
 *     the one before, up to this
 */
public record TableOptions(String name, MemoryBudget budget, MemoryTag tag, long expectedKeys, int chunkBytes) {
    static final int FIRST_CHUNK_BYTES = 4 << 10;

    private static final int DEFAULT_CHUNK_BYTES = 1 << 20;
    private static final long MOST_EXPECTED = 1L << 40;

    public TableOptions {
        if (expectedKeys < 0 || expectedKeys > MOST_EXPECTED)
            throw new IllegalArgumentException(
                    "table " + name + " cannot expect " + expectedKeys + " keys: give 0 to " + MOST_EXPECTED);
        if (chunkBytes < FIRST_CHUNK_BYTES)
            throw new IllegalArgumentException("table " + name + " has chunks of " + chunkBytes + " bytes: give "
                    + FIRST_CHUNK_BYTES + " or more");
    }

    /** A small table that spends the process's budget. */
    public static TableOptions named(String name) {
        return new TableOptions(name, MemoryBudget.process(), MemoryTag.TABLE, 0, DEFAULT_CHUNK_BYTES);
    }

    public TableOptions withBudget(MemoryBudget budget) {
        return new TableOptions(name, budget, tag, expectedKeys, chunkBytes);
    }

    public TableOptions withTag(MemoryTag tag) {
        return new TableOptions(name, budget, tag, expectedKeys, chunkBytes);
    }

    public TableOptions withExpectedKeys(long expectedKeys) {
        return new TableOptions(name, budget, tag, expectedKeys, chunkBytes);
    }

    public TableOptions withChunkBytes(int chunkBytes) {
        return new TableOptions(name, budget, tag, expectedKeys, chunkBytes);
    }
}
