package io.headrace.exec.job;

import io.headrace.BatchProfile;
import io.headrace.StageInfo;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.Counters;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.plan.Node;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts, batch by batch, where the time went and how much is remembered; and keeps the profiles of the last batches where somebody wants
 * them.
 *
 * <p><b>Threading:</b> the thread of the jobs, after the starting one. Allocates nothing.
 */
public final class BatchMeasures {
    private record State(StatefulEvaluator of, Counter keys, Counter bytes, Counter keysOnDisk) {}

    private final Counter[] stageNanos;
    private final Counter[] stageRecords;
    private final Counter[] workerNanos;
    private final Counter[] workerTasks;
    private final State[] states;
    private final @Nullable BatchHistory history;

    /**
     * What is counted of these.
     *
     * @param workers the workers; the thread that runs outputs beside them is counted behind them
     * @param numbers of the streams that remember, the same at each start
     * @param history null when nobody wants to look at single batches
     */
    public BatchMeasures(
            Counters counters,
            List<StageInfo> stages,
            int workers,
            List<StatefulEvaluator> stateful,
            Map<Node, Integer> numbers,
            @Nullable BatchHistory history) {
        this.history = history;
        stageNanos = new Counter[stages.size()];
        stageRecords = new Counter[stages.size()];
        for (StageInfo stage : stages) {
            stageNanos[stage.index()] = counters.counter(CounterId.STAGE_NANOS, stage.index(), stage.label());
            stageRecords[stage.index()] = counters.counter(CounterId.STAGE_RECORDS, stage.index(), stage.label());
        }
        workerNanos = new Counter[workers + 1];
        workerTasks = new Counter[workers + 1];
        for (int worker = 0; worker <= workers; worker++) {
            String label = worker == workers ? "outputs" : "worker " + worker;
            workerNanos[worker] = counters.counter(CounterId.WORKER_BUSY_NANOS, worker, label);
            workerTasks[worker] = counters.counter(CounterId.WORKER_TASKS, worker, label);
        }
        states = stateful.stream()
                .map(one -> state(counters, one, numbers.getOrDefault(one.node(), 0)))
                .toArray(State[]::new);
    }

    private static State state(Counters counters, StatefulEvaluator stateful, int number) {
        String label = stateful.node().describe();
        return new State(
                stateful,
                counters.counter(CounterId.STATE_KEYS, number, label),
                counters.counter(CounterId.STATE_BYTES, number, label),
                counters.counter(CounterId.STATE_KEYS_ON_DISK, number, label));
    }

    /** How much is remembered is looked at, also before the first batch: a restart begins with what was there. */
    public void lookAtStates() {
        for (State state : states) {
            state.keys.set(state.of.entries());
            state.bytes.set(state.of.offHeapBytes());
            state.keysOnDisk.set(state.of.entriesOnDisk());
        }
    }

    /** A batch is done. */
    void done(BatchProfile profile) {
        for (int stage = 0; stage < stageNanos.length; stage++) {
            stageNanos[stage].add(profile.stageNanos(stage));
            for (int worker = 0; worker < workerNanos.length; worker++) {
                workerNanos[worker].add(profile.workNanos(stage, worker));
                workerTasks[worker].add(profile.tasks(stage, worker));
                stageRecords[stage].add(profile.recordsRead(stage, worker));
            }
        }
        lookAtStates();
        if (history != null) history.add(profile);
    }
}
