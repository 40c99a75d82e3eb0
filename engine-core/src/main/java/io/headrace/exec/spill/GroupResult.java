package io.headrace.exec.spill;

import io.headrace.Tuple2;
import io.headrace.exec.data.Sink;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The groups of one partition: they come in any order, and are shown in the order in which their keys first appeared. Long lists are bins of
 * their own; what is stored with the key is their number.
 *
 * <p><b>Threading:</b> one thread adds and seals; then any thread reads.
 */
final class GroupResult {
    /** Values of a key that take more stay on the disk. */
    private static final long MOST_INLINE = 64 << 10;

    private static final Comparator<Object> BY_PLACE = Comparator.comparingLong(entry -> ((GroupEntry) entry).place());

    private final SpillScope scope;
    private final Owner owner;
    private final int datasets;
    private final RowForm form;
    private final Meter meter;
    private final List<RowBin> longLists = new ArrayList<>();
    private List<Object> waiting = new ArrayList<>();
    private List<RowBin> runs = new ArrayList<>();

    /** @param datasets how many lists a key has; 0 for a combination */
    GroupResult(SpillScope scope, Owner owner, int datasets) {
        this.scope = scope;
        this.owner = owner;
        this.datasets = datasets;
        this.form = new GroupEntry.Form(scope.space().anyType());
        this.meter = scope.meter();
    }

    /**
     * Values of a key in one dataset.
     *
     * <p><b>Threading:</b> one thread.
     */
    final class Values {
        private final List<@Nullable Object> few = new ArrayList<>();
        private @Nullable RowBin many;
        private long weight;

        void add(@Nullable Object value) {
            RowBin bin = many;
            if (bin != null) {
                bin.accept(value);
                return;
            }
            few.add(value);
            weight += Long.BYTES + RowWeight.of(value);
            if (weight > Math.min(MOST_INLINE, scope.space().heap().free())) toBin();
        }

        private void toBin() {
            RowBin bin = scope.bin(Placing.DISK, scope.space().anyType(), owner);
            many = bin;
            few.forEach(bin::accept);
            few.clear();
        }

        private Object stored() {
            RowBin bin = many;
            if (bin == null) return few;
            longLists.add(bin.seal());
            return longLists.size() - 1;
        }
    }

    Values newValues() {
        return new Values();
    }

    void add(long place, @Nullable Object key, List<Values> values) {
        List<Object> stored = new ArrayList<>(values.size());
        for (Values one : values) stored.add(one.stored());
        add(place, key, (Object) stored);
    }

    void add(long place, @Nullable Object key, @Nullable Object value) {
        Tuple2<?, ?> pair = GroupSpill.pair(key, value);
        waiting.add(new GroupEntry(0, 0, place, false, pair));
        if (!meter.add(pair)) flush();
    }

    private void flush() {
        if (!waiting.isEmpty()) {
            waiting.sort(BY_PLACE);
            RowBin bin = scope.bin(Placing.DISK, form, owner);
            for (Object entry : waiting) bin.accept(entry);
            runs.add(bin.seal());
            waiting = new ArrayList<>();
        }
        meter.close();
    }

    void seal() {
        flush();
        runs = Merging.fewer(runs, BY_PLACE, scope, form, owner);
    }

    void push(Sink sink) throws Exception {
        for (Iterator<@Nullable Object> merged = Merging.of(runs, BY_PLACE); merged.hasNext(); ) {
            if (!(merged.next() instanceof GroupEntry entry)) throw new IllegalStateException("no entry");
            Object value = entry.pair()._2();
            sink.accept(
                    datasets == 0 ? entry.pair() : GroupSpill.pair(entry.pair()._1(), lists(value)));
        }
    }

    /** A list, or where there are several datasets, a list of lists. */
    private @Nullable Object lists(@Nullable Object stored) {
        if (!(stored instanceof List<?> all)) throw new IllegalStateException("no lists");
        List<@Nullable Object> lists = new ArrayList<>(datasets);
        for (Object one : all) lists.add(one instanceof Integer number ? new SpilledList(longLists.get(number)) : one);
        return datasets == 1 ? lists.get(0) : lists;
    }
}
