package io.headrace.exec.rdd;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.List;

/**
 * The rows of a dataset of the engine's.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class SourceRows extends Rows {
    private final Dataset dataset;
    private final Life life;
    private final boolean views;

    SourceRows(Object label, Dataset dataset, Life life, boolean views) {
        super(label, List.of());
        this.dataset = dataset;
        this.life = life;
        this.views = views;
    }

    Dataset dataset() {
        life.check();
        return dataset;
    }

    @Override
    public int partitions() {
        life.check();
        return dataset.partitions();
    }

    @Override
    void show(int partition, Sink sink, Worker worker) throws Exception {
        life.check();
        dataset.push(partition, sink, worker);
    }

    @Override
    long countShown(int partition, Worker worker) throws Exception {
        life.check();
        return dataset.count(partition, worker);
    }

    @Override
    void prepare(Tasks tasks) {
        life.check();
    }

    @Override
    boolean areViews() {
        return views;
    }
}
