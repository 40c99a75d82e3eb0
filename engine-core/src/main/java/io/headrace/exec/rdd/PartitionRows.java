package io.headrace.exec.rdd;

import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.spill.HeldRows;
import java.util.Iterator;
import java.util.List;

/**
 * Each partition of another dataset as a whole.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class PartitionRows extends Rows {
    /** What is made of a partition. */
    @FunctionalInterface
    interface Whole {
        /**
         * Makes it.
         *
         * @param partition of the parent, whichever task computes it
         */
        Iterator<Object> call(int partition, Iterator<Object> rows) throws Exception;
    }

    private final Whole function;
    private final Home home;

    /** @param function names itself when the user's part of it throws */
    PartitionRows(String word, Rows parent, Whole function, Home home) {
        super(word, List.of(parent));
        this.function = function;
        this.home = home;
    }

    @Override
    public int partitions() {
        return parent().partitions();
    }

    @Override
    @SuppressWarnings("NullAway") // it does not see that rows may be null
    void show(int partition, Sink sink, Worker worker) throws Exception {
        try (HeldRows rows = home.held(word(), parent(), partition, worker)) {
            Iterator<Object> made = function.call(partition, rows.iterator());
            while (made.hasNext()) sink.accept(made.next());
        }
    }
}
