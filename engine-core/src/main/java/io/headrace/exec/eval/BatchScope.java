package io.headrace.exec.eval;

import io.headrace.StreamingException;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.pass.RecordFilter;
import io.headrace.exec.pass.ThrowCollector;
import io.headrace.exec.work.StageTimes;
import io.headrace.exec.work.TaskRunner;
import io.headrace.plan.Node;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One batch under evaluation: each stream's dataset, made when it is first asked for and kept until the batch is released. Used for one
 * batch after another.
 *
 * <p><b>Threading:</b> the thread of the jobs. Those who run outputs read datasets that were made before.
 */
public final class BatchScope {
    private final @Nullable Evaluator[] evaluators;
    private final @Nullable Dataset[] datasets;
    private final boolean[] known;
    private final int[] stages;
    private final StageTimes times;
    private final TaskRunner tasks;
    private final int slot;
    private final long intervalMillis;
    private @Nullable Batch batch;
    private @Nullable RecordFilter filter;
    private @Nullable ThrowCollector collector;

    /**
     * @param evaluators by the id of their node; null for nodes that nothing depends on
     * @param slot which of the batches that are under way at once; evaluators keep what they recycle by it
     * @param stages by the id of their node: which stage the evaluation of a stream is, or {@link StageTimes#NONE}
     * @param times measures them
     */
    public BatchScope(
            @Nullable Evaluator[] evaluators,
            TaskRunner tasks,
            int slot,
            long intervalMillis,
            int[] stages,
            StageTimes times) {
        this.evaluators = evaluators;
        this.tasks = tasks;
        this.slot = slot;
        this.intervalMillis = intervalMillis;
        this.stages = stages.clone();
        this.times = times;
        datasets = new Dataset[evaluators.length];
        known = new boolean[evaluators.length];
    }

    public void begin(Batch next) {
        batch = next;
        filter = null;
        collector = null;
        times.begin(records(next));
        tasks.measure(times);
        forget();
    }

    private static long records(Batch batch) {
        long records = 0;
        for (int stream = 0; stream < batch.streams(); stream++) records += batch.records(stream);
        return records;
    }

    /** These records are left out, and failing ones are collected instead of thrown, from here on. */
    public void careful(@Nullable RecordFilter leftOut, @Nullable ThrowCollector thrown) {
        filter = leftOut;
        collector = thrown;
        forget();
    }

    /** Which records are left out; null for none. */
    public @Nullable RecordFilter filter() {
        return filter;
    }

    /** Who is told of records that throw; null when the first one fails the batch. */
    public @Nullable ThrowCollector collector() {
        return collector;
    }

    private void forget() {
        Arrays.fill(datasets, null);
        Arrays.fill(known, false);
    }

    /** The batch is over. */
    public void release() {
        forget();
        for (Evaluator evaluator : evaluators) {
            if (evaluator != null) evaluator.release(slot);
        }
        batch = null;
    }

    /** The stream's dataset; null when it has none for this interval. */
    public @Nullable Dataset of(Node node) throws Exception {
        int id = node.id();
        if (known[id]) return datasets[id];
        Evaluator evaluator = evaluators[id];
        if (evaluator == null)
            throw new StreamingException("no output depends on " + node + ", so it is not evaluated");
        Dataset dataset = hasNews(node) ? evaluate(evaluator, stages[id]) : null;
        datasets[id] = dataset;
        known[id] = true;
        return dataset;
    }

    private @Nullable Dataset evaluate(Evaluator evaluator, int stage) throws Exception {
        if (stage == StageTimes.NONE) return evaluator.evaluate(this);
        int before = times.enter(stage);
        try {
            return evaluator.evaluate(this);
        } finally {
            times.leave(before);
        }
    }

    /** The stream's dataset as outputs and transformations see it; null when it has none for this interval. */
    public @Nullable Dataset shown(Node node) throws Exception {
        Dataset own = of(node);
        Evaluator evaluator = evaluators[node.id()];
        return own == null || evaluator == null ? own : evaluator.shown(this, own);
    }

    /**
     * Whether the streams that it reads have their turn in this batch. Behind a window that slides, batches in between do not exist: not for
     * states, unions or transformations either. A window itself reads every dataset of its parent, and says when its own turn is.
     */
    private boolean hasNews(Node node) {
        return node.parents().isEmpty() || isDue(node.parents().get(0).slideMillis());
    }

    /** Whether a stream that slides by so much has a dataset in this batch. */
    public boolean isDue(long slideMillis) {
        return batch().tick() * intervalMillis % slideMillis == 0;
    }

    public Batch batch() {
        if (batch == null) throw new IllegalStateException("no batch is under way");
        return batch;
    }

    /** Measures where the batch's time goes. */
    public StageTimes times() {
        return times;
    }

    public TaskRunner tasks() {
        return tasks;
    }

    public int slot() {
        return slot;
    }
}
