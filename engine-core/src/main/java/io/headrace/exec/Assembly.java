package io.headrace.exec;

import io.headrace.BehindResponse;
import io.headrace.DatasetContext;
import io.headrace.EngineListener;
import io.headrace.FailurePolicy;
import io.headrace.HeadraceConf;
import io.headrace.StopReport;
import io.headrace.affinity.Cores;
import io.headrace.affinity.plan.CoreDemand;
import io.headrace.affinity.plan.CorePlan;
import io.headrace.affinity.plan.Role;
import io.headrace.affinity.topology.Topology;
import io.headrace.exec.checkpoint.CheckpointAgent;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.Counters;
import io.headrace.exec.counters.DelayHistogram;
import io.headrace.exec.counters.ErrorFile;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.flow.Answer;
import io.headrace.exec.flow.BehindWatch;
import io.headrace.exec.flow.Pace;
import io.headrace.exec.flow.RateController;
import io.headrace.exec.graph.Graph;
import io.headrace.exec.graph.GraphBuilder;
import io.headrace.exec.graph.GraphSettings;
import io.headrace.exec.graph.Stages;
import io.headrace.exec.intake.Intake;
import io.headrace.exec.intake.IntakeCounters;
import io.headrace.exec.intake.IntakeSetup;
import io.headrace.exec.intake.IntakeTurns;
import io.headrace.exec.intake.SyncAgent;
import io.headrace.exec.intake.TrimPoint;
import io.headrace.exec.job.BatchDone;
import io.headrace.exec.job.BatchEvents;
import io.headrace.exec.job.BatchHistory;
import io.headrace.exec.job.BatchMeasures;
import io.headrace.exec.job.BatchRunner;
import io.headrace.exec.job.BlockTuner;
import io.headrace.exec.job.DeadLetters;
import io.headrace.exec.job.JobAgent;
import io.headrace.exec.job.OutputLane;
import io.headrace.exec.job.OutputWatch;
import io.headrace.exec.journal.Recovered;
import io.headrace.exec.rdd.BatchRdds;
import io.headrace.exec.sink.Sinks;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.exec.types.HintedCodecs;
import io.headrace.exec.work.InlineRunner;
import io.headrace.exec.work.TaskRunner;
import io.headrace.exec.work.WorkerPool;
import io.headrace.memory.codec.object.ClassCodecs;
import io.headrace.memory.codec.object.DynamicCodec;
import io.headrace.memory.table.KeyGroups;
import io.headrace.plan.NeededTicks;
import io.headrace.plan.Node;
import io.headrace.plan.Program;
import io.headrace.plan.Reached;
import io.headrace.wal.Log;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything that one run of a program is made of, put together in the order in which it depends on each other: cores, directory and
 * log, memory, graph, what the log remembers, inputs, intake, jobs.
 *
 * <p><b>Threading:</b> made by the starting thread before any other runs, closed when none runs any more.
 */
