package io.headrace.exec.rdd;

import io.headrace.Tuple2;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.List;

/**
 * Each row with a number that no other row has: of n partitions, the k-th has k, k + n, k + 2n, and so on.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class UniqueRows extends Rows {
    UniqueRows(Rows parent) {
        super("zipWithUniqueId", List.of(parent));
    }

    @Override
    public int partitions() {
        return parent().partitions();
    }

    @Override
    @SuppressWarnings("NullAway") // rows may be null
    void show(int partition, Sink sink, Worker worker) throws Exception {
        long[] next = {partition};
        int step = partitions();
        parent().push(
                        partition,
                        row -> {
                            sink.accept(new Tuple2<>(row, next[0]));
                            next[0] += step;
                        },
                        worker);
    }
}
