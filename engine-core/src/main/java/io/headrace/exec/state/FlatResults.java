package io.headrace.exec.state;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.codec.ViewPoison;
import io.headrace.memory.codec.flat.FlatView;
import io.headrace.memory.codec.flat.FlatViews;
import org.jspecify.annotations.Nullable;

/**
 * Flat records that a batch has made, as a dataset of views: a partition by a partition. Used again from batch to batch.
 *
 * <p><b>Threading:</b> a partition is filled by one worker; {@link #push} by any, each with a view of its own.
 */
public final class FlatResults implements Dataset, AutoCloseable {
    private final FlatViews<?> views;
    private final FlatRecords[] partitions;
    private final @Nullable FlatView[] byWorker;

    /** @param evaluators how many workers there are, by whose index views are found */
    public FlatResults(FlatViews<?> views, int partitions, int evaluators, MemoryBudget budget) {
        this.views = views;
        this.partitions = new FlatRecords[partitions];
        for (int i = 0; i < partitions; i++)
            this.partitions[i] = new FlatRecords(views.layout().fixedLength(), budget);
        byWorker = new FlatView[evaluators];
    }

    /** The records of a partition, emptied. */
    public FlatRecords begin(int partition) {
        partitions[partition].clear();
        return partitions[partition];
    }

    @Override
    public int partitions() {
        return partitions.length;
    }

    @Override
    public void push(int partition, Sink sink, Worker worker) throws Exception {
        FlatRecords records = partitions[partition];
        FlatView view = viewOf(worker);
        long end = records.end();
        for (long record = records.begin(); record != end; record += records.length()) {
            view.wrap(record);
            sink.accept(view);
            if (!ViewPoison.ON) continue;
            view.expire();
            view = (FlatView) views.create();
        }
    }

    private FlatView viewOf(Worker worker) {
        FlatView view = byWorker[worker.index()];
        if (view == null || ViewPoison.ON) {
            view = (FlatView) views.create();
            byWorker[worker.index()] = view;
        }
        return view;
    }

    @Override
    public void close() {
        for (FlatRecords records : partitions) records.close();
    }
}
