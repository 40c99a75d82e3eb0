package io.headrace.exec.rdd;

import io.headrace.Tuple2;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.List;

/**
 * Each row of one dataset with each row of another; a partition for each two partitions.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class ProductRows extends Rows {
    ProductRows(Rows first, Rows second) {
        super("cartesian", List.of(first, second));
    }

    private Rows second() {
        return parents().get(1);
    }

    @Override
    public int partitions() {
        return Math.multiplyExact(parent().partitions(), second().partitions());
    }

    @Override
    @SuppressWarnings("NullAway") // rows may be null
    void show(int partition, Sink sink, Worker worker) throws Exception {
        int columns = second().partitions();
        List<Object> right = Tasks.rowsOf(second(), partition % columns, worker);
        parent().push(
                        partition / columns,
                        left -> {
                            for (Object other : right) sink.accept(new Tuple2<>(left, other));
                        },
                        worker);
    }
}
