package io.headrace.exec.spill;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sorts rows that may not fit on the heap: each source sorts what has room, and writes it when there is no more; the runs are merged. Equal
 * rows stay in the order of the sources, and in each in their order.
 *
 * <p><b>Threading:</b> {@link #source} and its sources by several workers at once, each source by one; the rest by one thread.
 */
public final class SortSpill {
    private record Run(int source, int number, RowBin bin) {}

    private final SpillScope scope;
    private final Owner owner;
    private final Comparator<Object> order;
    private final List<Run> runs = new ArrayList<>(); // guarded by itself
    private long rows;

    /** @param name of the operation, for messages */
    public SortSpill(SpillScope scope, String name, Comparator<Object> order) {
        this.scope = scope;
        this.owner = Owner.outgrown(name, scope.space().heap());
        this.order = order;
    }

    /**
     * Sorts the rows of one source.
     *
     * <p><b>Threading:</b> one thread at a time.
     */
    public final class Source {
        private final int number;
        private final Meter meter = scope.meter();
        private List<Object> waiting = new ArrayList<>();
        private int written;

        private Source(int number) {
            this.number = number;
        }

        @SuppressWarnings("NullAway") // the order decides whether rows may be null
        public void add(@Nullable Object row) {
            waiting.add(row);
            if (!meter.add(row)) flush();
        }

        /** The rows on the heap, in order; those before were written. */
        public List<Object> sorted() {
            waiting.sort(order);
            return waiting;
        }

        /** Writes what is on the heap. */
        public void flush() {
            if (!waiting.isEmpty()) {
                RowBin bin = scope.bin(Placing.DISK, scope.space().anyType(), owner);
                for (Object row : sorted()) bin.accept(row);
                Run run = new Run(number, written++, bin.seal());
                synchronized (runs) {
                    runs.add(run);
                    rows += bin.rows();
                }
                waiting = new ArrayList<>();
            }
            meter.close();
        }
    }

    /**
     * Where the records of a source go.
     *
     * @param number sources count in the order of the records
     */
    public Source source(int number) {
        return new Source(number);
    }

    /** Whether any row was written. */
    public boolean hasSpilled() {
        synchronized (runs) {
            return !runs.isEmpty();
        }
    }

    /** The rows that were written, in contiguous ranges of about the same length; equal ones are in one. */
    public List<RowBin> ranges(int count) {
        List<RowBin> sorted =
                Merging.fewer(inOrder(), order, scope, scope.space().anyType(), owner);
        Iterator<@Nullable Object> merged = Merging.of(sorted, order);
        List<RowBin> ranges = new ArrayList<>(count);
        long at = 0;
        Object next = merged.hasNext() ? merged.next() : null;
        for (int i = 1; i <= count; i++) {
            RowBin range = scope.bin(Placing.DISK, scope.space().anyType(), owner);
            long end = rangeEnd(i, count);
            Object last = null;
            for (; at < rows && (at < end || (range.rows() > 0 && isEqual(last, next))); at++) {
                range.accept(next);
                last = next;
                next = merged.hasNext() ? merged.next() : null;
            }
            ranges.add(range.seal());
        }
        sorted.forEach(scope::close);
        return ranges;
    }

    private long rangeEnd(int range, int count) {
        return range == count ? rows : Math.multiplyExact(range, rows) / count;
    }

    @SuppressWarnings("NullAway") // the order decides whether rows may be null
    private boolean isEqual(@Nullable Object last, @Nullable Object next) {
        return order.compare(last, next) == 0;
    }

    private List<RowBin> inOrder() {
        synchronized (runs) {
            runs.sort(Comparator.comparingInt(Run::source).thenComparingInt(Run::number));
            List<RowBin> bins = new ArrayList<>();
            for (Run run : runs) bins.add(run.bin);
            return bins;
        }
    }
}
