package io.headrace.exec.spill;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Runs of rows that are in order each, as one in order: equal rows come in the order of the runs.
 *
 * <p><b>Threading:</b> an iterator belongs to its user.
 */
final class Merging implements Iterator<@Nullable Object> {
    /** A run that is being read has a chunk of its rows on the heap: more than so many are merged to fewer before. */
    static final int MOST_RUNS = 32;

    private static final class Head {
        final Iterator<@Nullable Object> run;
        final int number;

        @Nullable
        Object row;

        Head(Iterator<@Nullable Object> run, int number) {
            this.run = run;
            this.number = number;
        }
    }

    private final PriorityQueue<Head> heads;

    private Merging(List<RowBin> runs, Comparator<Object> order) {
        @SuppressWarnings("NullAway") // the order decides whether rows may be null
        Comparator<Head> byRow = (a, b) -> {
            int compared = order.compare(a.row, b.row);
            return compared != 0 ? compared : Integer.compare(a.number, b.number);
        };
        heads = new PriorityQueue<>(Math.max(1, runs.size()), byRow);
        for (int i = 0; i < runs.size(); i++) advance(new Head(runs.get(i).iterator(), i));
    }

    private void advance(Head head) {
        if (!head.run.hasNext()) return;
        head.row = head.run.next();
        heads.add(head);
    }

    static Iterator<@Nullable Object> of(List<RowBin> runs, Comparator<Object> order) {
        return runs.size() == 1 ? runs.get(0).iterator() : new Merging(runs, order);
    }

    /** As few runs of the same rows as can be merged at once. The runs that are given are freed. */
    static List<RowBin> fewer(
            List<RowBin> runs, Comparator<Object> order, SpillScope scope, RowForm form, Owner owner) {
        List<RowBin> left = runs;
        while (left.size() > MOST_RUNS) {
            List<RowBin> merged = new ArrayList<>();
            for (int from = 0; from < left.size(); from += MOST_RUNS) {
                List<RowBin> some = left.subList(from, Math.min(left.size(), from + MOST_RUNS));
                RowBin one = scope.bin(Placing.DISK, form, owner);
                of(some, order).forEachRemaining(one::accept);
                merged.add(one.seal());
                some.forEach(scope::close);
            }
            left = merged;
        }
        return left;
    }

    @Override
    public boolean hasNext() {
        return !heads.isEmpty();
    }

    @Override
    public @Nullable Object next() {
        Head head = heads.poll();
        if (head == null) throw new NoSuchElementException();
        Object row = head.row;
        advance(head);
        return row;
    }
}
