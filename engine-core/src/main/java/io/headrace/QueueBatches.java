package io.headrace;

import io.headrace.plan.CallSite;
import io.headrace.source.BatchSource;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * Batches out of a queue of datasets.
 *
 * <p><b>Threading:</b> the thread of the ticks; it takes the queue's lock while it looks.
 */
final class QueueBatches<T> implements BatchSource<T> {
    private static final long serialVersionUID = 1;

    private final transient Queue<Rdd<T>> queue;
    private final CallSite site;
    private final boolean oneAtATime;
    private final transient @Nullable Rdd<T> byDefault;

    /** @param site where the stream was made: for whoever finds what is wrong with the queue */
    QueueBatches(Queue<Rdd<T>> queue, CallSite site, boolean oneAtATime, @Nullable Rdd<T> byDefault) {
        this.queue = queue;
        this.site = site;
        this.oneAtATime = oneAtATime;
        this.byDefault = byDefault;
    }

    @Override
    public List<List<T>> batchAt(long timeMillis) {
        List<Rdd<T>> taken = take();
        if (taken.isEmpty() && byDefault != null) taken.add(byDefault);
        List<List<T>> partitions = new ArrayList<>();
        for (Rdd<T> rdd : taken) partitions.addAll(rdd.glom().collect());
        return partitions;
    }

    private List<Rdd<T>> take() {
        List<Rdd<T>> taken = new ArrayList<>();
        try {
            synchronized (queue) { // as Spark does: so that users may keep several datasets together
                do {
                    if (queue.isEmpty()) break;
                    taken.add(first());
                } while (!oneAtATime);
            }
            return taken;
        } catch (NoSuchElementException e) {
            return taken; // somebody else took it since it was seen: a queue of java.util.concurrent has no lock
        }
    }

    /** The first of the queue, and not what {@code poll} says: it answers null for an empty queue and for a null in it. */
    @SuppressWarnings("ConstantValue") // a LinkedList takes nulls
    private Rdd<T> first() {
        Rdd<T> first = queue.remove();
        if (first == null)
            throw new StreamingException("the queue of queueStream at " + site
                    + " holds a null, which is no dataset: for a batch without records put in"
                    + " context.parallelize(List.of()), or nothing: an empty queue gives such a batch too");
        return first;
    }
}
