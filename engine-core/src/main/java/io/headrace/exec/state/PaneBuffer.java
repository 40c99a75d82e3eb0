package io.headrace.exec.state;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import java.util.Arrays;

/**
 * What one batch brought to a window off the heap: a number for each key. A chunk is, byte for byte, what is logged of it.
 *
 * <pre>
 *          +------------+-----+---------+------------+-----+---------+
 *   chunk  | key length | key | number  | key length | key | number  | ...
 *          +------------+-----+---------+------------+-----+---------+
 *          0            4
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class PaneBuffer {
    private static final int KEY_LENGTH_BYTES = 4;
    private static final int NUMBER_BYTES = 8;

    /** What is logged together, at most. */
    static final int CHUNK_BYTES = 32 << 10;

    /** The longest key. */
    static final int MOST_KEY_BYTES = CHUNK_BYTES - KEY_LENGTH_BYTES - NUMBER_BYTES;

    /** Of a key that is a long. */
    static final int LONG_ROW_BYTES = KEY_LENGTH_BYTES + Long.BYTES + NUMBER_BYTES;

    /** So many of them are logged together, at most. */
    static final int MOST_LONGS = CHUNK_BYTES / LONG_ROW_BYTES;

    /** Sees one key and its number. */
    @FunctionalInterface
    interface Visitor {
        void visit(long key, int keyLength, long number);
    }

    private final PaneChunks memory;
    private long[] chunks = new long[2];
    private int[] used = new int[2];
    private int count;
    private long rows;

    /** @param memory in chunks of {@link #CHUNK_BYTES} */
    PaneBuffer(PaneChunks memory) {
        this.memory = memory;
    }

    /** Adds a row; false when there is no memory, or the key is too long for any chunk. */
    boolean add(long key, int keyLength, long number) {
        int length = KEY_LENGTH_BYTES + keyLength + NUMBER_BYTES;
        if (count == 0 || used[count - 1] + length > CHUNK_BYTES) {
            if (keyLength > MOST_KEY_BYTES || !addChunk()) return false;
        }
        long at = chunks[count - 1] + used[count - 1];
        RawMemory.putInt(at, keyLength);
        RawMemory.copy(key, at + KEY_LENGTH_BYTES, keyLength);
        RawMemory.putLong(at + KEY_LENGTH_BYTES + keyLength, number);
        used[count - 1] += length;
        rows++;
        return true;
    }

    /** Writes a row of a key that is a long. */
    static void putLong(long at, long key, long number) {
        RawMemory.putInt(at, Long.BYTES);
        RawMemory.putLong(at + KEY_LENGTH_BYTES, key);
        RawMemory.putLong(at + KEY_LENGTH_BYTES + Long.BYTES, number);
    }

    /** Adds the rows of a chunk that was read from the log; false when there is no memory. */
    boolean addChunk(long address, int length) {
        if (length > CHUNK_BYTES)
            throw new CorruptDataException(
                    "a window's rows of " + length + " bytes; at most " + CHUNK_BYTES + " are written together");
        int more = check(address, length);
        if (!addChunk()) return false;
        rows += more;
        RawMemory.copy(address, chunks[count - 1], length);
        used[count - 1] = length;
        return true;
    }

    /** How many rows there are. No length is believed before it is seen to lie within. */
    private static int check(long address, int length) {
        int found = 0;
        int at = 0;
        while (at < length) {
            int left = length - at - KEY_LENGTH_BYTES - NUMBER_BYTES;
            int keyLength = left < 0 ? -1 : RawMemory.getInt(address + at);
            if (keyLength < 0 || keyLength > left)
                throw new CorruptDataException("a window's row at byte " + at + " of " + length + " is cut short");
            at += KEY_LENGTH_BYTES + keyLength + NUMBER_BYTES;
            found++;
        }
        return found;
    }

    private boolean addChunk() {
        long chunk = memory.take();
        if (chunk == PaneChunks.REFUSED) return false;
        if (count == chunks.length) {
            chunks = Arrays.copyOf(chunks, count * 2);
            used = Arrays.copyOf(used, count * 2);
        }
        chunks[count] = chunk;
        used[count] = 0;
        count++;
        return true;
    }

    void forEach(Visitor visitor) {
        for (int i = 0; i < count; i++) {
            long end = chunks[i] + used[i];
            for (long at = chunks[i]; at < end; ) {
                int keyLength = RawMemory.getInt(at);
                long key = at + KEY_LENGTH_BYTES;
                visitor.visit(key, keyLength, RawMemory.getLong(key + keyLength));
                at = key + keyLength + NUMBER_BYTES;
            }
        }
    }

    /** How many keys there are. */
    long rows() {
        return rows;
    }

    int chunks() {
        return count;
    }

    long chunkAddress(int chunk) {
        return chunks[chunk];
    }

    int chunkLength(int chunk) {
        return used[chunk];
    }

    /** Forgets all rows. */
    void clear() {
        for (int i = 0; i < count; i++) memory.giveBack(chunks[i]);
        count = 0;
        rows = 0;
    }
}
