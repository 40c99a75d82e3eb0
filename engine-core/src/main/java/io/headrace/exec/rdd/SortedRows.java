package io.headrace.exec.rdd;

import io.headrace.Tuple2;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Pairs in the order of their keys, in contiguous ranges: equal keys stay in their order, and in one partition.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class SortedRows extends WideRows {
    private final Comparator<Object> order;

    /** @param order of keys; names itself when the user's part of it throws */
    SortedRows(String word, Rows parent, int partitions, Comparator<Object> order) {
        super(word, List.of(parent), partitions);
        this.order = order;
    }

    @Override
    List<? extends List<?>> compute(Tasks tasks) throws Exception {
        Comparator<Object> byKey = (a, b) -> order.compare(((Tuple2<?, ?>) a)._1(), ((Tuple2<?, ?>) b)._1());
        List<Object> all = new ArrayList<>();
        List<List<Object>> sorted = tasks.each(parent(), (rows, partition, worker) -> {
            List<Object> list = Tasks.rowsOf(rows, partition, worker);
            list.sort(byKey);
            return list;
        });
        for (List<Object> rows : sorted) all.addAll(rows);
        all.sort(byKey); // which finds the sorted runs and merges them
        List<List<Object>> ranges = new ArrayList<>(partitions());
        int from = 0;
        for (int i = 1; i <= partitions(); i++) {
            int to = Math.max(from, (int) ((long) i * all.size() / partitions()));
            while (to > from && to < all.size() && byKey.compare(all.get(to - 1), all.get(to)) == 0) to++;
            ranges.add(all.subList(from, to));
            from = to;
        }
        return ranges;
    }
}
