package io.headrace.exec.fold;

import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.work.TaskRunner;

/**
 * What a stage makes of all rows of a batch. Its life in a batch: {@link #begin}; for each partition of the rows, on any worker, {@link
 * #open}, rows into that sink, {@link #close}; then {@link #finish}; and once nobody reads the result any more, its release. Several
 * results may be out at once.
 *
 * <p><b>Threading:</b> begin, finish and the release of results: the thread of the jobs. The rest: all workers at once, each with
 * partitions of its own.
 */
public interface Fold extends AutoCloseable {
    /** Begins a batch whose rows come in so many partitions; what a failed batch left is forgotten. */
    void begin(int partitions);

    /** Where the rows of a partition go. */
    Sink open(int partition, Worker worker);

    /** All rows of a partition have gone in. */
    void close(int partition, Worker worker);

    /** Merges what the workers have. */
    FoldResult finish(TaskRunner runner) throws Exception;

    @Override
    void close();
}
