package io.headrace.memory.table;

import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;

/**
 * Entries of any size, one behind the other in the order they came, in a chain of chunks. An entry keeps its address
 * until the arena is cleared or compacted: growing adds a chunk and copies nothing. An entry never straddles two
 * chunks; one that is larger than a chunk gets a chunk of its own.
 *
 * <pre>
 *  chunk    0        8        16       24
 *          +--------+--------+--------+---------+---------+-----+--------+
 *          | next   | bytes  | end    | entry   | entry   | ... | unused |
 *          +--------+--------+--------+---------+---------+-----+--------+
 *           next: the chunk behind, or 0        end: address behind the last entry,
 *           bytes: of the whole chunk                written when the arena moves on to the next chunk
 * </pre>
 *
 * <p>Compaction slides living entries towards the front, a few per call. Between two calls the arena reads as: entries
 * up to {@code writeAt}, a gap, entries from {@code readAt}. What is written never overtakes what is read: both place
 * the same entries in the same order, the writer without the dead ones. A chunk that was read to its end is freed,
 * unless the writer is in it; so compaction needs no memory.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class EntryArena {
    /** No room: the budget refused a chunk. */
    static final long REFUSED = BudgetedMemory.REFUSED;

    /** Entries begin at multiples of this. */
    static final int ALIGNMENT = 8;

    private static final int NEXT = 0;
    private static final int BYTES = 8;
    private static final int END = 16;
    private static final int HEADER = 24;

    /** Whoever gives entries their meaning. */
    interface Owner {
        /** Bytes of the entry, a multiple of {@link #ALIGNMENT}. */
        long sizeOf(long entry);

        boolean isLive(long entry);

        /** The entry now lies at {@code to}; the bytes at {@code from} may be overwritten already. */
        void moved(long from, long to);
    }

    private final BudgetedMemory memory;
    private final long largestChunk;
    private long nextChunk = TableOptions.FIRST_CHUNK_BYTES;

    private long first;
    private long current;
    private long at;
    private long limit;
    private long dead;

    private long writeChunk;
    private long writeAt;
    private long readChunk;
    private long readAt;

    EntryArena(BudgetedMemory memory, int chunkBytes) {
        this.memory = memory;
        this.largestChunk = chunkBytes;
    }

    static long aligned(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** The address of a new entry, contents undefined, or {@link #REFUSED}. {@code size} is aligned. */
    long append(long size) {
        long entry = at;
        long behind = entry + size;
        if (behind > limit) return appendToNextChunk(size);
        at = behind;
        return entry;
    }

    /** Counts an entry as dead. */
    void kill(long size) {
        dead += size;
    }

    /** A dead entry is used again. */
    void revive(long size) {
        dead -= size;
    }

    /** Whether a compaction has begun and is not over. */
    boolean isCompacting() {
        return readChunk != 0;
    }

    long deadBytes() {
        return dead;
    }

    private long appendToNextChunk(long size) {
        long spare = current == 0 ? 0 : RawMemory.getLong(current + NEXT);
        long chunk = spare != 0 && RawMemory.getLong(spare + BYTES) >= HEADER + size ? spare : addChunk(size, spare);
        if (chunk == REFUSED) return REFUSED;
        if (current != 0) RawMemory.putLong(current + END, at);
        enter(chunk);
        return append(size);
    }

    /** Links a new chunk between the current one and what follows it. */
    private long addChunk(long size, long following) {
        long bytes = Math.max(Math.min(nextChunk, largestChunk), HEADER + size);
        long chunk = memory.take(bytes);
        if (chunk == REFUSED) return REFUSED;
        nextChunk = Math.min(nextChunk * 2, largestChunk);
        RawMemory.putLong(chunk + NEXT, following);
        RawMemory.putLong(chunk + BYTES, bytes);
        RawMemory.putLong(chunk + END, chunk + HEADER);
        if (current == 0) first = chunk;
        else RawMemory.putLong(current + NEXT, chunk);
        return chunk;
    }

    private void enter(long chunk) {
        current = chunk;
        at = chunk + HEADER;
        limit = chunk + RawMemory.getLong(chunk + BYTES);
    }

    /** Takes chunks until this many bytes are spare, and touches them; false when the budget refused one. */
    boolean reserve(long bytes) {
        if (current == 0) {
            long chunk = addChunk(0, 0);
            if (chunk == REFUSED) return false;
            enter(chunk);
        }
        long spare = limit - at;
        for (long chunk = RawMemory.getLong(current + NEXT); chunk != 0; chunk = RawMemory.getLong(chunk + NEXT))
            spare += RawMemory.getLong(chunk + BYTES) - HEADER;
        while (spare < bytes) {
            long chunk = addChunk(0, RawMemory.getLong(current + NEXT));
            if (chunk == REFUSED) return false;
            long chunkBytes = RawMemory.getLong(chunk + BYTES);
            NativeMemory.touch(chunk + HEADER, chunkBytes - HEADER);
            spare += chunkBytes - HEADER;
        }
        return true;
    }

    /** Forgets all entries; the chunks stay for the next ones. */
    void clear() {
        if (first != 0) enter(first);
        dead = 0;
        endCompaction();
    }

    /** Gives the chunks back that hold no entry. */
    void trim() {
        if (current == 0) return;
        long chunk = RawMemory.getLong(current + NEXT);
        RawMemory.putLong(current + NEXT, 0);
        freeFrom(chunk);
        nextChunk = Math.min(
                largestChunk, Math.max(TableOptions.FIRST_CHUNK_BYTES, RawMemory.getLong(current + BYTES) * 2));
    }

    void free() {
        freeFrom(first);
        first = 0;
        current = 0;
        at = 0;
        limit = 0;
        endCompaction();
    }

    private void freeFrom(long chunk) {
        while (chunk != 0) {
            long next = RawMemory.getLong(chunk + NEXT);
            memory.giveBack(chunk, RawMemory.getLong(chunk + BYTES));
            chunk = next;
        }
    }

    /**
     * Reads at most this many entries and slides the living ones forward.
     *
     * @return whether there is more to do before every dead byte found is free
     */
    boolean compact(int entries, Owner owner) {
        if (current == 0 || (dead == 0 && readChunk == 0)) return false;
        if (readChunk == 0) beginCompaction();
        for (int i = 0; i < entries; i++) {
            while (readAt == endOf(readChunk)) {
                if (!leaveReadChunk()) return false;
            }
            long entry = readAt;
            long size = owner.sizeOf(entry);
            if (owner.isLive(entry)) slide(entry, size, owner);
            else dead -= size;
            readAt = entry + size;
        }
        return true;
    }

    private void slide(long entry, long size, Owner owner) {
        if (writeAt + size > writeChunk + RawMemory.getLong(writeChunk + BYTES)) {
            RawMemory.putLong(writeChunk + END, writeAt);
            writeChunk = readChunk;
            writeAt = readChunk + HEADER;
        }
        long to = writeAt;
        if (to != entry) {
            RawMemory.copy(entry, to, size);
            owner.moved(entry, to);
        }
        writeAt = to + size;
    }

    /** Goes on to the next chunk; false when there is none and compaction is over. */
    private boolean leaveReadChunk() {
        boolean last = readChunk == current;
        long following = RawMemory.getLong(readChunk + NEXT);
        if (readChunk != writeChunk) {
            RawMemory.putLong(writeChunk + NEXT, following);
            memory.giveBack(readChunk, RawMemory.getLong(readChunk + BYTES));
        }
        if (last) {
            current = writeChunk;
            at = writeAt;
            limit = writeChunk + RawMemory.getLong(writeChunk + BYTES);
            endCompaction();
            return false;
        }
        readChunk = following;
        readAt = following + HEADER;
        return true;
    }

    private void beginCompaction() {
        writeChunk = first;
        writeAt = first + HEADER;
        readChunk = writeChunk;
        readAt = writeAt;
    }

    private void endCompaction() {
        writeChunk = 0;
        writeAt = 0;
        readChunk = 0;
        readAt = 0;
    }

    /** Behind the last entry of a chunk; the writer may fit more into a chunk than it had before. */
    private long endOf(long chunk) {
        if (chunk == current) return at;
        return chunk == writeChunk && chunk != readChunk ? writeAt : RawMemory.getLong(chunk + END);
    }

    /**
     * A place in the arena that moves from entry to entry, in the order they came.
     *
     * <p><b>Threading:</b> the arena's thread.
     */
    static final class Walk {
        private final EntryArena arena;
        private long chunk;
        private long position;

        Walk(EntryArena arena) {
            this.arena = arena;
        }

        void rewind() {
            chunk = arena.current == 0 ? 0 : arena.first;
            position = chunk + HEADER;
        }

        /** The entry at this place, or 0 at the end. */
        long entry() {
            if (chunk == 0) return 0;
            if (position == arena.writeAt) {
                chunk = arena.readChunk;
                position = arena.readAt;
            }
            while (position == arena.endOf(chunk)) {
                if (chunk == arena.current) return 0;
                chunk = RawMemory.getLong(chunk + NEXT);
                position = chunk + HEADER;
            }
            return position;
        }

        /** How many bytes of entries follow in one piece, this one included; at an entry only. */
        long bytesLeft() {
            return arena.endOf(chunk) - position;
        }

        /** Steps over an entry of this size. */
        void skip(long size) {
            position += size;
        }
    }
}
