package io.headrace.log;

import io.headrace.memory.RawMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Where a reader of a sink's log stands: the source position that goes into the blocks of the reading program.
 *
 * <pre>
 *    0  log id             8
 *    8  batch              8   position of the record behind the last commit whose batch was read as a whole
 *   16  sequence           8   of that record
 *   24  rows               8   of the batch that follows, read already; in the order of partition and chunk
 * </pre>
 *
 * <p><b>Threading:</b> immutable.
 */
record ReadPlace(long logId, long batch, long sequence, long rows) {
    static final int LENGTH = 32;

    /** @throws IllegalArgumentException for bytes that no reader has written */
    static ReadPlace of(byte[] position) {
        if (position.length != LENGTH)
            throw new IllegalArgumentException("a source position of " + position.length + " bytes; one of a log has "
                    + LENGTH + ": the input has read something else before");
        ByteBuffer bytes = ByteBuffer.wrap(position).order(ByteOrder.LITTLE_ENDIAN);
        return new ReadPlace(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    static void write(long to, long logId, long batch, long sequence, long rows) {
        RawMemory.putLong(to, logId);
        RawMemory.putLong(to + 8, batch);
        RawMemory.putLong(to + 16, sequence);
        RawMemory.putLong(to + 24, rows);
    }

    static long batch(long at) {
        return RawMemory.getLong(at + 8);
    }

    static long sequence(long at) {
        return RawMemory.getLong(at + 16);
    }
}
