package io.headrace;

import java.time.Duration;

/**
 * Is told what a context does. Each method is given an event, named and shaped as Spark's.
 *
 * <p><b>Threading:</b> called by one thread beside the engine's, one event at a time, in order. What it throws is logged; one that is slower
 * than the events come misses some, which is logged too.
 */
public interface StreamingListener {
    default void onStreamingStarted(StreamingListenerStreamingStarted streamingStarted) {}

    default void onReceiverStarted(StreamingListenerReceiverStarted receiverStarted) {}

    default void onReceiverError(StreamingListenerReceiverError receiverError) {}

    default void onReceiverStopped(StreamingListenerReceiverStopped receiverStopped) {}

    default void onBatchSubmitted(StreamingListenerBatchSubmitted batchSubmitted) {}

    default void onBatchStarted(StreamingListenerBatchStarted batchStarted) {}

    default void onBatchCompleted(StreamingListenerBatchCompleted batchCompleted) {}

    default void onOutputOperationStarted(StreamingListenerOutputOperationStarted outputOperationStarted) {}

    default void onOutputOperationCompleted(StreamingListenerOutputOperationCompleted outputOperationCompleted) {}

    /** A batch has waited too long for the jobs; told as often as the warning in the log, every ten seconds at most. */
    default void onFallingBehind(StreamingListenerFallingBehind fallingBehind) {}

    /** No batch waits too long any more; told once, when {@link #onFallingBehind} was. */
    default void onCaughtUp(StreamingListenerCaughtUp caughtUp) {}

    /** The engine has changed how long blocks stay open. */
    default void onBlockIntervalChanged(StreamingListenerBlockIntervalChanged blockIntervalChanged) {}

    /** The context runs. */
    record StreamingListenerStreamingStarted(long time) {}

    /** A receiver began. */
    record StreamingListenerReceiverStarted(ReceiverInfo receiverInfo) {}

    /** A receiver met an error. */
    record StreamingListenerReceiverError(ReceiverInfo receiverInfo) {}

    /** A receiver ended. */
    record StreamingListenerReceiverStopped(ReceiverInfo receiverInfo) {}

    /** A batch was cut. */
    record StreamingListenerBatchSubmitted(BatchInfo batchInfo) {}

    /** A batch's first job began. */
    record StreamingListenerBatchStarted(BatchInfo batchInfo) {}

    /** A batch's last job ended. */
    record StreamingListenerBatchCompleted(BatchInfo batchInfo) {}

    /** An output operation began. */
    record StreamingListenerOutputOperationStarted(OutputOperationInfo outputOperationInfo) {}

    /** An output operation ended. */
    record StreamingListenerOutputOperationCompleted(OutputOperationInfo outputOperationInfo) {}

    /**
     * Batches wait for the jobs longer than {@code headrace.behind.after}.
     *
     * @param time when that was seen
     * @param schedulingDelay how long a batch has waited, in milliseconds: the oldest one, or the one that was done last
     * @param processingDelay how long the last one took, or the one that is under way has taken so far, in milliseconds
     * @param batchesWaiting so many wait now
     * @param response what is done about it
     */
    record StreamingListenerFallingBehind(
            long time, long schedulingDelay, long processingDelay, long batchesWaiting, BehindResponse response) {}

    /**
     * Batches do not wait for the jobs longer than {@code headrace.behind.after} any more.
     *
     * @param time when that was seen
     * @param behindMillis for how long they did
     * @param recordsDropped so many records inputs dropped meanwhile, by their policies
     * @param response what was done about it, and is not any more
     */
    record StreamingListenerCaughtUp(long time, long behindMillis, long recordsDropped, BehindResponse response) {}

    /**
     * Blocks stay open for another time from now on.
     *
     * @param reason in words, with the numbers that it was decided by
     */
    record StreamingListenerBlockIntervalChanged(long time, Duration before, Duration after, String reason) {}
}
