package io.headrace.exec.rdd;

import io.headrace.StreamingException;
import io.headrace.Tuple2;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.spill.HeldRows;
import io.headrace.function.FlatMapFunction2;
import java.util.Iterator;
import java.util.List;

/**
 * The partitions of two datasets, side by side.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
@SuppressWarnings("NullAway") // rows may be null
final class ZippedRows extends Rows {
    private final FlatMapFunction2<Iterator<Object>, Iterator<Object>, Object> function;
    private final Home home;

    /** @param function names itself when the user's part of it throws */
    ZippedRows(
            String word,
            Rows first,
            Rows second,
            FlatMapFunction2<Iterator<Object>, Iterator<Object>, Object> function,
            Home home) {
        super(word, List.of(first, second));
        this.function = function;
        this.home = home;
        if (first.partitions() != second.partitions())
            throw new IllegalArgumentException("can't zip datasets with unequal numbers of partitions: " + word
                    + " of one with " + first.partitions() + " and one with " + second.partitions()
                    + "; repartition one of them");
    }

    /** Rows of both, one by one. */
    static ZippedRows byOne(Rows first, Rows second, Home home) {
        return new ZippedRows("zip", first, second, Pairing::new, home);
    }

    @Override
    public int partitions() {
        return parent().partitions();
    }

    @Override
    void show(int partition, Sink sink, Worker worker) throws Exception {
        try (HeldRows left = home.held(word(), parent(), partition, worker);
                HeldRows right = home.held(word(), parents().get(1), partition, worker)) {
            Iterator<Object> made = function.call(left.iterator(), right.iterator());
            while (made.hasNext()) sink.accept(made.next());
        }
    }

    private record Pairing(Iterator<Object> left, Iterator<Object> right) implements Iterator<Object> {
        @Override
        public boolean hasNext() {
            if (left.hasNext() == right.hasNext()) return left.hasNext();
            throw new StreamingException("can only zip datasets with the same number of elements in each partition:"
                    + " the " + (left.hasNext() ? "first" : "second")
                    + " has more; use zipPartitions, or join by a key of zipWithIndex");
        }

        @Override
        public Object next() {
            return new Tuple2<>(left.next(), right.next());
        }
    }
}
