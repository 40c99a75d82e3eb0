package io.headrace.source;

import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Takes elements from a publisher as fast as they are taken from here: only so many are asked for that the ones which are not taken yet stay
 * within the window. The publisher's threads never wait.
 *
 * <p><b>Threading:</b> the publisher's threads; {@link #next} by one thread; {@link #cancel} by any.
 */
final class FlowSubscriber<T> implements Flow.Subscriber<T> {
    /** How a subscription ended. */
    private record End(@Nullable Throwable error) {}

    private final int window;
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
    private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
    private int taken; // since more were asked for
    private volatile boolean isCancelled;
    private volatile @Nullable Throwable error;

    /** @param window so many elements wait at most */
    FlowSubscriber(int window) {
        this.window = window;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        Objects.requireNonNull(given, "a subscription");
        if (!subscription.compareAndSet(null, given) || isCancelled) {
            given.cancel(); // one is enough, and after the end none is wanted
            return;
        }
        given.request(window);
    }

    @Override
    public void onNext(T element) {
        Objects.requireNonNull(element, "an element");
        if (isCancelled) return;
        if (queue.size() >= window) {
            cancel();
            queue.add(new End(new IllegalStateException(
                    "the publisher sent more elements than it was asked for: more than " + window + " wait")));
            return;
        }
        queue.add(element);
    }

    @Override
    public void onError(Throwable cause) {
        queue.add(new End(Objects.requireNonNull(cause, "an error")));
    }

    @Override
    public void onComplete() {
        queue.add(new End(null));
    }

    /** The next element, and asks for more in time; null when nothing more comes: see {@link #error}. */
    @SuppressWarnings("unchecked") // what is no end was given to onNext
    @Nullable
    T next() throws InterruptedException {
        Object next = queue.take();
        if (next instanceof End end) {
            error = end.error;
            return null;
        }
        taken++;
        if (taken * 2 >= window) {
            Flow.Subscription from = subscription.get();
            if (from != null && !isCancelled) from.request(taken);
            taken = 0;
        }
        return (T) next;
    }

    /** What it ended with; null when it was in order. */
    @Nullable
    Throwable error() {
        return error;
    }

    /** Nothing more is wanted. */
    void cancel() {
        isCancelled = true;
        Flow.Subscription from = subscription.get();
        if (from != null) from.cancel();
    }
}
