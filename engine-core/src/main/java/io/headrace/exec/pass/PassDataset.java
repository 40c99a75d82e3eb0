package io.headrace.exec.pass;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import org.jspecify.annotations.Nullable;

/**
 * What a pass makes of its root's dataset, as a dataset: computed whenever it is pushed, kept nowhere. A part of a union, or a narrow
 * stream that a lazy consumer reads.
 *
 * <p><b>Threading:</b> {@link #begin} before the workers; each uses the pass of its index.
 */
public final class PassDataset implements Dataset {
    private final Pass[] passes;
    private @Nullable Dataset root;
    private @Nullable RecordFilter filter;
    private @Nullable ThrowCollector collector;

    /** @param passes one for each worker, the thread of the outputs included */
    public PassDataset(Pass[] passes) {
        this.passes = passes.clone();
    }

    /** Shows what becomes of another dataset from now on. */
    public PassDataset begin(Dataset root, @Nullable RecordFilter filter, @Nullable ThrowCollector collector) {
        this.root = root;
        this.filter = filter;
        this.collector = collector;
        return this;
    }

    private Dataset root() {
        if (root == null) throw new IllegalStateException("begin comes first");
        return root;
    }

    @Override
    public int partitions() {
        return root().partitions();
    }

    @Override
    public void push(int partition, Sink sink, Worker worker) throws Exception {
        passes[worker.index()].run(root(), partition, sink, worker, filter, collector);
    }
}
