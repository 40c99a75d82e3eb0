package io.headrace.exec.join;

import io.headrace.memory.Hash;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.plan.JoinSide;
import io.headrace.plan.ViewKey;

/**
 * How a row of a join lies in memory: a copy of a record, and its key. A row is known by the address of its key word.
 *
 * <pre>
 *               +---------------+------------+----------+--------+-----+
 *   row         | record length | key length | key word | record | key |     up to the next multiple of 8
 *               +---------------+------------+----------+--------+-----+
 *              -8              -4            0          8        of texts
 *
 *               +----------+--------+
 *   plain row   | key word | record |     up to the next multiple of 8
 *               +----------+--------+
 *               0          8
 *
 *   key word     the long, or the probe hash of the text
 * </pre>
 *
 * <p>Rows are plain where all of them have the same length. They then take fewer cache lines, which is what a join over more records than the caches hold waits for.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param hasTexts whether keys are texts
 * @param plainLength how long each record is where rows are plain, else {@link #NOT_PLAIN}
 */
record RowShape(boolean hasTexts, int plainLength) {
    static final int NOT_PLAIN = -1;

    private static final int HEAD = 8;
    private static final int RECORD_LENGTH = -8;
    private static final int KEY_LENGTH = -4;

    /** Where the record of a row begins. */
    static final int RECORD = 8;

    static RowShape of(JoinSide side) {
        boolean texts = side.key() instanceof ViewKey.Text<?>;
        FlatViews<?> views = side.views();
        if (texts || views == null || views.layout().hasTrailingText()) return new RowShape(texts, NOT_PLAIN);
        return new RowShape(false, views.layout().fixedLength());
    }

    boolean isPlain() {
        return plainLength != NOT_PLAIN;
    }

    /** What lies in front of the address of a row. */
    int head() {
        return isPlain() ? 0 : HEAD;
    }

    /** How long a row is, with what lies in front of its address. */
    long bytes(int keyLength, int recordLength) {
        long bytes = (long) head() + RECORD + recordLength + (hasTexts ? keyLength : 0);
        return (bytes + 7) & -8;
    }

    /** Whether there are rows with records of this length. */
    boolean fits(int recordLength) {
        return !isPlain() || recordLength == plainLength;
    }

    /** The row behind this one. */
    long next(long row) {
        return isPlain()
                ? row + ((RECORD + plainLength + 7) & -8)
                : row + bytes(RawMemory.getInt(row + KEY_LENGTH), RawMemory.getInt(row + RECORD_LENGTH));
    }

    /** Writes the lengths and the word of a row; the caller copies the record, and the text if its key is one. */
    void begin(long row, long word, int keyLength, int recordLength) {
        if (!isPlain()) {
            RawMemory.putInt(row + RECORD_LENGTH, recordLength);
            RawMemory.putInt(row + KEY_LENGTH, keyLength);
        }
        RawMemory.putLong(row, word);
    }

    static long word(long row) {
        return RawMemory.getLong(row);
    }

    int recordLength(long row) {
        return isPlain() ? plainLength : RawMemory.getInt(row + RECORD_LENGTH);
    }

    /** How long the key is. */
    int keyLength(long row) {
        return hasTexts ? RawMemory.getInt(row + KEY_LENGTH) : Long.BYTES;
    }

    /** Where the bytes of the key lie. */
    long key(long row) {
        return hasTexts ? row + RECORD + recordLength(row) : row;
    }

    /** The word of a text. */
    static long wordOfText(long key, int length) {
        return Hash.of(key, length, Hash.PROBE_SEED);
    }
}
