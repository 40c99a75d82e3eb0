package io.headrace.exec.state;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.work.TaskSet;
import io.headrace.memory.MemoryBudget;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.List;

/**
 * {@code mapWithState} on views: as {@link MapWithStateEvaluator}, without an object for a record, a state or a result.
 *
 * <p><b>Threading:</b> as {@link ObjectStateEvaluator}; a partition by one worker at a time.
 */
public final class MapFlatStateEvaluator extends ObjectStateEvaluator {
    private final ViewShuffle shuffle;
    private final List<FlatMapPartition> partitions;
    private final FlatResults[] results;

    /**
     * @param shuffle places as the states are placed; owned by this
     * @param states which this owns
     * @param partitions one for each of the states'
     * @param evaluators how many workers there are
     * @param slots how many batches may be read at once
     */
    public MapFlatStateEvaluator(
            Node node,
            ViewShuffle shuffle,
            PartitionedStates states,
            List<FlatMapPartition> partitions,
            int evaluators,
            int slots,
            MemoryBudget budget) {
        super(node, states);
        this.shuffle = shuffle;
        this.partitions = List.copyOf(partitions);
        Operator.MapFlatState map = (Operator.MapFlatState) node.operator();
        results = new FlatResults[slots];
        for (int i = 0; i < slots; i++)
            results[i] = new FlatResults(map.results(), partitions.size(), evaluators, budget);
    }

    @Override
    public Dataset evaluate(BatchScope scope) throws Exception {
        shuffle.run(scope);
        long millis = states.begin(scope.batch()).milliseconds();
        FlatResults made = results[scope.slot()];
        scope.tasks().run(new TaskSet() {
            @Override
            public int tasks() {
                return partitions.size();
            }

            @Override
            public void run(int partition, Worker worker) throws Exception {
                partitions.get(partition).compute(shuffle, partition, millis, made.begin(partition));
            }
        });
        return made;
    }

    /** As many as the states have. */
    int partitions() {
        return partitions.size();
    }

    /** Those of a partition, behind the batch that was evaluated last. */
    PartitionStates statesOf(int partition) {
        return states.partition(partition);
    }

    @Override
    public void close() {
        for (FlatResults made : results) made.close();
        states.close();
        shuffle.close();
    }
}
