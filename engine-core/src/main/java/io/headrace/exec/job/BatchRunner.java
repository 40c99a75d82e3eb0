package io.headrace.exec.job;

import io.headrace.BatchProfile;
import io.headrace.OutputOperationInfo;
import io.headrace.TaskUpdates;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.graph.Graph;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.pass.RecordFilter;
import io.headrace.exec.rdd.BatchRdds;
import io.headrace.exec.sink.Sinks;
import io.headrace.exec.work.StageTimes;
import io.headrace.plan.Output;
import java.util.List;
import java.util.function.LongConsumer;
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
 * <p><b>Threading:</b> the thread of the jobs; {@link #outputs} by the thread of an output lane where there are lanes.
 */
public final class BatchRunner {
    private final Graph graph;
    private final List<OutputRunner> outputs;
    private final BatchLog log;
    private final BatchEvents events;
    private final @Nullable DeadLetters deadLetters;
    private final KnownSkips skips;
    private final LongConsumer stageTimes;
    private final BatchDone done;
    private final BatchMeasures measures;
    private final JobCounters counters;
    private long turns;

    /**
     * @param sinks of the outputs that have one
     * @param deadLetters what becomes of records that throw; null when they stop the context
     * @param stageTimes is told how long the stages of each batch took, in nanoseconds
     * @param done is told of each batch
     * @param measures where its time went
     */
    public BatchRunner(
            Graph graph,
            Sinks sinks,
            BatchLog log,
            BatchEvents events,
            @Nullable DeadLetters deadLetters,
            KnownSkips skips,
            LongConsumer stageTimes,
            BatchDone done,
            BatchMeasures measures,
            JobCounters counters) {
        this.graph = graph;
        this.log = log;
        this.events = events;
        this.deadLetters = deadLetters;
        this.skips = skips;
        this.stageTimes = stageTimes;
        this.done = done;
        this.measures = measures;
        this.counters = counters;
        outputs = graph.program().outputs().stream()
                .map(output -> new OutputRunner(output, sinks.of(output.id()), sinks.retries(), events))
                .toList();
    }

    /**
     * What names the outputs that are slow.
     *
     * @param busy of each output, how long it has had its batch
     * @param problems is told of them
     */
    public OutputWatch watch(List<Counter> busy, long limitNanos, OutputWatch.Problems problems) {
        return new OutputWatch(outputs, busy, limitNanos, problems, System::nanoTime);
    }

    /** A place for batches. */
    BatchRun newRun(BatchScope scope) {
        return new BatchRun(scope, outputs.size());
    }

    /** When the batch was submitted, also when nobody listened then. */
    private static long submission(BatchRun run) {
        if (run.startMillis < 0) return -1;
        long told = run.batch().submittedMillis();
        return told >= 0 ? Math.min(told, run.startMillis) : run.startMillis - waited(run) / 1_000_000;
    }

    /** Computes the stages of a batch, and takes over what it changes. */
    void stages(BatchRun run) throws Exception {
        Batch batch = run.batch();
        BatchScope scope = run.scope;
        run.turn = turns++;
        run.startNanos = System.nanoTime();
        run.startMillis = events.isListening() ? events.now() : -1;
        run.submissionMillis = submission(run);
        events.batchStarted(batch, run.submissionMillis, run.startMillis);
        counters.schedulingDelay.set(waited(run));
        scope.begin(batch);
        RecordFilter known = skips.of(batch);
        if (known != null) scope.careful(known, null);
        int before;
        try {
            evaluate(batch, scope);
            stageTimes.accept(System.nanoTime() - run.startNanos);
            before = scope.times().enter(graph.stages().state());
            writeDelta(batch);
        } catch (OperatorFailedException e) {
            throw e.in(batch);
        }
        graph.accept();
        scope.times().leave(before);
        for (int i = 0; i < run.outputs.length; i++)
            run.outputs[i] = scope.shown(outputs.get(i).output().node());
    }

    /** Prepares all streams for being read after the batch is over. */
    void keep(BatchRun run) throws Exception {
        graph.settle(run.scope);
    }

    private static long waited(BatchRun run) {
        return run.startNanos - run.batch().cutNanos();
    }

    /** Evaluates every stage; on records that throw, once more without them. */
    private void evaluate(Batch batch, BatchScope scope) throws Exception {
        boolean done = false;
        TaskUpdates.hold(); // what accumulators are given counts once, when all stages have succeeded
        try {
            graph.evaluate(scope);
            done = true;
        } catch (OperatorFailedException e) {
            graph.discard();
            if (deadLetters == null || !e.hasPosition()) throw e;
            deadLetters.setAside(batch, scope);
            TaskUpdates.hold();
            graph.evaluate(scope);
            done = true;
        } finally {
            TaskUpdates.endHold(done);
        }
    }

    private void writeDelta(Batch batch) throws Exception {
        List<StatefulEvaluator> all = graph.stateful();
        if (all.isEmpty()) return;
        log.beginDelta(batch);
        for (int i = 0; i < all.size(); i++) {
            StatefulEvaluator stateful = all.get(i);
            stateful.writeDelta(log.deltaOf(stateful.node()));
        }
        log.endDelta();
    }

    /** Runs the outputs of a batch, in their order, when the batch is safely allocated. */
    void outputs(BatchRun run, BatchRdds rdds) throws Exception {
        Batch batch = run.batch();
        StageTimes times = run.scope.times();
        rdds.measure(times);
        int before = times.enter(graph.stages().log());
        log.awaitAllocation(batch);
        times.leave(before);
        for (int i = 0; i < outputs.size(); i++) {
            OutputRunner runner = outputs.get(i);
            int outside = times.enter(graph.stages().output(i));
            runner.enter(run.turn);
            Dataset dataset = run.outputs[i];
            if (dataset != null) {
                Object handle = handle(runner.output(), run, dataset, rdds);
                OutputOperationInfo info = runner.run(run.turn, batch, handle);
                if (info != null) run.done.add(info);
            }
            runner.leave(run.turn);
            times.leave(outside);
        }
    }

    private static Object handle(Output output, BatchRun run, Dataset dataset, BatchRdds rdds) {
        int slot = run.scope.slot();
        return output.isOfPairs()
                ? rdds.pairsOf(run.batch(), output.node(), dataset, slot)
                : rdds.of(run.batch(), output.node(), dataset, slot);
    }

    /** The batch is done. */
    void commit(BatchRun run) throws Exception {
        Batch batch = run.batch();
        long records = 0;
        BatchProfile profile = run.scope.times().profile();
        for (int stream = 0; stream < batch.streams(); stream++) {
            records += batch.records(stream);
            profile.records(stream, batch.records(stream));
            profile.description(stream, batch.description(stream));
        }
        long now = System.nanoTime();
        long processing = now - run.startNanos;
        events.batchTimed(batch, records, waited(run), processing);
        events.batchCompleted(batch, run.submissionMillis, run.startMillis, run.done);
        done.batchDone(batch, records, now, processing, waited(run));
        profile.batch(batch.incarnation(), batch.sequence(), batch.timeMillis(), batch.isRerun());
        profile.delays(waited(run), processing);
        measures.done(profile);
        run.end();
        counters.records.add(records); // before anybody can see the batch committed
        counters.outputs.add(outputs.size());
        counters.processingDelay.set(processing);
        counters.batches.increment();
        log.commit(batch); // the batch is not ours from here on
    }

    /** What is counted of batches. */
    public record JobCounters(
            Counter batches, Counter records, Counter schedulingDelay, Counter processingDelay, Counter outputs) {}
}
