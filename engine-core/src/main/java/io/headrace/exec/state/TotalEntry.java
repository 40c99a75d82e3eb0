package io.headrace.exec.state;

import io.headrace.exec.eval.KeyedEntry;
import io.headrace.exec.eval.RowCodec;
import io.headrace.exec.eval.StateDelta;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import org.jspecify.annotations.Nullable;

/**
 * An entry of one running total. Its key is a number that the total has as long as it lives.
 *
 * <pre>
 *          +----+-----------+--------+-------+
 *   entry  | 12 | partition | number | row   |     a {@link KeyedEntry}; the row is the pair, or only its key where it is dropped
 *          +----+-----------+--------+-------+
 *          0    4           8        16
 * </pre>
 *
 * <p>Partition and number have their highest byte first, so totals sorted by their bytes come in the order in which they were made.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class TotalEntry {
    private static final int KEY_LENGTH = Integer.BYTES + Long.BYTES;
    private static final int PARTITION = KeyedEntry.KEY;
    private static final int NUMBER = PARTITION + Integer.BYTES;
    private static final int ROW = KeyedEntry.KEY + KEY_LENGTH;

    private final RowCodec rows;
    private final String stream;

    /**
     * @param rows of pairs, or of keys alone
     * @param stream in messages
     */
    TotalEntry(RowCodec rows, String stream) {
        this.rows = rows;
        this.stream = stream;
    }

    void write(StateDelta delta, byte kind, int partition, long number, @Nullable Object row)
            throws InterruptedException {
        long entry = delta.claim(0, kind, delta.maxEntryLength());
        RawMemory.putInt(entry, KEY_LENGTH);
        RawMemory.putInt(entry + PARTITION, Integer.reverseBytes(partition));
        RawMemory.putLong(entry + NUMBER, Long.reverseBytes(number));
        delta.commit(ROW + rows.encodeOne(row, entry + ROW, delta.maxEntryLength() - ROW, delta));
    }

    int partition(long address, int length) {
        if (KeyedEntry.keyLength(address, length, stream) != KEY_LENGTH)
            throw new CorruptDataException(stream + ": a total's entry of " + length + " bytes has no number");
        return Integer.reverseBytes(RawMemory.getInt(address + PARTITION));
    }

    /** Of an entry whose {@link #partition} was asked for. */
    static long number(long address) {
        return Long.reverseBytes(RawMemory.getLong(address + NUMBER));
    }

    /** Of an entry whose {@link #partition} was asked for. */
    @Nullable
    Object row(long address, int length) {
        return rows.decodeOne(address + ROW, length - ROW);
    }
}
