package io.headrace;

import java.time.Duration;

/**
 * What an engine tells the context of. Nobody need listen: an engine asks {@link #isListening} before it makes an event.
 *
 * <p><b>Threading:</b> any thread of the engine; never throws.
 */
public interface EngineListener {
    boolean isListening();

    /** Whether somebody is told of each batch, so that none may be left out for having nothing to do. */
    boolean seesEachBatch();

    void streamingStarted(long timeMillis);

    void receiverStarted(ReceiverInfo receiver);

    void receiverError(ReceiverInfo receiver);

    void receiverStopped(ReceiverInfo receiver);

    void batchSubmitted(BatchInfo batch);

    void batchStarted(BatchInfo batch);

    void batchCompleted(BatchInfo batch);

    /** For each batch, whether anybody listens to events or not; it makes none. */
    void batchTimed(long batchTimeMillis, long records, long schedulingDelayNanos, long processingDelayNanos);

    /** For each batch: its end is in the log, or noted where there is none. */
    void batchCommitted(long batchTimeMillis);

    void outputStarted(OutputOperationInfo output);

    void outputCompleted(OutputOperationInfo output);

    /** Batches wait too long, and that is done about it. */
    void fellBehind(
            long timeMillis,
            long schedulingMillis,
            long processingMillis,
            long batchesWaiting,
            BehindResponse response);

    /** Batches do not wait too long any more. */
    void caughtUp(long timeMillis, long behindMillis, long recordsDropped, BehindResponse response);

    /** Blocks stay open for another time. */
    void blockIntervalChanged(long timeMillis, Duration before, Duration after, String reason);
}
