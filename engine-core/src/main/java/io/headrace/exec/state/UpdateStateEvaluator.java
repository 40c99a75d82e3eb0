package io.headrace.exec.state;

import io.headrace.Time;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.work.TaskSet;
import io.headrace.plan.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code updateStateByKey}: every key, every batch. The states lie off the heap, a table for each partition with one owner at a time; what
 * a batch changes lies in a second one until the batch's stages have succeeded.
 *
 * <p><b>Threading:</b> as {@link StatefulEvaluator}; a partition by one worker at a time.
 */
public final class UpdateStateEvaluator implements StatefulEvaluator {
    private final Node node;
    private final Evaluator grouped;
    private final PartitionedStates states;
    private final List<StatePartition> partitions;

    /**
     * @param grouped the new values of each key, as a {@link List}, placed as the states are
     * @param states which this owns
     * @param partitions one for each of the states', owned by this
     */
    public UpdateStateEvaluator(
            Node node, Evaluator grouped, PartitionedStates states, List<StatePartition> partitions) {
        this.node = node;
        this.grouped = grouped;
        this.states = states;
        this.partitions = List.copyOf(partitions);
    }

    @Override
    public Dataset evaluate(BatchScope scope) throws Exception {
        Dataset news = grouped.evaluate(scope);
        Time time = states.begin(scope.batch());
        List<List<@Nullable Object>> results = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) results.add(new ArrayList<>());
        scope.tasks().run(new TaskSet() {
            @Override
            public int tasks() {
                return partitions.size();
            }

            @Override
            public void run(int partition, Worker worker) throws Exception {
                partitions.get(partition).update(news, partition, time, results.get(partition), worker);
            }
        });
        return new ListDataset().begin(results);
    }

    @Override
    public boolean isEager() {
        return true;
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public String codecs() {
        return states.codecs();
    }

    @Override
    public StateForm form() {
        return states.form();
    }

    @Override
    public void writeDelta(StateDelta delta) throws InterruptedException {
        states.writeDelta(delta);
    }

    @Override
    public void accept() {
        states.accept();
    }

    @Override
    public void discard() {
        states.discard();
    }

    @Override
    public void restore(long tick, int keyGroup, byte kind, long address, int length) {
        states.restore(kind, address, length);
    }

    @Override
    public void restored(long tick) {} // each entry says all

    @Override
    public void restoredAll(long lastTick) {
        states.restoredAll();
    }

    @Override
    public void release(int slot) {
        grouped.release(slot);
    }

    @Override
    public void close() {
        grouped.close();
        for (StatePartition partition : partitions) partition.close();
        states.close();
    }
}
