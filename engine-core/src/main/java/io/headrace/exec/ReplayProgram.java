package io.headrace.exec;

import io.headrace.DatasetContext;
import io.headrace.HeadraceConf;
import io.headrace.ReplayProgress;
import io.headrace.ReplayRequest;
import io.headrace.ReplayResult;
import io.headrace.ReplayResult.Comparison;
import io.headrace.StreamingException;
import io.headrace.TaskUpdates;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.checkpoint.Manifest;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.graph.Graph;
import io.headrace.exec.graph.GraphBuilder;
import io.headrace.exec.graph.GraphSettings;
import io.headrace.exec.intake.LogHome;
import io.headrace.exec.journal.ContextSettings;
import io.headrace.exec.journal.DeltaVisitor;
import io.headrace.exec.journal.DeltaWriter;
import io.headrace.exec.journal.JournalTypes;
import io.headrace.exec.journal.Recovered;
import io.headrace.exec.journal.RecoveredBatch;
import io.headrace.exec.journal.RecoveredStream;
import io.headrace.exec.journal.Recovery;
import io.headrace.exec.journal.ResumePoint;
import io.headrace.exec.pass.SkipSet;
import io.headrace.exec.rdd.BatchRdds;
import io.headrace.exec.replay.ChangeCapture;
import io.headrace.exec.replay.ComparedStream;
import io.headrace.exec.replay.PastBatch;
import io.headrace.exec.replay.PastLog;
import io.headrace.exec.replay.ReplayedOutputs;
import io.headrace.exec.replay.RestoreProgress;
import io.headrace.exec.replay.StateComparison;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.exec.state.RunningWindowEvaluator;
import io.headrace.exec.types.HintedCodecs;
import io.headrace.exec.work.InlineRunner;
import io.headrace.memory.Hash;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.block.BlockPool;
import io.headrace.memory.codec.object.ClassCodecs;
import io.headrace.memory.codec.object.DynamicCodec;
import io.headrace.memory.storage.BlockStore;
import io.headrace.memory.table.KeyGroups;
import io.headrace.plan.Node;
import io.headrace.plan.Program;
import io.headrace.plan.Reached;
import io.headrace.plan.StableNames;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program made ready to run one batch of the past on one thread: its graph, the state before that batch, and the batch's blocks, which are
 * read where they lie in the log. There is no intake and no receiver, and nothing is written.
 *
 * <p><b>Threading:</b> one thread.
 */
final class ReplayProgram implements AutoCloseable {
    private static final int ONE = 1;

    private final Program program;
    private final PastLog log;
    private final ContextSettings settings;
    private final int blockBytes;
    private final JournalTypes types = new JournalTypes(false);
    private final Closing closing = new Closing();
    private final MemoryBudget budget;
    private final BatchRdds rdds;
    private final InlineRunner runner;
    private final BlockStore store;
    private final LogHome home;
    private final int inputs;
    private final Graph graph;
    private final Map<Node, Integer> numbers;
    private @Nullable Recovered recovered;

    /** Refuses a program that cannot go on with what the log has, as a start does. */
    ReplayProgram(Program program, HeadraceConf conf, PastLog log) throws IOException {
        this.program = program;
        this.log = log;
        blockBytes = conf.blockBytes();
        boolean done = false;
        try {
            settings = ContextSettings.decode(log.end().settings()).goOn(wanted(program, conf));
            types.recover(log.end().dictionary());
            HintedCodecs codecs = new HintedCodecs(new ClassCodecs(conf.kryo()), new DynamicCodec(conf.kryo(), types));
            Reached.nodes(program).forEach(codecs::check);
            StoredClasses.check(conf.kryo(), types);
            StableIds ids = new StableIds(program, types, "run it again with the program that ran then");
            List<Node> nodes = ids.inputs(program, codecs);
            inputs = nodes.size();
            budget = budget(conf);
            BlockPool pool = closing.add(pool(budget));
            store = closing.add(new BlockStore(pool, ONE, null));
            home = closing.add(new LogHome(log));
            Worker worker = closing.add(new Worker(0, BlockPool.MAX_BLOCK_SIZE));
            runner = new InlineRunner(worker, 0);
            KeyGroups groups = KeyGroups.of(settings.keyGroups());
            SpillSpace spill = closing.add(
                    SpillSpace.create(conf.spillMemory(), budget, conf.kryo(), null, conf.strict(), (who, what) -> {}));
            DatasetContext datasets = DatasetContext.of(conf, new HeadraceBackend());
            rdds = new BatchRdds(runner, worker, settings.defaultPartitions(), groups, datasets, spill);
            GraphSettings made = new GraphSettings(
                    ONE,
                    ONE + 1,
                    ONE,
                    groups,
                    settings.defaultPartitions(),
                    codecs,
                    (id, reader) -> store.get(id, reader.lease(), reader.scratch(), reader.scratchBytes()),
                    budget,
                    blockBytes,
                    closing.add(new StateHomes(null)),
                    spill,
                    false);
            graph = closing.add(new GraphBuilder(program, nodes, made, rdds).build());
            numbers = ids.operators(graph.stateful());
            done = true;
        } finally {
            if (!done) close();
        }
    }

    /** The zero time is the log's. */
    private static ContextSettings wanted(Program program, HeadraceConf conf) {
        return new ContextSettings(
                program.batchMillis(), 0, conf.keyGroups(), Hash.PARTITION_VERSION, conf.defaultPartitions());
    }

    private static MemoryBudget budget(HeadraceConf conf) {
        MemoryBudget process = MemoryBudget.process();
        return process.child(conf.name() + " again", conf.memoryLimit() == 0 ? process.limit() : conf.memoryLimit());
    }

