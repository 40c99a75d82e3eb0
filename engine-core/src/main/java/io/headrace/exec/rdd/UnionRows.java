package io.headrace.exec.rdd;

import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.List;

/**
 * The partitions of several datasets, one after another.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class UnionRows extends Rows {
    UnionRows(List<Rows> parts) {
        super("union", parts);
    }

    @Override
    public int partitions() {
        return parents().stream().mapToInt(Rows::partitions).sum();
    }

    @Override
    void show(int partition, Sink sink, Worker worker) throws Exception {
        int at = partition;
        for (Rows part : parents()) {
            int here = part.partitions();
            if (at < here) {
                part.push(at, sink, worker);
                return;
            }
            at -= here;
        }
        throw new IndexOutOfBoundsException("partition " + partition + " of " + partitions());
    }

    @Override
    boolean areViews() {
        return parents().stream().anyMatch(Rows::areViews);
    }
}
