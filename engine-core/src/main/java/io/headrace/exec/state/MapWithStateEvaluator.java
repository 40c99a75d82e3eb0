package io.headrace.exec.state;

import io.headrace.Time;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.plan.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code mapWithState}: the batch's records, one after the other, with the states of their keys; then the keys that time out. A batch
 * costs by the keys that it touches.
 *
 * <p><b>Threading:</b> as {@link ObjectStateEvaluator}; a partition by one worker at a time.
 */
public final class MapWithStateEvaluator extends ObjectStateEvaluator {
    private final KeyedShuffle shuffle;
    private final List<MapPartition> partitions;

    /**
     * @param shuffle places as the states are placed; owned by this
     * @param states which this owns
     * @param partitions one for each of the states', owned by this
     */
    public MapWithStateEvaluator(
            Node node, KeyedShuffle shuffle, PartitionedStates states, List<MapPartition> partitions) {
        super(node, states);
        this.shuffle = shuffle;
        this.partitions = List.copyOf(partitions);
    }

    @Override
    public Dataset evaluate(BatchScope scope) throws Exception {
        shuffle.run(scope);
        Time time = states.begin(scope.batch());
        return eachPartition(scope, (partition, worker, results) -> compute(partition, time, results));
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
        return eachPartition(scope, (partition, worker, results) -> {
            PartitionStates own = states.partition(partition);
            own.forEachNext(own.pairsTo(results::add));
        });
    }

    @Override
    public void close() {
        for (MapPartition partition : partitions) partition.close();
        states.close();
        shuffle.close();
    }
}
