package io.headrace.exec.state;

import io.headrace.Time;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.plan.Node;
import java.util.List;

/**
 * {@code updateStateByKey}: every key, every batch.
 *
 * <p><b>Threading:</b> as {@link ObjectStateEvaluator}.
 */
public final class UpdateStateEvaluator extends ObjectStateEvaluator {
    private final Evaluator grouped;
    private final List<StatePartition> partitions;

    /**
     * @param grouped the new values of each key, as a {@link List}, placed as the states are
     * @param states which this owns
     * @param partitions one for each of the states', owned by this
     */
    public UpdateStateEvaluator(
            Node node, Evaluator grouped, PartitionedStates states, List<StatePartition> partitions) {
        super(node, states);
        this.grouped = grouped;
        this.partitions = List.copyOf(partitions);
    }

    @Override
    public Dataset evaluate(BatchScope scope) throws Exception {
        Dataset news = grouped.evaluate(scope);
        Time time = states.begin(scope.batch());
        return eachPartition(
                scope,
                (partition, worker, results) ->
                        partitions.get(partition).update(news, partition, time, results, worker));
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
