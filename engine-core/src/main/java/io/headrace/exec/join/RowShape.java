package io.headrace.exec.join;

import io.headrace.memory.Hash;
import io.headrace.memory.RawMemory;

/**
 * How a row of a join lies in memory: a copy of a record, and its key.
 *
 * <pre>
 *         +------+---------------+----------+--------+------------+--------+-----+
 *   row   | next | record length | key word | ring   | key length | record | key |     up to the next multiple of 8
 *         +------+---------------+----------+--------+------------+--------+-----+
 *         0      4               8          of left  of texts
 *
 *   next         where the next row of the partition lies in the buffer, in eights; of the last one of no meaning
 *   key word     the long, or the probe hash of the text
 *   ring         the row behind this one among several of the same key, the first one behind the last one: while a slide is computed
 * </pre>
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param hasTexts whether keys are texts
 * @param hasRing whether it is of the left side
 */
record RowShape(boolean hasTexts, boolean hasRing) {
    private static final int RECORD_LENGTH = 4;
    private static final int WORD = 8;
    private static final int RING = 16;

    /** Where the record begins. */
    int record() {
        return RING + (hasRing ? Long.BYTES : 0) + (hasTexts ? Long.BYTES : 0);
    }

    /** How long a row is. */
    long bytes(int keyLength, int recordLength) {
        long bytes = (long) record() + recordLength + (hasTexts ? keyLength : 0);
        return (bytes + 7) & -8;
    }

    static int next(long row) {
        return RawMemory.getInt(row);
    }

    /** The first eight bytes at once. */
    static void begin(long row, int next, int recordLength) {
        RawMemory.putLong(row, ((long) recordLength << Integer.SIZE) | (next & 0xffff_ffffL));
    }

    static void setNext(long row, int next) {
        RawMemory.putInt(row, next);
    }

    static int recordLength(long row) {
        return RawMemory.getInt(row + RECORD_LENGTH);
    }

    static long word(long row) {
        return RawMemory.getLong(row + WORD);
    }

    static void setWord(long row, long word) {
        RawMemory.putLong(row + WORD, word);
    }

    static long ring(long row) {
        return RawMemory.getLong(row + RING);
    }

    static void setRing(long row, long behind) {
        RawMemory.putLong(row + RING, behind);
    }

    /** How long the key is. */
    int keyLength(long row) {
        return hasTexts ? RawMemory.getInt(row + record() - Long.BYTES) : Long.BYTES;
    }

    /** Where the bytes of the key lie. */
    long key(long row) {
        return hasTexts ? row + record() + recordLength(row) : row + WORD;
    }

    /** The word of a text. */
    static long wordOfText(long key, int length) {
        return Hash.of(key, length, Hash.PROBE_SEED);
    }

    /** Of a row whose record has been copied: its text. */
    void putText(long row, long key, int length) {
        RawMemory.putInt(row + record() - Long.BYTES, length);
        RawMemory.copy(key, row + record() + recordLength(row), length);
    }
}
