package io.headrace.exec.pass;

import io.headrace.exec.spill.HeldRows;
import io.headrace.exec.spill.Placing;
import io.headrace.exec.spill.SpillScope;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.function.FlatMapFunction;
import io.headrace.plan.Node;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The user's function of whole partitions, and where the rows of a partition are held for it.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param space where rows go that outgrow the heap
 */
record PartitionFunction(FlatMapFunction<Iterator<Object>, Object> function, SpillSpace space) {
    /**
     * The rows of one partition.
     *
     * <p><b>Threading:</b> one worker's.
     */
    record Held(SpillScope scope, HeldRows rows) {
        void close() {
            scope.close();
        }
    }

    Held hold(Node node) {
        SpillScope scope = space.newScope();
        return new Held(scope, HeldRows.onHeapFirst(Placing.DISK, scope, space.anyType(), node.describe()));
    }

    @SuppressWarnings("NullAway") // rows may be null; the erased function types cannot say so
    Iterator<Object> call(Held held) throws Exception {
        return function.call(new Reading(held.rows().seal().iterator()));
    }

    /** Nothing is taken out. */
    private record Reading(Iterator<@Nullable Object> rows) implements Iterator<@Nullable Object> {
        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public @Nullable Object next() {
            return rows.next();
        }
    }
}
