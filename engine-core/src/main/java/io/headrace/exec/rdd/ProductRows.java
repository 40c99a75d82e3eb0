package io.headrace.exec.rdd;

import io.headrace.Tuple2;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.spill.HeldRows;
import java.util.List;

/**
 * Each row of one dataset with each row of another; a partition for each two partitions. A partition of the other is held, and gone through
 * once for each row.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class ProductRows extends Rows {
    private final Home home;

    ProductRows(Rows first, Rows second, Home home) {
        super("cartesian", List.of(first, second));
        this.home = home;
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
        try (HeldRows right = home.held(word(), second(), partition % columns, worker)) {
            parent().push(
                            partition / columns,
                            left -> right.push(other -> sink.accept(new Tuple2<>(left, other))),
                            worker);
        }
    }
}
