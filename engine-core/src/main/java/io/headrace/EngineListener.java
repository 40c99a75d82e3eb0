package io.headrace;

/**
 * What an engine tells the context of. Nobody need listen: an engine asks {@link #isListening} before it makes an event.
 *
 * <p><b>Threading:</b> any thread of the engine; never throws.
 */
public interface EngineListener {
    boolean isListening();

    void streamingStarted(long timeMillis);

    void receiverStarted(ReceiverInfo receiver);

    void receiverError(ReceiverInfo receiver);

    void receiverStopped(ReceiverInfo receiver);

    void batchSubmitted(BatchInfo batch);

    void batchStarted(BatchInfo batch);

    void batchCompleted(BatchInfo batch);

    void outputStarted(OutputOperationInfo output);

    void outputCompleted(OutputOperationInfo output);
}
