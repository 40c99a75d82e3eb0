package io.headrace;

import io.headrace.source.BatchSource;
import java.util.ArrayList;
import java.util.List;
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
    private final boolean oneAtATime;
    private final transient @Nullable Rdd<T> byDefault;

    QueueBatches(Queue<Rdd<T>> queue, boolean oneAtATime, @Nullable Rdd<T> byDefault) {
        this.queue = queue;
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
        synchronized (queue) { // as Spark does: so that users may keep several datasets together
            do {
                Rdd<T> next = queue.poll();
                if (next == null) break;
                taken.add(next);
            } while (!oneAtATime);
        }
        return taken;
    }
}
