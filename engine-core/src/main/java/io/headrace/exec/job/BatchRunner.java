package io.headrace.exec.job;

import io.headrace.OutputOperationInfo;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.graph.Graph;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.pass.RecordFilter;
import io.headrace.exec.rdd.BatchRdds;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs one batch:
 *
 * <pre>
 *   stages ──▶ delta ──▶ state takes over ──▶ allocation durable? ──▶ outputs, in order ──▶ commit
 *     │ a record throws, and records may be set aside: journal which, and once more without them
 *     └ anything else throws: the batch stays uncommitted, and the context stops
 * </pre>
 *
 * What a batch changes in the state is taken over before its outputs run, and committed after them: when an output fails, the context
 * stops and the state in memory is never used again, so what is restored is the last commit.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
public final class BatchRunner {
    private final Graph graph;
    private final List<OutputRunner> outputs;
    private final BatchLog log;
    private final BatchRdds rdds;
    private final BatchEvents events;
    private final @Nullable DeadLetters deadLetters;
    private final KnownSkips skips;
    private final JobCounters counters;

    /** @param deadLetters what becomes of records that throw; null when they stop the context */
    public BatchRunner(
            Graph graph,
            BatchLog log,
            BatchRdds rdds,
            BatchEvents events,
            @Nullable DeadLetters deadLetters,
            KnownSkips skips,
            JobCounters counters) {
        this.graph = graph;
        this.log = log;
        this.rdds = rdds;
        this.events = events;
        this.deadLetters = deadLetters;
        this.skips = skips;
        this.counters = counters;
        outputs = graph.program().outputs().stream()
                .map(output -> new OutputRunner(output, events))
                .toList();
    }

    /** Runs a batch to its commit. */
    public void run(Batch batch, BatchScope scope) throws Exception {
        long startNanos = System.nanoTime();
        long start = events.isListening() ? events.now() : -1;
        long submission = start < 0 ? -1 : start - (startNanos - batch.cutNanos()) / 1_000_000;
        events.batchStarted(batch, submission, start);
        counters.schedulingDelay.set(startNanos - batch.cutNanos());
        scope.begin(batch);
        RecordFilter known = skips.of(batch);
        if (known != null) scope.careful(known, null);
        stages(batch, scope);
        writeDelta(batch);
        graph.accept();
        log.awaitAllocation(batch);
        List<OutputOperationInfo> done = outputs(batch, scope);
        long records = 0;
        for (int stream = 0; stream < batch.streams(); stream++) records += batch.records(stream);
        events.batchCompleted(batch, submission, start, done);
        rdds.release(scope.slot());
        scope.release();
        log.commit(batch);
        count(records, startNanos);
    }

    private void count(long records, long startNanos) {
        counters.records.add(records);
        counters.processingDelay.set(System.nanoTime() - startNanos);
        counters.batches.increment();
    }

    /** Evaluates every stage; on records that throw, once more without them. */
    private void stages(Batch batch, BatchScope scope) throws Exception {
        try {
            graph.evaluate(scope);
        } catch (OperatorFailedException e) {
            graph.discard();
            if (deadLetters == null || !e.hasPosition()) throw e;
            deadLetters.setAside(batch, scope);
            graph.evaluate(scope);
        }
    }

    private void writeDelta(Batch batch) throws Exception {
        if (graph.stateful().isEmpty()) return;
        log.beginDelta(batch);
        for (StatefulEvaluator stateful : graph.stateful()) stateful.writeDelta(log.deltaOf(stateful.node()));
        log.endDelta();
    }

    private List<OutputOperationInfo> outputs(Batch batch, BatchScope scope) throws Exception {
        List<OutputOperationInfo> done = events.isListening() ? new ArrayList<>() : List.of();
        for (int i = 0; i < outputs.size(); i++) {
            OutputRunner runner = outputs.get(i);
            Dataset dataset = scope.of(runner.output().node());
            if (dataset == null) continue;
            OutputOperationInfo info =
                    runner.run(batch, rdds.of(batch, runner.output().node(), dataset, scope.slot()));
            if (info != null) done.add(info);
            counters.outputs.increment();
        }
        return done;
    }

    /** What is counted of batches. */
    public record JobCounters(
            Counter batches, Counter records, Counter schedulingDelay, Counter processingDelay, Counter outputs) {}
}
