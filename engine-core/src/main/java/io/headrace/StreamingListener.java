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
     * @param schedulingDelay how long the batch that was done last had waited, in milliseconds
     * @param processingDelay how long it took, in milliseconds
     * @param batchesWaiting so many wait now
     */
    record StreamingListenerFallingBehind(long time, long schedulingDelay, long processingDelay, long batchesWaiting) {}

    /**
     * Blocks stay open for another time from now on.
     *
     * @param reason in words, with the numbers that it was decided by
     */
    record StreamingListenerBlockIntervalChanged(long time, Duration before, Duration after, String reason) {}
}
