package io.headrace.log;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import io.headrace.sink.BatchId;
import io.headrace.sink.SinkBatch;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The payloads of a sink's log. Rows stand in {@code BLOCK} records, which count for nothing until the {@code COMMIT} of their batch stands
 * behind them.
 *
 * <pre>
 *  BLOCK   0  version             2   1
 *          2  (zero)              2
 *          4  partition           4
 *          8  chunk               4   from 0 up within the partition
 *         12  rows                4
 *         16  attempt             8   the sequence that the log's next record had when the batch was begun
 *         24  for each row: length (4), the bytes of the codec
 *
 *  COMMIT  0  version             2   1
 *          2  (zero)              2
 *          4  chunks              4   of this attempt; rows of all others are forgotten
 *          8  incarnation         8   of the batch
 *         16  sequence            8
 *         24  time                8   of the batch: milliseconds since 1970
 *         32  attempt             8
 *         40  rows                8
 *
 *  settings, in each CONFIG record
 *          0  magic               4   "HRSL"
 *          4  version             2   1
 *          6  length              2
 *          8  id of the codec     …   UTF-8
 * </pre>
 *
 * <p><b>Threading:</b> stateless.
 */
final class SinkLogFormat {
    static final short VERSION = 1;
    static final int ROWS_HEADER = 24;
    static final int BATCH_LENGTH = 48;
    static final int ROW_HEADER = 4;

    private static final int MAGIC = 0x4c53_5248;
    private static final int SETTINGS_HEADER = 8;

    private SinkLogFormat() {}

    /** The head of a chunk; its rows begin {@link #ROWS_HEADER} behind it. */
    static void writeChunk(long to, int partition, int chunk, int rows, long attempt) {
        RawMemory.putShort(to, VERSION);
        RawMemory.putShort(to + 2, (short) 0);
        RawMemory.putInt(to + 4, partition);
        RawMemory.putInt(to + 8, chunk);
        RawMemory.putInt(to + 12, rows);
        RawMemory.putLong(to + 16, attempt);
    }

    static int partition(long chunk) {
        return RawMemory.getInt(chunk + 4);
    }

    static int ordinal(long chunk) {
        return RawMemory.getInt(chunk + 8);
    }

    static int rows(long chunk) {
        return RawMemory.getInt(chunk + 12);
    }

    static long attempt(long chunk) {
        return RawMemory.getLong(chunk + 16);
    }

    static void writeBatch(long to, SinkBatch batch, int chunks, long attempt, long rows) {
        RawMemory.putShort(to, VERSION);
        RawMemory.putShort(to + 2, (short) 0);
        RawMemory.putInt(to + 4, chunks);
        RawMemory.putLong(to + 8, batch.id().incarnation());
        RawMemory.putLong(to + 16, batch.id().sequence());
        RawMemory.putLong(to + 24, batch.timeMillis());
        RawMemory.putLong(to + 32, attempt);
        RawMemory.putLong(to + 40, rows);
    }

    static SinkBatch batch(long commit) {
        BatchId id = new BatchId(RawMemory.getLong(commit + 8), RawMemory.getLong(commit + 16));
        return new SinkBatch(id, RawMemory.getLong(commit + 24));
    }

    static int chunks(long commit) {
        return RawMemory.getInt(commit + 4);
    }

    static long attemptOfBatch(long commit) {
        return RawMemory.getLong(commit + 32);
    }

    /** Refuses a payload that this version does not know, or that is shorter than what it holds at least. */
    static void check(long payload, int length, int least, long sequence) {
        if (length < least)
            throw new CorruptDataException("record " + sequence + " of a sink's log has " + length
                    + " bytes; such a record has " + least + " or more");
        short version = RawMemory.getShort(payload);
        if (version != VERSION)
            throw new CorruptDataException("record " + sequence + " of a sink's log is of version " + version
                    + "; this build reads version " + VERSION + ": a newer build has written it");
    }

    static byte[] settings(String codecId) {
        byte[] id = codecId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(SETTINGS_HEADER + id.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(MAGIC)
                .putShort(VERSION)
                .putShort((short) id.length)
                .put(id)
                .array();
    }

    /**
     * The id of the codec that a log's rows are written by.
     *
     * @throws IllegalStateException when the settings are not those of a sink's log
     */
    static String codecId(byte[] settings) {
        ByteBuffer bytes = ByteBuffer.wrap(settings).order(ByteOrder.LITTLE_ENDIAN);
        if (settings.length < SETTINGS_HEADER || bytes.getInt() != MAGIC)
            throw new IllegalStateException("it is not the log of a LogSink, but of a context: give another directory");
        short version = bytes.getShort();
        if (version != VERSION)
            throw new IllegalStateException("it is a sink's log of version " + version + "; this build knows version "
                    + VERSION + ": a newer build has written it");
        int length = bytes.getShort();
        if (length != settings.length - SETTINGS_HEADER)
            throw new IllegalStateException("its settings are damaged: " + Arrays.toString(settings));
        return new String(settings, SETTINGS_HEADER, length, StandardCharsets.UTF_8);
    }
}
