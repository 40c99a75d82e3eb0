package io.headrace.exec.state;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.fold.KeyPlacer;
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
    private final List<StatePartition> partitions;
    private final KeyPlacer placement;
    private boolean evaluated;
    private long pendingTick;
    private long lastTick = -1;

    /**
     * @param grouped the new values of each key, as a {@link List}, in as many partitions as there are here
     * @param placement the same that {@code grouped} follows
     */
    public UpdateStateEvaluator(Node node, Evaluator grouped, List<StatePartition> partitions, KeyPlacer placement) {
        this.node = node;
        this.grouped = grouped;
        this.partitions = List.copyOf(partitions);
        this.placement = placement;
    }

    @Override
    public Dataset evaluate(BatchScope scope) throws Exception {
        evaluated = true;
        pendingTick = scope.batch().tick();
        Dataset news = grouped.evaluate(scope);
        if (lastTick < 0) beginAll();
        List<List<@Nullable Object>> results = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) results.add(new ArrayList<>());
        scope.tasks().run(new TaskSet() {
            @Override
            public int tasks() {
                return partitions.size();
            }

            @Override
            public void run(int partition, Worker worker) throws Exception {
                StatePartition own = partitions.get(partition);
                own.update(news, partition, results.get(partition), worker);
            }
        });
        return new ListDataset().begin(results);
    }

    private void beginAll() {
        for (int i = 0; i < partitions.size(); i++) {
            int partition = i;
            partitions.get(i).begin(key -> placement.partitionOf(key) == partition);
        }
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
        return partitions.get(0).codecs();
    }

    @Override
    public StateForm form() {
        return partitions.get(0).form();
    }

    @Override
    public void writeDelta(StateDelta delta) throws InterruptedException {
        if (!evaluated || !delta.isWanted()) return;
        for (StatePartition partition : partitions) partition.writeDelta(delta);
    }

    @Override
    public void accept() {
        if (!evaluated) return;
        partitions.forEach(StatePartition::accept);
        lastTick = pendingTick;
        evaluated = false;
    }

    @Override
    public void discard() {
        partitions.forEach(StatePartition::discard);
        evaluated = false;
    }

    @Override
    public void restore(long tick, int keyGroup, byte kind, long address, int length) {
        StatePartition first = partitions.get(0);
        int partition = placement.partitionOf(first.keyOf(address, length));
        partitions.get(partition).restore(kind, address, length);
        lastTick = tick;
    }

    @Override
    public void restored(long tick) {
        lastTick = tick;
    }

    /** States are never written as a whole, so the first that was written is still needed. */
    @Override
    public long oldestNeededTick() {
        return lastTick < 0 ? Long.MAX_VALUE : 0;
    }

    @Override
    public void release(int slot) {
        grouped.release(slot);
    }

    @Override
    public void close() {
        grouped.close();
        partitions.forEach(StatePartition::close);
        placement.close();
    }
}
