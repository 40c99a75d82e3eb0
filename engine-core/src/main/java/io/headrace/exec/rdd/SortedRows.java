package io.headrace.exec.rdd;

import io.headrace.Tuple2;
import io.headrace.exec.spill.RowBin;
import io.headrace.exec.spill.SortSpill;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Pairs in the order of their keys, in contiguous ranges: equal keys stay in their order, and in one partition. What does not fit on the
 * heap is sorted in runs on the disk.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
final class SortedRows extends WideRows {
    private final Comparator<Object> byKey;

    /** @param order of keys; names itself when the user's part of it throws */
    SortedRows(String word, Rows parent, int partitions, Comparator<Object> order, Home home) {
        super(word, List.of(parent), partitions, home);
        this.byKey = (a, b) -> order.compare(((Tuple2<?, ?>) a)._1(), ((Tuple2<?, ?>) b)._1());
    }

    @Override
    Computed compute(Tasks tasks) throws Exception {
        SortSpill spill = new SortSpill(scope(), inWords(), byKey);
        List<SortSpill.Source> sources = tasks.each(parent(), (rows, partition, worker) -> {
            SortSpill.Source source = spill.source(partition);
            rows.push(partition, source::add, worker);
            if (!spill.hasSpilled()) source.sorted();
            else source.flush();
            return source;
        });
        return spill.hasSpilled() ? onDisk(spill, sources) : Computed.ofLists(ranges(sources));
    }

    private Computed onDisk(SortSpill spill, List<SortSpill.Source> sources) {
        for (SortSpill.Source source : sources) source.flush();
        List<RowBin> ranges = spill.ranges(partitions());
        return (partition, sink) -> ranges.get(partition).push(sink);
    }

    private List<List<Object>> ranges(List<SortSpill.Source> sources) {
        List<Object> all = new ArrayList<>();
        for (SortSpill.Source source : sources) all.addAll(source.sorted());
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
