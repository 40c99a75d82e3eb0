package io.headrace.exec.fold;

import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A result of one element or none, in one partition.
 *
 * <p><b>Threading:</b> immutable.
 */
record ListResult(List<? extends @Nullable Object> rows) implements FoldResult {
    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public void push(int partition, Sink sink, Worker worker) throws Exception {
        for (Object row : rows) sink.accept(row);
    }

    @Override
    public void release() {
        // nothing is used again
    }
}
