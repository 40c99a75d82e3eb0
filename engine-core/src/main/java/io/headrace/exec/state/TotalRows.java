package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.spill.HeldRows;
import io.headrace.exec.spill.Holding;
import io.headrace.exec.spill.Placing;
import io.headrace.exec.spill.SpillScope;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Totals, or changes of them, under their numbers, one after the other: on the heap while that has room.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class TotalRows implements AutoCloseable {
    /** Sees one total. */
    @FunctionalInterface
    interface Visitor {
        void total(long number, Tuple2<?, ?> pair) throws Exception;
    }

    private final SpillScope scope;
    private final HeldRows rows;

    TotalRows(Holding holding) {
        scope = holding.space().newScope();
        rows = HeldRows.lasting(Placing.DISK, scope, holding.space().anyType(), holding.name());
    }

    void add(long number, Tuple2<?, ?> pair) {
        rows.accept(new Tuple2<>(number, pair));
    }

    TotalRows seal() {
        rows.seal();
        return this;
    }

    long size() {
        return rows.rows();
    }

    boolean isOnHeap() {
        return rows.onHeap() != null;
    }

    void forEach(Visitor visitor) throws Exception {
        for (Iterator<@Nullable Object> all = rows.iterator(); all.hasNext(); ) {
            Tuple2<?, ?> row = PanePart.pair(all.next());
            visitor.total(numberOf(row), PanePart.pair(row._2()));
        }
    }

    /** Sets them all. */
    void copyTo(HeapTotals target) {
        for (Iterator<@Nullable Object> all = rows.iterator(); all.hasNext(); ) {
            Tuple2<?, ?> row = PanePart.pair(all.next());
            // It says again that it has no room when it is asked for more.
            boolean unused = target.restore(numberOf(row), PanePart.pair(row._2()));
        }
    }

    static long numberOf(Tuple2<?, ?> row) {
        if (row._1() instanceof Long number) return number;
        throw new IllegalStateException("a total without a number: " + row);
    }

    @Override
    public void close() {
        scope.close();
    }
}
