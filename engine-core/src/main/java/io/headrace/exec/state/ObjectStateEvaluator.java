package io.headrace.exec.state;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.RestoredEntries;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.work.TaskSet;
import io.headrace.plan.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What streams with states by key have in common, of objects and of flat records. The states lie off the heap, a table for each partition with one owner at a time; what
 * a batch changes lies in a second one until the batch's stages have succeeded.
 *
 * <p><b>Threading:</b> as {@link StatefulEvaluator}; a partition by one worker at a time.
 */
abstract class ObjectStateEvaluator implements StatefulEvaluator {
    /** Which this owns. */
    final PartitionedStates states;

    private final Node node;

    ObjectStateEvaluator(Node node, PartitionedStates states) {
        this.node = node;
        this.states = states;
    }

    /** Makes the rows of one partition. */
    @FunctionalInterface
    interface RowsOf {
        void make(int partition, Worker worker, List<@Nullable Object> results) throws Exception;
    }

    /** As many partitions of rows as the states have, each made by a worker. */
    final Dataset eachPartition(BatchScope scope, RowsOf rows) throws Exception {
        List<List<@Nullable Object>> results = new ArrayList<>();
        for (int i = 0; i < states.partitions(); i++) results.add(new ArrayList<>());
        scope.tasks().run(new TaskSet() {
            @Override
            public int tasks() {
                return states.partitions();
            }

            @Override
            public void run(int partition, Worker worker) throws Exception {
                rows.make(partition, worker, results.get(partition));
            }
        });
        return new ListDataset().begin(results);
    }

    @Override
    public final boolean isEager() {
        return true;
    }

    @Override
    public final Node node() {
        return node;
    }

    @Override
    public final String codecs() {
        return states.codecs();
    }

    @Override
    public final StateForm form() {
        return states.form();
    }

    @Override
    public final long entries() {
        return states.sum(KeyedStates::size);
    }

    @Override
    public final long offHeapBytes() {
        return states.sum(KeyedStates::memoryBytes);
    }

    @Override
    public final long entriesOnDisk() {
        return states.sum(KeyedStates::coldStates);
    }

    @Override
    public final void writeDelta(StateDelta delta) throws InterruptedException {
        states.writeDelta(delta);
    }

    @Override
    public final void accept() {
        states.accept();
    }

    @Override
    public final void discard() {
        states.discard();
    }

    @Override
    public final void restore(RestoredEntries entries) {
        states.restore(entries);
    }

    @Override
    public final void expect(long keys) {
        states.expect(keys);
    }

    @Override
    public final void restored(long tick) {} // each entry says all

    @Override
    public final void restoredAll() {
        states.restoredAll();
    }
}
