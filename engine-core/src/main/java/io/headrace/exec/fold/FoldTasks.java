package io.headrace.exec.fold;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.pass.Pass;
import io.headrace.exec.pass.RecordFilter;
import io.headrace.exec.pass.ThrowCollector;
import io.headrace.exec.work.TaskRunner;
import io.headrace.exec.work.TaskSet;
import org.jspecify.annotations.Nullable;

/**
 * Brings passes and a fold together: a task is a partition of the root's dataset, which goes through the worker's pass into the fold.
 *
 * <p><b>Threading:</b> {@link #run(Dataset, TaskRunner, RecordFilter, ThrowCollector)} by the thread of the jobs.
 */
public final class FoldTasks implements TaskSet {
    private final Fold fold;
    private final Pass[] passes;
    private @Nullable Dataset root;
    private @Nullable RecordFilter filter;
    private @Nullable ThrowCollector collector;

    /** @param passes one for each worker */
    public FoldTasks(Fold fold, Pass[] passes) {
        this.fold = fold;
        this.passes = passes.clone();
    }

    /** Computes the stage's result of a batch. */
    public FoldResult run(
            Dataset rootDataset, TaskRunner runner, @Nullable RecordFilter filter, @Nullable ThrowCollector collector)
            throws Exception {
        this.root = rootDataset;
        this.filter = filter;
        this.collector = collector;
        fold.begin(rootDataset.partitions());
        runner.run(this);
        return fold.finish(runner);
    }

    private Dataset root() {
        if (root == null) throw new IllegalStateException("there is no batch yet");
        return root;
    }

    @Override
    public int tasks() {
        return root().partitions();
    }

    @Override
    public void run(int task, Worker worker) throws Exception {
        passes[worker.index()].run(root(), task, fold.open(task, worker), worker, filter, collector);
        fold.close(task, worker);
    }
}
