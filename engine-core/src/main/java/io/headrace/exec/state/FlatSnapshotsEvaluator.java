package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.work.TaskSet;
import io.headrace.function.Function;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.flat.FlatView;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code stateSnapshots} of flat states: views of copies, or pairs of each key and what a function makes of a view. Copies, for a view can be
 * written through, and states are committed by batches alone. Eager, for the states move on before outputs run.
 *
 * <p><b>Threading:</b> as {@link Evaluator}; a partition by one worker at a time.
 */
public final class FlatSnapshotsEvaluator implements Evaluator {
    private final Node node;
    private final MapFlatStateEvaluator mapped;
    private final FlatViews<?> views;
    private final FlatResults[] copies;

    /**
     * @param node the snapshots' own
     * @param mapped the evaluator of its parent
     * @param evaluators how many workers there are
     * @param slots how many batches may be read at once
     */
    public FlatSnapshotsEvaluator(
            Node node, MapFlatStateEvaluator mapped, int evaluators, int slots, MemoryBudget budget) {
        this.node = node;
        this.mapped = mapped;
        views = ((Operator.MapFlatState) mapped.node().operator()).states();
        copies = new FlatResults[slots];
        for (int i = 0; i < slots; i++) copies[i] = new FlatResults(views, mapped.partitions(), evaluators, budget);
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        if (scope.of(mapped.node()) == null) return null;
        FlatResults into = copies[scope.slot()];
        if (node.operator() instanceof Operator.StateSnapshots pairs && pairs.shown() != null) {
            Function<Object, Object> shown = pairs.shown();
            return mapped.eachPartition(
                    scope, (partition, worker, results) -> show(partition, into.begin(partition), shown, results));
        }
        scope.tasks().run(new TaskSet() {
            @Override
            public int tasks() {
                return mapped.partitions();
            }

            @Override
            public void run(int partition, Worker worker) {
                copyAll(partition, into.begin(partition));
            }
        });
        return into;
    }

    private void copyAll(int partition, FlatRecords into) {
        mapped.statesOf(partition)
                .<RuntimeException>forEachNext((key, keyLength, state, length) -> copy(state, length, into));
    }

    private long copy(long state, int length, FlatRecords into) {
        if (length != into.length())
            throw new CorruptDataException(
                    node.describe() + ": a state has " + length + " bytes instead of " + into.length());
        long copy = into.add();
        if (copy == FlatRecords.FULL)
            throw new IllegalStateException(node.describe() + ": there is no memory in the budget for a copy of all"
                    + " states; raise headrace.memory.limit (and -Dheadrace.memory.limit, which bounds the process)");
        RawMemory.copy(state, copy, length);
        return copy;
    }

    /** One copy after the other in the same place: the function's results are what lasts. */
    private void show(
            int partition, FlatRecords place, Function<Object, Object> shown, List<@Nullable Object> results) {
        PartitionStates states = mapped.statesOf(partition);
        states.<RuntimeException>forEachNext((key, keyLength, state, length) -> {
            Object object = states.keyAt(key, keyLength);
            place.clear();
            FlatView view = (FlatView) views.create();
            view.wrap(copy(state, length, place));
            results.add(pairOf(object, shown, view));
            view.expire();
        });
    }

    @SuppressWarnings("NullAway") // results may be null, and it does not see that pairs take them
    private Object pairOf(@Nullable Object key, Function<Object, Object> shown, FlatView state) {
        try {
            return new Tuple2<>(key, shown.call(state));
        } catch (Throwable e) {
            throw OperatorFailedException.ofKey(node, key, e);
        }
    }

    @Override
    public boolean isEager() {
        return true;
    }

    @Override
    public void close() {
        for (FlatResults made : copies) made.close();
    }
}
