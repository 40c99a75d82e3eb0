package io.headrace;

import io.headrace.StreamingListener.StreamingListenerBatchCompleted;
import io.headrace.StreamingListener.StreamingListenerBatchStarted;
import io.headrace.StreamingListener.StreamingListenerBatchSubmitted;
import io.headrace.StreamingListener.StreamingListenerOutputOperationCompleted;
import io.headrace.StreamingListener.StreamingListenerOutputOperationStarted;
import io.headrace.StreamingListener.StreamingListenerReceiverError;
import io.headrace.StreamingListener.StreamingListenerReceiverStarted;
import io.headrace.StreamingListener.StreamingListenerReceiverStopped;
import io.headrace.StreamingListener.StreamingListenerStreamingStarted;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes the engine's events on to the user's listeners.
 *
 * <p><b>Threading:</b> any thread; one event at a time.
 */
final class ListenerBus implements EngineListener {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerBus.class);

    private final List<StreamingListener> listeners = new CopyOnWriteArrayList<>();
    private volatile BatchTimes[] times = {};

    void add(BatchTimes listener) {
        BatchTimes[] more = Arrays.copyOf(times, times.length + 1);
        more[times.length] = listener;
        times = more;
    }

    @Override
    public void batchTimed(long batchTimeMillis, long records, long schedulingDelayNanos, long processingDelayNanos) {
        for (BatchTimes listener : times)
            listener.batchDone(batchTimeMillis, records, schedulingDelayNanos, processingDelayNanos);
    }

    void add(StreamingListener listener) {
        listeners.add(listener);
    }

    @Override
    public boolean isListening() {
        return !listeners.isEmpty();
    }

    @Override
    public boolean seesEachBatch() {
        return times.length > 0 || isListening();
    }

    @Override
    public void streamingStarted(long timeMillis) {
        StreamingListenerStreamingStarted event = new StreamingListenerStreamingStarted(timeMillis);
        tell(listener -> listener.onStreamingStarted(event));
    }

    @Override
    public void receiverStarted(ReceiverInfo receiver) {
        StreamingListenerReceiverStarted event = new StreamingListenerReceiverStarted(receiver);
        tell(listener -> listener.onReceiverStarted(event));
    }

    @Override
    public void receiverError(ReceiverInfo receiver) {
        StreamingListenerReceiverError event = new StreamingListenerReceiverError(receiver);
        tell(listener -> listener.onReceiverError(event));
    }

    @Override
    public void receiverStopped(ReceiverInfo receiver) {
        StreamingListenerReceiverStopped event = new StreamingListenerReceiverStopped(receiver);
        tell(listener -> listener.onReceiverStopped(event));
    }

    @Override
    public void batchSubmitted(BatchInfo batch) {
        StreamingListenerBatchSubmitted event = new StreamingListenerBatchSubmitted(batch);
        tell(listener -> listener.onBatchSubmitted(event));
    }

    @Override
    public void batchStarted(BatchInfo batch) {
        StreamingListenerBatchStarted event = new StreamingListenerBatchStarted(batch);
        tell(listener -> listener.onBatchStarted(event));
    }

    @Override
    public void batchCompleted(BatchInfo batch) {
        StreamingListenerBatchCompleted event = new StreamingListenerBatchCompleted(batch);
        tell(listener -> listener.onBatchCompleted(event));
    }

    @Override
    public void outputStarted(OutputOperationInfo output) {
        StreamingListenerOutputOperationStarted event = new StreamingListenerOutputOperationStarted(output);
        tell(listener -> listener.onOutputOperationStarted(event));
    }

    @Override
    public void outputCompleted(OutputOperationInfo output) {
        StreamingListenerOutputOperationCompleted event = new StreamingListenerOutputOperationCompleted(output);
        tell(listener -> listener.onOutputOperationCompleted(event));
    }

    private synchronized void tell(Consumer<StreamingListener> event) {
        for (StreamingListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("a StreamingListener threw: {}", listener.getClass().getName(), e);
            }
        }
    }
}
