package io.headrace.exec.rdd;

import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.List;

/**
 * Neighbouring partitions put together, so that there are fewer.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class CoalescedRows extends Rows {
    private final int most;

    CoalescedRows(Rows parent, int most) {
        super("coalesce", List.of(parent));
        this.most = most;
    }

    @Override
    public int partitions() {
        return Math.min(most, parent().partitions());
    }

    @Override
    void show(int partition, Sink sink, Worker worker) throws Exception {
        int end = first(partition + 1);
        for (int i = first(partition); i < end; i++) parent().push(i, sink, worker);
    }

    private int first(int partition) {
        return (int) ((long) partition * parent().partitions() / partitions());
    }

    @Override
    boolean areViews() {
        return parent().areViews();
    }
}
