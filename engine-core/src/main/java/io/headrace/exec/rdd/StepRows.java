package io.headrace.exec.rdd;

import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.List;

/**
 * Each row of another dataset on its own.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class StepRows extends Rows {
    private final boolean views;
    private final Step step;

    StepRows(String word, Rows parent, boolean views, Step step) {
        super(word, List.of(parent));
        this.views = views;
        this.step = step;
    }

    @Override
    public int partitions() {
        return parent().partitions();
    }

    @Override
    void show(int partition, Sink sink, Worker worker) throws Exception {
        parent().push(partition, step.before(sink), worker);
    }

    @Override
    boolean areViews() {
        return views;
    }
}
