package io.headrace.exec.rdd;

import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that need all partitions of other datasets first. They are computed once, for the first action that needs them.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
abstract class WideRows extends Rows {
    private final int partitions;
    private @Nullable List<? extends List<?>> result;

    WideRows(String word, List<Rows> parents, int partitions) {
        super(word, parents);
        if (partitions < 1)
            throw new IllegalArgumentException(word + " in " + partitions + " partitions; give 1 or more");
        this.partitions = partitions;
    }

    /** A list for each partition. */
    abstract List<? extends List<?>> compute(Tasks tasks) throws Exception;

    @Override
    final void prepare(Tasks tasks) throws Exception {
        if (result != null) return;
        super.prepare(tasks);
        result = compute(tasks);
    }

    @Override
    public final int partitions() {
        return partitions;
    }

    @Override
    final void show(int partition, Sink sink, Worker worker) throws Exception {
        List<? extends List<?>> rows = result;
        if (rows == null) throw new IllegalStateException(word() + " was not prepared before its rows are read");
        for (Object row : rows.get(partition)) sink.accept(row);
    }
}
