package io.headrace.exec.receive;

import io.headrace.memory.block.BlockFormat;

/**
 * What a receiver is told about its input.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param stream the input's name, for messages
 * @param maxRecordLength the longest record that is taken, in bytes
 * @param blockIntervalNanos how long a record lies in an open block at most; may be changed while running
 * @param firstSequence of the first block: one behind the last that was logged
 * @param restartDelayNanos the pause before a lost source is opened again; it doubles from failure to failure, up to
 *     {@link Backoff#MAX_NANOS}
 */
public record ReceiverSettings(
        String stream,
        int streamId,
        int maxRecordLength,
        long blockIntervalNanos,
        long firstSequence,
        long restartDelayNanos) {

    public ReceiverSettings {
        if (maxRecordLength < 1)
            throw new IllegalArgumentException("stream " + stream + ": a maximum record length of " + maxRecordLength
                    + "; at least 1 byte is needed");
        if (blockIntervalNanos < 1)
            throw new IllegalArgumentException(
                    "stream " + stream + ": a block interval of " + blockIntervalNanos + " ns; it must be positive");
        if (restartDelayNanos < 0)
            throw new IllegalArgumentException(
                    "stream " + stream + ": a restart delay of " + restartDelayNanos + " ns; it must not be negative");
    }

    /** Fails unless the longest record fits an empty block. */
    void checkFits(int blockSize) {
        int longest = BlockFormat.maxRecordLength(blockSize);
        if (maxRecordLength > longest)
            throw new IllegalArgumentException("stream " + stream + ": a maximum record length of " + maxRecordLength
                    + " bytes does not fit a block of " + blockSize + " bytes, which holds " + longest
                    + "; use larger blocks or a smaller maximum");
    }
}
