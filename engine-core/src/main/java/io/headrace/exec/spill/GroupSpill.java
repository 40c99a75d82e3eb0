package io.headrace.exec.spill;

import io.headrace.Tuple2;
import io.headrace.exec.data.Sink;
import io.headrace.plan.Combine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Groups pairs by key that do not fit on the heap, and gives what would have come of them there: keys in the order in which they first
 * appear, values in the order of the records, combinations made within a source first and then of one source after another.
 *
 * <pre>
 *   pairs ─▶ runs by hash ─▶ merged: a key's pairs side by side ─▶ runs by first appearance ─▶ merged: the result
 * </pre>
 *
 * Values of a key that are many stay on the disk, and are read there: {@link SpilledList}.
 *
 * <p><b>Threading:</b> {@link #source} and {@link #finish} by several workers at once, each source and each partition by one; results are
 * read by any.
 */
public final class GroupSpill {
    private static final int PLACE_BITS = 36;

    static final Comparator<Object> BY_HASH = Comparator.comparingInt(entry -> ((GroupEntry) entry).hash());

    /** Pairs of one source and one partition of the result, by hash. */
    private record Run(int source, int number, int partition, RowBin bin) {}

    private final SpillScope scope;
    private final Owner owner;
    private final @Nullable Combine combine;
    private final int[] firstSources;
    private final int partitions;
    private final RowForm form;
    private final AtomicInteger runNumbers = new AtomicInteger();
    private final List<Run> runs = new ArrayList<>(); // guarded by itself
    private final @Nullable GroupResult[] results;
    private @Nullable Blame blame;

    /**
     * Groups that are to be made.
     *
     * @param name of the operation, for messages
     * @param combine what becomes of values; null: a list for each dataset
     * @param firstSources of each dataset the number of its first source
     * @param partitions of the result
     */
    public GroupSpill(SpillScope scope, String name, @Nullable Combine combine, int[] firstSources, int partitions) {
        this.scope = scope;
        this.owner = Owner.outgrown(name, scope.space().heap());
        this.combine = combine == null || combine.isIntoLists() ? null : combine;
        this.firstSources = firstSources.clone();
        this.partitions = partitions;
        this.form = new GroupEntry.Form(scope.space().anyType());
        this.results = new GroupResult[partitions];
    }

    /** Whom a failure of the user's functions is blamed on: set before the first partition is finished. */
    public GroupSpill blaming(Blame whom) {
        blame = whom;
        return this;
    }

    /**
     * Takes the pairs of one source, in their order: a partition of a dataset.
     *
     * <p><b>Threading:</b> one thread at a time.
     */
    public final class Source {
        private final int number;
        private final List<List<Object>> waiting = new ArrayList<>(partitions);
        private final Meter meter = scope.meter();
        private long place;

        private Source(int number) {
            this.number = number;
            this.place = (long) number << PLACE_BITS;
            for (int i = 0; i < partitions; i++) waiting.add(new ArrayList<>());
        }

        /** One value of a key. */
        public void add(Tuple2<?, ?> pair, int partition) {
            add(pair, partition, false);
        }

        /** What was combined for a key so far. */
        public void addCombined(@Nullable Object key, @Nullable Object combination, int partition) {
            if (combine == null && combination instanceof List<?> values) {
                for (Object value : values) add(pair(key, value), partition, false);
            } else {
                add(pair(key, combination), partition, combine != null);
            }
        }

        private void add(Tuple2<?, ?> pair, int partition, boolean isCombined) {
            int hash = SpillKeys.hashOf(pair._1(), owner);
            waiting.get(partition).add(new GroupEntry(hash, number, place++, isCombined, pair));
            if (!meter.add(pair)) flush();
        }

        /** Writes what waits. */
        public void flush() {
            for (int i = 0; i < partitions; i++) {
                List<Object> entries = waiting.get(i);
                if (entries.isEmpty()) continue;
                entries.sort(BY_HASH);
                RowBin bin = scope.bin(Placing.DISK, form, owner);
                for (Object entry : entries) bin.accept(entry);
                Run run = new Run(number, runNumbers.getAndIncrement(), i, bin.seal());
                synchronized (runs) {
                    runs.add(run);
                }
                waiting.set(i, new ArrayList<>());
            }
            meter.close();
        }
    }

    @SuppressWarnings("NullAway") // keys and values may be null
    static Tuple2<?, ?> pair(@Nullable Object key, @Nullable Object value) {
        return new Tuple2<>(key, value);
    }

    /**
     * Where the records of a source go.
     *
     * @param number sources count in the order of the records
     */
    public Source source(int number) {
        return new Source(number);
    }

    /** Makes a partition of the result, once all sources are flushed. */
    public void finish(int partition) throws Exception {
        List<RowBin> sorted = Merging.fewer(runsOf(partition), BY_HASH, scope, form, owner);
        GroupResult result = new GroupResult(scope, owner, combine == null ? firstSources.length : 0);
        GroupCluster cluster = combine == null
                ? new GroupCluster.OfLists(result, this::datasetOf, firstSources.length)
                : new GroupCluster.OfCombinations(result, combine, blame);
        int hash = 0;
        for (Iterator<@Nullable Object> merged = Merging.of(sorted, BY_HASH); merged.hasNext(); ) {
            if (!(merged.next() instanceof GroupEntry entry)) throw new IllegalStateException("no entry");
            if (entry.hash() != hash) {
                cluster.end();
                hash = entry.hash();
            }
            cluster.add(entry);
        }
        cluster.end();
        result.seal();
        sorted.forEach(scope::close);
        results[partition] = result;
    }

    private List<RowBin> runsOf(int partition) {
        List<Run> of = new ArrayList<>();
        synchronized (runs) {
            for (Run run : runs) if (run.partition == partition) of.add(run);
        }
        of.sort(Comparator.comparingInt(Run::source).thenComparingInt(Run::number));
        List<RowBin> bins = new ArrayList<>();
        for (Run run : of) bins.add(run.bin);
        return bins;
    }

    private int datasetOf(int source) {
        int dataset = firstSources.length - 1;
        while (firstSources[dataset] > source) dataset--;
        return dataset;
    }

    /** Shows the pairs of a partition that is finished: a key with its combination, its list, or a list of its lists in each dataset. */
    public void push(int partition, Sink sink) throws Exception {
        GroupResult result = results[partition];
        if (result == null) throw new IllegalStateException("partition " + partition + " is not finished");
        result.push(sink);
    }
}
