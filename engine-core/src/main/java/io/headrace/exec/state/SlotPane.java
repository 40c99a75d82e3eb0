package io.headrace.exec.state;

import io.headrace.memory.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * A number for each of some keys, which are named by their slots: a batch's pane in a window, or several merged to one.
 *
 * <pre>
 *           +------------+------+--------+------+--------+
 *   chunk   | next chunk | slot | number | slot | number | ...
 *           +------------+------+--------+------+--------+
 *           0            8      12       20
 * </pre>
 *
 * Who reads a pane goes through its chunks, and in each from {@link #firstRow} to {@link #endOfRows}: a loop of one's own, for each of them is hot.
 *
 * <p><b>Threading:</b> one thread at a time. Allocates nothing.
 */
final class SlotPane {
    static final int CHUNK_BYTES = 4 << 10;

    /** From a row to the next one. */
    static final int ROW_BYTES = 12;

    private static final int ROWS = 8;
    private static final int NUMBER = 4;
    private static final int END = ROWS + (CHUNK_BYTES - ROWS) / ROW_BYTES * ROW_BYTES;
    private static final long NONE = 0;

    private final PaneChunks memory;
    private long first;
    private long last;
    private long end; // in the last chunk
    private long rows;

    /** How many use it. */
    int users;

    /** Whether the keys are in the window by it; merged ones only repeat them. */
    boolean holdsKeys;

    @Nullable
    SlotPane nextFree;

    /** @param memory in chunks of {@link #CHUNK_BYTES} */
    SlotPane(PaneChunks memory) {
        this.memory = memory;
    }

    /** Adds a row: its address, or {@link PaneChunks#REFUSED}. */
    long add(int slot, long number) {
        if ((last == NONE || end == last + END) && !addChunk()) return PaneChunks.REFUSED;
        long row = end;
        RawMemory.putInt(row, slot);
        RawMemory.putLong(row + NUMBER, number);
        end += ROW_BYTES;
        rows++;
        return row;
    }

    private boolean addChunk() {
        long chunk = memory.take();
        if (chunk == PaneChunks.REFUSED) return false;
        RawMemory.putLong(chunk, NONE);
        if (last == NONE) first = chunk;
        else RawMemory.putLong(last, chunk);
        last = chunk;
        end = chunk + ROWS;
        return true;
    }

    long rows() {
        return rows;
    }

    /** 0 when there are no rows. */
    long firstChunk() {
        return first;
    }

    /** 0 behind the last one. */
    static long nextChunk(long chunk) {
        return RawMemory.getLong(chunk);
    }

    static long firstRow(long chunk) {
        return chunk + ROWS;
    }

    long endOfRows(long chunk) {
        return chunk == last ? end : chunk + END;
    }

    static int slot(long row) {
        return RawMemory.getInt(row);
    }

    static long number(long row) {
        return RawMemory.getLong(row + NUMBER);
    }

    static void setNumber(long row, long number) {
        RawMemory.putLong(row + NUMBER, number);
    }

    /** Forgets all rows. */
    void clear() {
        for (long chunk = first; chunk != NONE; ) {
            long next = nextChunk(chunk);
            memory.giveBack(chunk);
            chunk = next;
        }
        first = NONE;
        last = NONE;
        end = 0;
        rows = 0;
    }
}
