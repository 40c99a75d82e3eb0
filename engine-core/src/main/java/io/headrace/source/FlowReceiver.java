package io.headrace.source;

import io.headrace.StorageLevel;
import io.headrace.receiver.Receiver;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a publisher. While the engine is behind no more are asked for. When the publisher fails it is subscribed to again after
 * the configured pause; when it completes the input has ended.
 *
 * <p><b>Threading:</b> as {@link Receiver}; a thread of its own stores.
 */
public final class FlowReceiver<T> extends Receiver<T> {
    private static final long serialVersionUID = 1;

    /** So many elements wait on the heap at most; the rest waits with the publisher. */
    private static final int WINDOW = 256;

    private final transient Flow.Publisher<? extends T> publisher;
    private transient @Nullable Taking taking;

    public FlowReceiver(Flow.Publisher<? extends T> publisher, StorageLevel storageLevel) {
        super(storageLevel);
        this.publisher = publisher;
    }

    @Override
    public void onStart() {
        Taking started = new Taking();
        taking = started;
        started.thread.start();
        publisher.subscribe(started.subscriber);
    }

    @Override
    public void onStop() {
        Taking ending = taking;
        taking = null;
        if (ending != null) ending.end();
    }

    /** One subscription and the thread that stores what it brings. */
    private final class Taking implements Runnable {
        private final FlowSubscriber<T> subscriber = new FlowSubscriber<>(WINDOW);
        private final Thread thread = new Thread(this, "headrace publisher");
        private volatile boolean isEnding;

        private Taking() {
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try {
                for (T element = subscriber.next(); element != null; element = subscriber.next()) store(element);
                ended(subscriber.error());
            } catch (InterruptedException e) {
                ended(e); // by onStop, or because the context ends
            } catch (RuntimeException e) {
                subscriber.cancel();
                ended(e);
            }
        }

        private void ended(@Nullable Throwable error) {
            if (isEnding) return;
            if (error == null) stop("the publisher has completed");
            else restart("the publisher failed", error);
        }

        private void end() {
            isEnding = true;
            subscriber.cancel();
            thread.interrupt();
        }
    }
}
