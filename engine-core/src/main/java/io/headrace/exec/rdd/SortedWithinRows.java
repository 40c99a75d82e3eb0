package io.headrace.exec.rdd;

import io.headrace.Tuple2;
import io.headrace.exec.spill.SortSpill;
import java.util.Comparator;
import java.util.List;

/**
 * The pairs of each partition in the order of their keys; equal keys stay in their order. What does not fit on the heap is sorted in runs on
 * the disk.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class SortedWithinRows extends WideRows {
    private final Comparator<Object> byKey;

    /** @param order of keys; names itself when the user's part of it throws */
    SortedWithinRows(String word, Rows parent, Comparator<Object> order, Home home) {
        super(word, List.of(parent), parent.partitions(), home);
        this.byKey = (a, b) -> order.compare(((Tuple2<?, ?>) a)._1(), ((Tuple2<?, ?>) b)._1());
    }

    @Override
    Computed compute(Tasks tasks) throws Exception {
        List<Iterable<?>> sorted = tasks.each(parent(), (rows, partition, worker) -> {
            SortSpill spill = new SortSpill(scope(), inWords(), byKey);
            SortSpill.Source source = spill.source(0);
            rows.push(partition, source::add, worker);
            if (!spill.hasSpilled()) return source.sorted();
            source.flush();
            return spill.ranges(1).get(0);
        });
        return (partition, sink) -> {
            for (Object row : sorted.get(partition)) sink.accept(row);
        };
    }
}
