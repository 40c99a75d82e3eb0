package io.headrace.exec.state;

import io.headrace.Time;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.work.TaskSet;
import io.headrace.plan.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code mapWithState}: the batch's records, one after the other, with the states of their keys; then the keys that time out. States lie
 * off the heap, a table for each partition; what a batch changes lies in a second one until the batch's stages have succeeded. A batch
 * costs by the keys that it touches.
 *
 * <p><b>Threading:</b> as {@link StatefulEvaluator}; a partition by one worker at a time.
 */
public final class MapWithStateEvaluator implements StatefulEvaluator {
    private final Node node;
    private final KeyedShuffle shuffle;
    private final PartitionedStates states;
    private final List<MapPartition> partitions;

    /**
     * @param shuffle places as the states are placed; owned by this
     * @param states which this owns
     * @param partitions one for each of the states', owned by this
     */
    public MapWithStateEvaluator(
            Node node, KeyedShuffle shuffle, PartitionedStates states, List<MapPartition> partitions) {
        this.node = node;
        this.shuffle = shuffle;
        this.states = states;
        this.partitions = List.copyOf(partitions);
    }

    @Override
    public Dataset evaluate(BatchScope scope) throws Exception {
        shuffle.run(scope);
        Time time = states.begin(scope.batch());
        return eachPartition(scope, (partition, results) -> compute(partition, time, results));
    }

    private void compute(int partition, Time time, List<@Nullable Object> results) throws Exception {
        MapPartition own = partitions.get(partition);
        own.begin();
        shuffle.take(partition, (key, value) -> own.record(key, value, time, results));
        own.timeouts(time, results);
        own.end();
    }

    /** Every key and its state, as they are behind the batch that was evaluated last. */
    Dataset snapshot(BatchScope scope) throws Exception {
        return eachPartition(
                scope, (partition, results) -> states.partition(partition).forEachNext(results::add));
    }

    /** Makes the rows of one partition. */
    @FunctionalInterface
    private interface RowsOf {
        void make(int partition, List<@Nullable Object> results) throws Exception;
    }

    private Dataset eachPartition(BatchScope scope, RowsOf rows) throws Exception {
        List<List<@Nullable Object>> results = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) results.add(new ArrayList<>());
        scope.tasks().run(new TaskSet() {
            @Override
            public int tasks() {
                return partitions.size();
            }

            @Override
            public void run(int partition, Worker worker) throws Exception {
                rows.make(partition, results.get(partition));
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
    public void close() {
        for (MapPartition partition : partitions) partition.close();
        states.close();
        shuffle.close();
    }
}