    /** Blocks stay in the log; the store that says where they are wants a pool all the same. */
    private static BlockPool pool(MemoryBudget budget) {
        BlockPool pool = BlockPool.tryCreate(BlockPool.MIN_BLOCK_SIZE, ONE, budget);
        if (pool == null) throw new StreamingException("there is no memory left: " + budget);
        return pool;
    }

    /** Rebuilds the state as it was before the batch. */
    void restore(@Nullable Manifest checkpoint, PastBatch batch, ReplayProgress progress) throws IOException {
        Map<Integer, StatefulEvaluator> byNumber = new HashMap<>();
        for (StatefulEvaluator one : graph.stateful()) byNumber.put(number(one), one);
        try (StateRestore restore = new StateRestore(byNumber, null)) {
            restore(checkpoint, batch, restore, progress);
        }
    }

    private void restore(@Nullable Manifest checkpoint, PastBatch batch, StateRestore restore, ReplayProgress progress)
            throws IOException {
        if (checkpoint != null) {
            progress.step(checkpoint + " of " + checkpoint.bytes() + " bytes", 0, 0);
            restore.checkpoint(
                    log.checkpoints(),
                    checkpoint,
                    Map.of(),
                    new RestartProgress(DeltaVisitor.NONE, System::nanoTime, progress));
        }
        recovered = read(checkpoint, batch, restore, progress);
        restore.done();
    }

    private Recovered read(
            @Nullable Manifest checkpoint, PastBatch batch, StateRestore restore, ReplayProgress progress)
            throws IOException {
        long before = checkpoint == null ? 0 : checkpoint.batch().sequence();
        ResumePoint resume = checkpoint == null ? null : new ResumePoint(checkpoint.recoverFrom(), before, false);
        long end = batch.isCommitted() ? batch.commitPosition() : log.end().position();
        DeltaVisitor visitor =
                new RestoreProgress(graph.stateful().isEmpty() ? DeltaVisitor.NONE : restore, progress, before, batch);
        return Recovery.read(log.upTo(end), log.end(), settings, 0, visitor, resume);
    }

    private int number(StatefulEvaluator stateful) {
        Integer number = numbers.get(stateful.node());
        if (number == null) throw new IllegalStateException(stateful.node() + " has no number in the journal");
        return number;
    }

    /** Runs the batch whose state was rebuilt. */
    ReplayResult run(PastBatch past, ReplayRequest request) throws Exception {
        Recovered found = recovered;
        RecoveredBatch batch =
                found == null || found.rerun().isEmpty() ? null : found.rerun().get(0);
        if (found == null || batch == null || !batch.id().equals(past.id()))
            throw new IllegalStateException(past + " was to be the one that comes next, and it is " + batch);
        Batch again = filled(batch, found);
        BatchScope scope = graph.newScope(runner, 0);
        scope.begin(again);
        if (!request.withDeadLetters() && !batch.skipped().isEmpty()) scope.careful(skips(batch), null);
        try {
            evaluate(scope);
            StateComparison comparison = compared(past);
            graph.accept();
            ReplayedOutputs outputs = new ReplayedOutputs(again, scope, rdds, request);
            return new ReplayResult(
                    past.shown(),
                    outputs.of(program.outputs()),
                    verdict(past, comparison),
                    comparison.differences(),
                    comparison.count());
        } finally {
            rdds.release(0);
            scope.release();
        }
    }

    private Batch filled(RecoveredBatch batch, Recovered found) {
        Batch again = new Batch(inputs);
        batch.fill(again, System.nanoTime());
        for (int id = 0; id < batch.streams(); id++) {
            RecoveredStream stream = found.stream(id);
            for (long block = batch.firstBlock(id); block < batch.endBlock(id); block++)
                store.putAtHome(
                        BlockId.of(id, block),
                        home,
                        stream.position(block),
                        stream.length(block),
                        stream.checksum(block));
        }
        return again;
    }

    private static SkipSet skips(RecoveredBatch batch) {
        SkipSet set = new SkipSet();
        batch.skipped().forEach(one -> set.add(BlockId.of(one.stream(), one.block()), one.record()));
        return set;
    }

    private void evaluate(BatchScope scope) throws Exception {
        boolean done = false;
        TaskUpdates.hold();
        try {
            graph.evaluate(scope);
            done = true;
        } finally {
            TaskUpdates.endHold(done);
            if (!done) graph.discard();
        }
    }

    private List<ComparedStream> streams() {
        StableNames names = StableNames.of(program);
        List<ComparedStream> streams = new ArrayList<>();
        for (StatefulEvaluator one : graph.stateful())
            streams.add(new ComparedStream(
                    number(one),
                    names.of(one.node()),
                    one.node().operator().word() + " at " + one.node().site(),
                    one.form(),
                    one instanceof RunningWindowEvaluator));
        return streams;
    }

    private StateComparison compared(PastBatch past) throws Exception {
        StateComparison comparison = new StateComparison(streams());
        try (ChangeCapture capture = new ChangeCapture(DeltaWriter.maxEntry(blockBytes))) {
            for (StatefulEvaluator one : graph.stateful()) comparison.take(number(one), one, capture);
        }
        if (!past.isCommitted()) return comparison;
        comparison.readFirst(log, past);
        comparison.compare(types.entries());
        return comparison;
    }

    private Comparison verdict(PastBatch past, StateComparison comparison) {
        if (!past.isCommitted()) return Comparison.NOT_COMMITTED;
        if (graph.stateful().isEmpty()) return Comparison.NOTHING_STORED;
        return comparison.count() == 0 ? Comparison.SAME : Comparison.DIFFERENT;
    }

    @Override
    public void close() {
        Throwable failure = closing.closeAll();
        if (failure instanceof Error error) throw error;
        if (failure != null) throw new IllegalStateException("what a replay has opened could not be closed", failure);
    }
}
