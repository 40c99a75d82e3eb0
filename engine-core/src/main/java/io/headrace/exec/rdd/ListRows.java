package io.headrace.exec.rdd;

import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.List;

/**
 * Rows that the user has given, a list for each partition.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class ListRows extends Rows {
    private final List<? extends List<?>> partitions;

    ListRows(String word, List<? extends List<?>> partitions) {
        super(word, List.of());
        this.partitions = partitions;
    }

    @Override
    public int partitions() {
        return partitions.size();
    }

    @Override
    void show(int partition, Sink sink, Worker worker) throws Exception {
        for (Object row : partitions.get(partition)) sink.accept(row);
    }
}
