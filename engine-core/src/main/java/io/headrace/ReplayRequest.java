package io.headrace;

import io.headrace.sink.BatchId;
import java.nio.file.Path;

/**
 * For engines: what a {@link Replay} is to do.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param directory of the context; nothing in it is changed
 * @param batch with {@link #ANY_INCARNATION} where only its number is known, which is enough
 * @param rows of each output that the result has at most
 * @param withDeadLetters whether records that were set aside are processed all the same
 * @param callsOutputs whether the outputs' functions are called; sinks never are
 */
public record ReplayRequest(
        Path directory,
        BatchId batch,
        int rows,
        boolean withDeadLetters,
        boolean callsOutputs,
        ReplayProgress progress) {
    /** In a batch id: whichever start it was. */
    public static final long ANY_INCARNATION = 0;

    /** The batch in words. */
    public String batchInWords() {
        return batch.incarnation() == ANY_INCARNATION ? "number " + batch.sequence() : batch.toString();
    }
}
