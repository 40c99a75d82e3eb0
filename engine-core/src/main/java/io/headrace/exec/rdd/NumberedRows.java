package io.headrace.exec.rdd;

import io.headrace.Tuple2;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.List;

/**
 * Each row with its number over all partitions: the partitions before are counted first.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class NumberedRows extends Rows {
    private long[] firsts = {};

    NumberedRows(Rows parent) {
        super("zipWithIndex", List.of(parent));
    }

    @Override
    void prepare(Tasks tasks) throws Exception {
        if (firsts.length > 0 || parent().partitions() == 0) return;
        parent().prepare(tasks);
        List<long[]> counts = tasks.each(parent(), RddAnswers::countOf);
        long[] first = new long[counts.size()];
        for (int i = 1; i < first.length; i++) first[i] = first[i - 1] + counts.get(i - 1)[0];
        firsts = first;
    }

    @Override
    public int partitions() {
        return parent().partitions();
    }

    @Override
    @SuppressWarnings("NullAway") // rows may be null
    void show(int partition, Sink sink, Worker worker) throws Exception {
        long[] next = {firsts[partition]};
        parent().push(partition, row -> sink.accept(new Tuple2<>(row, next[0]++)), worker);
    }
}
