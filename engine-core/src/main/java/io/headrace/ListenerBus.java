package io.headrace;

import io.headrace.StreamingListener.StreamingListenerBatchCompleted;
import io.headrace.StreamingListener.StreamingListenerBatchStarted;
import io.headrace.StreamingListener.StreamingListenerBatchSubmitted;
import io.headrace.StreamingListener.StreamingListenerBlockIntervalChanged;
import io.headrace.StreamingListener.StreamingListenerCaughtUp;
import io.headrace.StreamingListener.StreamingListenerFallingBehind;
import io.headrace.StreamingListener.StreamingListenerOutputOperationCompleted;
import io.headrace.StreamingListener.StreamingListenerOutputOperationStarted;
import io.headrace.StreamingListener.StreamingListenerReceiverError;
import io.headrace.StreamingListener.StreamingListenerReceiverStarted;
import io.headrace.StreamingListener.StreamingListenerReceiverStopped;
import io.headrace.StreamingListener.StreamingListenerStreamingStarted;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes the engine's events on to the user's listeners, on a thread of its own and in order: a slow listener holds nobody, and misses events
 * when too many wait.
 *
 * <p><b>Threading:</b> any thread; listeners are told by one.
 */
final class ListenerBus implements EngineListener {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerBus.class);

    private static final int WAITING = 10_000;
    private static final long FLUSH_MILLIS = 2_000;
    private static final long THREAD_STAYS_MILLIS = 2_000;

    private final List<StreamingListener> listeners = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor teller = new ThreadPoolExecutor(
            1, 1, THREAD_STAYS_MILLIS, TimeUnit.MILLISECONDS, new ArrayBlockingQueue<>(WAITING), this::thread);
    private final AtomicLong lost = new AtomicLong();
    private final ListenerTrouble trouble = new ListenerTrouble();
    private volatile @Nullable Thread told;
    private volatile BatchTimes[] times = {};

    ListenerBus() {
        teller.allowCoreThreadTimeOut(true);
    }

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

    @Override
    public void batchCommitted(long batchTimeMillis) {
        for (BatchTimes listener : times) listener.batchCommitted(batchTimeMillis);
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

    @Override
    public void fellBehind(
            long timeMillis,
            long schedulingMillis,
            long processingMillis,
            long batchesWaiting,
            BehindResponse response) {
        StreamingListenerFallingBehind event = new StreamingListenerFallingBehind(
                timeMillis, schedulingMillis, processingMillis, batchesWaiting, response);
        tell(listener -> listener.onFallingBehind(event));
    }

    @Override
    public void caughtUp(long timeMillis, long behindMillis, long recordsDropped, BehindResponse response) {
        StreamingListenerCaughtUp event =
                new StreamingListenerCaughtUp(timeMillis, behindMillis, recordsDropped, response);
        tell(listener -> listener.onCaughtUp(event));
    }

    @Override
    public void blockIntervalChanged(long timeMillis, Duration before, Duration after, String reason) {
        StreamingListenerBlockIntervalChanged event =
                new StreamingListenerBlockIntervalChanged(timeMillis, before, after, reason);
        tell(listener -> listener.onBlockIntervalChanged(event));
    }

    private void tell(Consumer<StreamingListener> event) {
        if (!isListening()) return;
        try {
            teller.execute(() -> tellNow(event));
        } catch (RejectedExecutionException e) {
            if (lost.getAndIncrement() == 0)
                LOG.warn(
                        "StreamingListeners are too slow: {} events wait, and those that come now are lost",
                        WAITING,
                        e);
        }
    }

    private void tellNow(Consumer<StreamingListener> event) {
        for (StreamingListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (Throwable e) { // it is the listener's trouble, not the program's
                trouble.log(listener, e, System.nanoTime());
            }
        }
        long missed = teller.getQueue().isEmpty() ? lost.getAndSet(0) : 0;
        if (missed > 0) LOG.warn("StreamingListeners have missed {} events", missed);
    }

    /** Waits until the listeners have been told of everything so far; not for ever, and not when one of them asks. */
    void flush() {
        if (Thread.currentThread() == told) return;
        CountDownLatch done = new CountDownLatch(1);
        try {
            teller.execute(done::countDown);
            if (!done.await(FLUSH_MILLIS, TimeUnit.MILLISECONDS))
                LOG.warn("StreamingListeners were not told of everything within {} ms", FLUSH_MILLIS);
        } catch (RejectedExecutionException e) {
            LOG.warn("StreamingListeners were not told of everything: they are too slow", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // whoever stops us is in a hurry
        }
    }

    /** A thread that is there while there is something to tell. */
    private Thread thread(Runnable work) {
        Thread thread = new Thread(work, "headrace listeners");
        thread.setDaemon(true);
        told = thread;
        return thread;
    }
}
