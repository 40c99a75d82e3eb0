package io.headrace.exec.eval;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.fold.Fold;
import io.headrace.exec.fold.FoldTasks;
import io.headrace.exec.pass.Pass;
import io.headrace.exec.pass.PassDataset;
import io.headrace.exec.work.TaskSet;
import io.headrace.plan.Node;
import org.jspecify.annotations.Nullable;

/**
 * One consumer's way to the rows of its parent: the narrow operators above it, fused, once for each worker, and the dataset they read.
 *
 * <p><b>Threading:</b> several workers at once, each with the pass of its own.
 */
public final class ParentRows {
    /** Gives each partition's rows a place to go. */
    @FunctionalInterface
    public interface SinkOf {
        Sink sink(int partition, Worker worker);
    }

    private final Pass[] passes;

    /** @param passes one for each worker, all of the same consumer */
    public ParentRows(Pass[] passes) {
        this.passes = passes.clone();
    }

    /** The stream whose dataset is read. */
    public Node rootNode() {
        return passes[0].root();
    }

    /** What is read in this batch; null when there is no dataset for this interval. */
    public @Nullable Dataset root(BatchScope scope) throws Exception {
        return scope.of(rootNode());
    }

    /** Shows the rows that a partition of the root becomes, without the records that the batch leaves out. */
    public void push(BatchScope scope, Dataset root, int partition, Sink sink, Worker worker) throws Exception {
        passes[worker.index()].run(root, partition, sink, worker, scope.filter(), scope.collector());
    }

    /** The worker's own pass. */
    public Pass pass(Worker worker) {
        return passes[worker.index()];
    }

    /** A task for each partition, which pushes its rows. */
    public TaskSet tasks(BatchScope scope, Dataset root, SinkOf sinks) {
        return new TaskSet() {
            @Override
            public int tasks() {
                return root.partitions();
            }

            @Override
            public void run(int task, Worker worker) throws Exception {
                push(scope, root, task, sinks.sink(task, worker), worker);
            }
        };
    }

    /** The rows into a fold. */
    public FoldTasks folding(Fold fold) {
        return new FoldTasks(fold, passes);
    }

    /** The rows as a dataset, for whoever reads them later. */
    public PassDataset newDataset() {
        return new PassDataset(passes);
    }
}
