package io.headrace.exec.fold;

import io.headrace.memory.MemoryBudget;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.util.Arrays;

/**
 * Keys and numbers that wait to be folded, dealt to streams by key: all that is written at one time are the ends of the streams, and what is
 * folded later of one stream fits the caches. Off the heap, and used again.
 *
 * <pre>
 *  chunk   0        8        16       24
 *         +--------+--------+--------+--------+--------+-----
 *         | next   | unused | key    | number | key    | ...
 *         +--------+--------+--------+--------+--------+-----
 *          next: of the stream, or of the free chunks; 0 for none
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class StagedPairs implements AutoCloseable {
    /** Bytes of a key and its number. */
    static final int PAIR = 16;

    private static final int NEXT = 0;
    private static final int HEADER = 16;
    private static final int CHUNK = 16 << 10;
    private static final int PAIRS_OF_CHUNK = (CHUNK - HEADER) / PAIR;
    private static final int SLAB = 1 << 20;
    private static final long NONE = 0;

    private final MemoryBudget budget;
    private final MemoryTag tag;
    private final long[] firsts;
    private final long[] places;
    private final long[] ends;
    private final int[] chunks;
    private long[] slabs = new long[16];
    private int slabCount;
    private int slabsBegun;
    private long nextChunk;
    private long slabEnd;
    private long free = NONE;
    private int used;

    StagedPairs(int streams, MemoryBudget budget, MemoryTag tag) {
        this.budget = budget;
        this.tag = tag;
        firsts = new long[streams];
        places = new long[streams];
        ends = new long[streams];
        chunks = new int[streams];
    }

    int streams() {
        return firsts.length;
    }

    /** Puts a pair at the end of a stream; false when the budget refuses the room. */
    boolean add(int stream, long key, long bits) {
        long at = places[stream];
        if (at == ends[stream]) {
            at = beginChunk(stream);
            if (at == NONE) return false;
        }
        RawMemory.putLong(at, key);
        RawMemory.putLong(at + Long.BYTES, bits);
        places[stream] = at + PAIR;
        return true;
    }

    /** How many pairs a stream has. */
    long pairs(int stream) {
        return (long) chunks[stream] * PAIRS_OF_CHUNK - (ends[stream] - places[stream]) / PAIR;
    }

    /** How many pairs the chunks in use have room for. */
    long room() {
        return (long) used * PAIRS_OF_CHUNK;
    }

    /** The first chunk of a stream, or 0. */
    long firstChunk(int stream) {
        return firsts[stream];
    }

    /** The chunk behind this one, or 0. */
    static long chunkBehind(long chunk) {
        return RawMemory.getLong(chunk + NEXT);
    }

    /** Where the pairs of a chunk begin. */
    static long begin(long chunk) {
        return chunk + HEADER;
    }

    /** Where the pairs of a chunk end. */
    long end(int stream, long chunk) {
        long end = chunk + CHUNK;
        return end == ends[stream] ? places[stream] : end;
    }

    private long beginChunk(int stream) {
        long chunk = takeChunk();
        if (chunk == NONE) return NONE;
        RawMemory.putLong(chunk + NEXT, NONE);
        if (firsts[stream] == NONE) firsts[stream] = chunk;
        else RawMemory.putLong(ends[stream] - CHUNK + NEXT, chunk);
        ends[stream] = chunk + CHUNK;
        chunks[stream]++;
        used++;
        return chunk + HEADER;
    }

    private long takeChunk() {
        if (free != NONE) {
            long chunk = free;
            free = chunkBehind(chunk);
            return chunk;
        }
        if (nextChunk == slabEnd && !beginSlab()) return NONE;
        long chunk = nextChunk;
        nextChunk += CHUNK;
        return chunk;
    }

    private boolean beginSlab() {
        if (slabsBegun == slabCount) {
            if (!budget.tryReserve(SLAB)) return false;
            if (slabCount == slabs.length) slabs = Arrays.copyOf(slabs, slabCount * 2);
            slabs[slabCount++] = NativeMemory.allocate(SLAB, tag);
        }
        nextChunk = slabs[slabsBegun++];
        slabEnd = nextChunk + SLAB;
        return true;
    }

    /** Forgets the pairs of a stream; its chunks are the next ones to be used. */
    void clear(int stream) {
        if (firsts[stream] == NONE) return;
        RawMemory.putLong(ends[stream] - CHUNK + NEXT, free);
        free = firsts[stream];
        used -= chunks[stream];
        forget(stream);
    }

    /** Forgets all pairs; the memory stays for the next ones. */
    void clear() {
        for (int i = 0; i < firsts.length; i++) forget(i);
        slabsBegun = 0;
        nextChunk = NONE;
        slabEnd = NONE;
        free = NONE;
        used = 0;
    }

    private void forget(int stream) {
        firsts[stream] = NONE;
        places[stream] = NONE;
        ends[stream] = NONE;
        chunks[stream] = 0;
    }

    long memoryBytes() {
        return (long) slabCount * SLAB;
    }

    @Override
    public void close() {
        clear();
        for (int i = 0; i < slabCount; i++) NativeMemory.free(slabs[i], SLAB, tag);
        budget.release(memoryBytes());
        slabCount = 0;
    }
}