final class Assembly implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);
    private static final int THREADS_BESIDE = 8;
    private static final int MOST_SLOTS = 1 << 16;
    private static final long HISTORY_MILLIS = 2_000;
    private static final int LEAST_HISTORY = 64;
    private static final long NEAR_MILLIS = 20;

    final Closing closing = new Closing();
    final Cores cores;
    final Durable durable;
    final Counters counters;
    final ErrorFile errors;
    final Gauges gauges;
    final Blocks blocks;
    final SpillSpace spill;
    private final StateHomes stateHomes;
    final Graph graph;
    /** Null when nobody looks. */
    final @Nullable BatchHistory history;

    final Inputs inputs;
    final ReceiverEvents receiverEvents;
    final Intake intake;
    private final SyncGate safe;
    final @Nullable SyncAgent sync;
    final @Nullable CheckpointAgent checkpoints;
    final TrimPoint trimPoint = new TrimPoint();
    final WorkerPool workers;
    final JobAgent job;
    final OutputWatch outputWatch;
    private final String guarantees;
    final List<OutputLane> lanes = new ArrayList<>();
    final BatchRdds rdds;
    private final BehindWatch behind;
    final @Nullable DeadLetters deadLetters;
    final Sleeps sleeps;
    final Seats seats;
    final Waker wakeIntake = new Waker();
    final Waker wakeJobs = new Waker();
    final IntakeTurns turns;
    final Waker wakeSync = new Waker();

    private final Checkpointing checkpointing;
    private final HeadraceConf conf;
    private final DatasetContext datasets;

    /** @param isOver whether the run is to end: what waits for something gives up then */
    Assembly(Program program, HeadraceConf conf, EngineListener listener, BooleanSupplier isOver) throws IOException {
        this.conf = conf;
        this.sleeps = new Sleeps(conf.clock(), conf.blockInterval());
        this.datasets = DatasetContext.of(conf, new HeadraceBackend());
        boolean done = false;
        try {
            Promises promises = new Promises(conf);
            promises.check(Inputs.receivers(Reached.inputs(program)));
            Doors.checkSheds(conf, Reached.inputs(program));
            Sinks.check(program, conf);
            durable = closing.add(Durable.open(conf, program.batchMillis()));
            HintedCodecs codecs =
                    new HintedCodecs(new ClassCodecs(conf.kryo()), new DynamicCodec(conf.kryo(), durable.types));
            Reached.nodes(program).forEach(codecs::check);
            StoredClasses.check(conf.kryo(), durable.types);
            List<Node> nodes = new StableIds(program, durable.types).inputs(program, codecs);
            guarantees = Guarantee.of(nodes, durable.isLogged);
            int receivers = Inputs.receivers(nodes);
            cores = closing.add(Cores.reserve(conf.name(), Topology.live(), demand(receivers)));
            int threads = cores.plan().workers() + mostAtOnce() + THREADS_BESIDE;
            int inputsAndOutputs = nodes.size() + program.outputs().size();
            counters = closing.add(counters(Stages.most(program) + inputsAndOutputs + threads));
            errors = closing.add(ErrorFile.beside(
                    counters.file(), conf.directory() == null, conf.clock(), counters.counter(CounterId.ERRORS)));
            blocks = closing.add(Blocks.create(conf, receivers, durable.isLogged ? conf.directory() : null));
            spill = closing.add(Spills.open(conf, blocks.budget, errors));
            workers = closing.add(new WorkerPool(
                    cores.plan().workers(),
                    conf.blockBytes(),
                    cores.plan().of(Role.JOB).waitPolicy()));
            rdds = handles(workers, workers.caller());
            behind = behindWatch(listener);
            stateHomes = closing.add(new StateHomes(conf.directory()));
            graph = closing.add(new GraphBuilder(program, nodes, graphSettings(codecs), rdds).build());
            history = history();
            Map<Node, Integer> numbers = new StableIds(program, durable.types).operators(graph.stateful());
            BatchMeasures measures = new BatchMeasures(
                    counters, graph.stages().all(), workers.workers(), graph.stateful(), numbers, history);
            checkpointing = closing.add(new Checkpointing(conf, durable, graph.stateful(), numbers, blocks.budget));
            Recovered recovered = checkpointing.recover(Inputs.hasFiles(nodes));
            seats = Seats.of(plan(), durable.log != null);
            turns = new IntakeTurns(wakeIntake, wakeJobs, mayLendIntake(nodes));
            Sinks sinks = closing.add(
                    Sinks.open(program, conf, durable.incarnation, recovered.lastSequence(), isOver, errors::record));
            inputs = closing.add(Inputs.create(
                    nodes,
                    new Inputs.Parts(
                            conf,
                            durable.settings,
                            blocks,
                            counters,
                            codecs,
                            recovered,
                            turns::call,
                            behind,
                            listener)));
            receiverEvents = new ReceiverEvents(inputs.received(), listener, conf.clock());
            gauges = new Gauges(conf.name(), inputs, blocks, spill, durable.log, counters, errors);
            safe = new SyncGate(durable.log, isOver);
            sync = sync();
            intake = closing.add(new Intake(intakeSetup(recovered, program, listener)));
            checkpoints = checkpointing.agent(program, trimPoint, counters, errors::record);
            JournalBatchLog log = new JournalBatchLog(
                    intake.port(),
                    safe,
                    conf.blockBytes(),
                    numbers,
                    durable.isLogged,
                    checkpointing.isWanted(),
                    isOver);
            deadLetters = conf.failurePolicy() == FailurePolicy.DEAD_LETTER
                    ? new DeadLetters(
                            graph, log, workers.caller(), counters.counter(CounterId.RECORDS_SET_ASIDE), errors::record)
                    : null;
            measures.lookAtStates();
            BatchRunner runner = runner(sinks, log, recovered, listener, measures);
            outputWatch = outputWatch(program, runner);
            job = job(runner);
            done = true;
        } finally {
            if (!done) close();
        }
    }

    private CoreDemand demand(int receivers) {
        return CoreDemand.of(receivers)
                .withWorkers(conf.workers())
                .withLog(durable.isLogged)
                .withStrict(conf.strict())
                .withPinning(conf.pinning());
    }

    private Counters counters(int instances) throws IOException {
        Path directory = conf.directory();
        if (directory == null) return Counters.temporary(conf.name(), instances);
        try {
            return Counters.inDirectory(directory, conf.name(), instances);
        } catch (IOException e) {
            throw Durable.unwritable(directory, e);
        }
    }

    private GraphSettings graphSettings(HintedCodecs codecs) {
        int count = workers.workers();
        return new GraphSettings(
                count,
                count + 1 + laneCount(),
                slots(),
                groups(),
                durable.settings.defaultPartitions(),
                codecs,
                blocks.access(),
                blocks.budget,
                conf.blockBytes(),
                stateHomes,
                spill,
                conf.failurePolicy() == FailurePolicy.DEAD_LETTER);
    }

    private BatchRdds handles(TaskRunner runner, Worker here) {
        int defaultPartitions = durable.settings.defaultPartitions();
        return new BatchRdds(runner, here, defaultPartitions, groups(), datasets, spill);
    }

    private KeyGroups groups() {
        return KeyGroups.of(durable.settings.keyGroups());
    }

    /** Outputs of several batches at once run on threads of their own. */
    private int laneCount() {
        return mostAtOnce() == 1 ? 0 : mostAtOnce();
    }

    /** How many batches may be under way at once: usually, or while batches are late. */
    private int mostAtOnce() {
        return conf.behindResponse() == BehindResponse.JOIN ? conf.behindJoined() : conf.concurrentJobs();
    }

    /** How many batches have their data in memory: those under way, and those that are remembered. */
    private int slots() {
        long batchMillis = durable.settings.batchMillis();
        long remembered = (conf.remember().toMillis() + batchMillis - 1) / batchMillis;
        return (int) Math.min(MOST_SLOTS, mostAtOnce() + remembered);
    }

    /**
     * Only where it is the ticks that wake the threads: not the syncs, a clock that is set by hand, or users' code that the intake asks for
     * each batch; and where they sleep.
     */
    private boolean mayLendIntake(List<Node> nodes) {
        return seats.areSleeping() && !isSynced() && Sleeps.isSystem(conf.clock()) && Inputs.areReceived(nodes);
    }

    private boolean isSynced() {
        return durable.log != null && durable.log.durability().survivesPowerCut();
    }

    private @Nullable SyncAgent sync() {
        Log log = durable.log;
        if (log == null || !isSynced()) return null;
        return new SyncAgent(log, counters.counter(CounterId.SYNCS), wakeSync, safe.andThen(turns::call));
    }

    private IntakeSetup intakeSetup(Recovered recovered, Program program, EngineListener listener) {
        NeededTicks needed = NeededTicks.of(program);
        IntakeSetup setup = new IntakeSetup(durable.settings, blocks.pool, blocks.store, inputs.served())
                .clock(conf.clock())
                .trimPoint(trimPoint)
                .counters(intakeCounters())
                .wakeJobs(wakeJobs)
                .turns(turns)
                .noRoom(this::logHasNoRoom)
                .clockBehind(this::clockIsBehind)
                .pastMillis(conf.replay().toMillis())
                .incarnation(durable.incarnation)
                .catchUpTicks(conf.catchUpTicks())
                .maxBatches(conf.batchQueueLength())
                .batchesWaiting(behind::waits)
                .sheds(behind::sheds)
                .submitted(new BatchEvents(listener, conf.clock())::batchSubmitted)
                .committed(listener::batchCommitted)
                .emptyMayWait(emptyMayWait(listener))
                .leavesOut(tick -> !listener.seesEachBatch() && !needed.isNeeded(tick));
        if (durable.log != null && durable.home != null) setup.log(durable.log, durable.home, durable.types, recovered);
        else setup.recovered(recovered);
        if (checkpointing.feed() != null) setup.feed(checkpointing.feed());
        if (sync != null) setup.sync(sync);
        return setup;
    }

    /** Where the next tick is no further away than the longest sleep, and nobody wants to know at once. */
    private BooleanSupplier emptyMayWait(EngineListener listener) {
        boolean isNear = durable.settings.batchMillis() <= NEAR_MILLIS && Sleeps.isSystem(conf.clock());
        return isNear ? () -> !listener.seesEachBatch() : () -> false;
    }

    private void logHasNoRoom() {
        errors.record("log", "the disk has no room for the log; the inputs are held", 1);
        if (checkpoints != null) checkpoints.noRoom();
        Log log = durable.log;
        if (log == null || !trimPoint.giveUpPast(log.endPosition())) return;
        String past = "the disk has no room for the log, so what headrace.log.replay keeps of the past is given up";
        errors.record("log", past, 1);
        LOG.warn("{}: {}; it is kept again from now on", conf.name(), past);
    }

    private void clockIsBehind(long lastMillis) {
        String behind = "the clock shows " + conf.clock().instant() + ", and the last batch was of "
                + Instant.ofEpochMilli(lastMillis)
                + ": no batch is cut before the clock has passed that, and what comes waits; was it set back, or ahead before?";
        errors.record("clock", behind, 1);
        LOG.warn("{}: {}", conf.name(), behind);
    }

    private IntakeCounters intakeCounters() {
        return new IntakeCounters(
                counters.counter(CounterId.BLOCKS_LOGGED),
                counters.counter(CounterId.LOG_FULL),
                counters.counter(CounterId.BATCHES_CUT),
                counters.counter(CounterId.TICKS_SKIPPED),
                counters.counter(CounterId.LAST_BATCH_TIME),
                counters.counter(CounterId.BATCHES_WAITING),
                counters.counter(CounterId.TICKS_IDLE));
    }

    /** The last batches, so many that whoever looks four times a second misses none. */
    private @Nullable BatchHistory history() {
        if (conf.consolePort() == null) return null;
        long places = HISTORY_MILLIS / durable.settings.batchMillis();
        return new BatchHistory((int) Math.max(LEAST_HISTORY, places), () -> graph.newProfile(workers.workers()));
    }

    private OutputWatch outputWatch(Program program, BatchRunner runner) {
        List<Counter> busy = program.outputs().stream()
                .map(output -> counters.counter(
                        CounterId.OUTPUT_BUSY_MILLIS, output.id(), output.word() + " at " + output.site()))
                .toList();
        return runner.watch(busy, conf.outputSlowAfter().toNanos(), (where, what) -> errors.record(where, what, 1));
    }

    private BatchRunner runner(
            Sinks sinks, JournalBatchLog log, Recovered recovered, EngineListener listener, BatchMeasures measures) {
        BatchRunner.JobCounters counted = new BatchRunner.JobCounters(
                counters.counter(CounterId.BATCHES_COMPLETED),
                counters.counter(CounterId.RECORDS_PROCESSED),
                counters.counter(CounterId.SCHEDULING_DELAY_NANOS),
                counters.counter(CounterId.PROCESSING_DELAY_NANOS),
                counters.counter(CounterId.OUTPUTS_RUN));
        return new BatchRunner(
                graph,
                sinks,
                log,
                new BatchEvents(listener, conf.clock()),
                deadLetters,
                new RecoveredSkips(recovered),
                stageTimes(listener),
                batchDone(),
                measures,
                counted);
    }

    private JobAgent job(BatchRunner runner) {
        List<BatchScope> scopes = new ArrayList<>();
        for (int slot = 0; slot < slots(); slot++) scopes.add(graph.newScope(workers, slot));
        List<BatchRdds> laneRdds = new ArrayList<>();
        for (int i = 0; i < laneCount(); i++) {
            Worker lane = closing.add(new Worker(workers.workers() + 1 + i, conf.blockBytes()));
            laneRdds.add(
                    handles(new InlineRunner(lane, workers.workers()), lane).withPlaces(slots()));
            lanes.add(new OutputLane(i, laneRdds.get(i), wakeJobs, runner));
        }
        Pace pace = new Pace(behind, conf.concurrentJobs(), mostAtOnce());
        return new JobAgent(intake.port(), pace, runner, scopes, rdds, lanes, laneRdds);
    }

    private BehindWatch behindWatch(EngineListener listener) {
        BehindResponse response = conf.behindResponse();
        BehindWatch.Counts counts = new BehindWatch.Counts(
                counters.counter(CounterId.BATCHES_BEHIND),
                counters.counter(CounterId.BATCHES_WAITING),
                counters.counter(CounterId.BEHIND_RESPONSE));
        BehindWatch.Told told = new BehindWatch.Told() {
            @Override
            public void fellBehind(long waited, long took, long waiting) {
                if (listener.isListening()) listener.fellBehind(conf.clock().millis(), waited, took, waiting, response);
            }

            @Override
            public void caughtUp(long lasted, long dropped) {
                if (listener.isListening()) listener.caughtUp(conf.clock().millis(), lasted, dropped, response);
            }
        };
        Answer answer = new Answer(response, mostAtOnce());
        return new BehindWatch(conf.name(), conf.behindAfter().toNanos(), answer, counts, told);
    }

    /** Who follows what batches take. */
    private BatchDone batchDone() {
        counters.counter(CounterId.BATCH_INTERVAL_NANOS).set(durable.settings.batchMillis() * 1_000_000);
        RateController rates = inputs.rates(conf.backpressure(), durable.settings.batchMillis() * 1_000_000);
        DelayHistogram scheduled = new DelayHistogram(counters, CounterId.SCHEDULING_DELAY_BUCKET);
        DelayHistogram processed = new DelayHistogram(counters, CounterId.PROCESSING_DELAY_BUCKET);
        return (batch, records, done, processing, scheduling) -> {
            rates.batchDone(batch, done, processing, scheduling);
            scheduled.record(scheduling);
            processed.record(processing);
            behind.batchDone(done, processing, scheduling);
        };
    }

    /** Who sizes the block interval to what batches cost; nobody when the user has fixed it. */
    private LongConsumer stageTimes(EngineListener listener) {
        Counter shown = counters.counter(CounterId.BLOCK_INTERVAL_NANOS);
        Counter retunes = counters.counter(CounterId.BLOCK_RETUNES);
        shown.set(conf.blockInterval().toNanos());
        if (conf.isBlockIntervalFixed() || inputs.received().isEmpty()) return nanos -> {};
        BlockTuner tuner = new BlockTuner(
                durable.settings.batchMillis() * 1_000_000,
                workers.workers(),
                inputs.received().size(),
                conf.blockInterval().toNanos());
        return new BlockTuning(conf, tuner, inputs, shown, retunes, listener);
    }

    /**
     * What a stop leaves.
     *
     * @param haveEnded whether all threads have: else nobody may look at what the inputs hold
     * @param outputs those that had a batch when the time was over
     */
    StopReport left(boolean graceful, boolean inTime, boolean haveEnded, List<String> outputs) {
        boolean isKept = durable.isLogged;
        if (!haveEnded) {
            int waiting = (int) counters.counter(CounterId.BATCHES_WAITING).get();
            return new StopReport(graceful, inTime, isKept, waiting, List.of(), outputs);
        }
        List<StopReport.Left> left = new ArrayList<>();
        for (int stream = 0; stream < inputs.served().size(); stream++) {
            long blocksLeft = intake.blocksLeft(stream);
            long recordsLeft = intake.recordsLeft(stream);
            if (blocksLeft > 0 || recordsLeft > 0)
                left.add(new StopReport.Left(graph.input(stream).describe(), blocksLeft, recordsLeft));
        }
        return new StopReport(graceful, inTime, isKept, intake.batchesLeft(), left, outputs);
    }

    /** Cores, memory and log in words. */
    String describe() {
        return plan().describe() + blocks.pool.blockCount() + " blocks of " + blocks.pool.blockSize() + " bytes; "
                + blocks.budget + System.lineSeparator()
                + (durable.log == null ? "no log" : "log at durability " + durable.log.durability())
                + "; counters in " + counters.file() + System.lineSeparator()
                + guarantees;
    }

    CorePlan plan() {
        return cores.plan();
    }

    @Override
    public void close() {
        Throwable failure = closing.closeAll();
        if (failure instanceof Error error) throw error;
        if (failure != null) throw new IllegalStateException("the engine could not be taken down in order", failure);
    }
}
