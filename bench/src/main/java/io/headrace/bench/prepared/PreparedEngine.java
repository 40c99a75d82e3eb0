package io.headrace.bench.prepared;

import io.headrace.DatasetContext;
import io.headrace.DeadLetter;
import io.headrace.Engine;
import io.headrace.HeadraceConf;
import io.headrace.Rdd;
import io.headrace.Reject;
import io.headrace.exec.HeadraceBackend;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.batch.BlockId;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.graph.Graph;
import io.headrace.exec.graph.GraphBuilder;
import io.headrace.exec.graph.GraphSettings;
import io.headrace.exec.journal.JournalTypes;
import io.headrace.exec.rdd.BatchRdds;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.exec.types.HintedCodecs;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.codec.object.ClassCodecs;
import io.headrace.memory.codec.object.DynamicCodec;
import io.headrace.memory.table.KeyGroups;
import io.headrace.plan.InputSpec;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Output;
import io.headrace.plan.Program;
import io.headrace.plan.Reached;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A program's graph, its workers, and nothing else: no intake, no receivers, no log. A batch is computed when it is told to be, as the role
 * of the jobs computes it: stages, what they change taken over, outputs in their order.
 *
 * <p><b>Threading:</b> one thread, which is the worker where there is one.
 */
final class PreparedEngine implements Engine {
    private static final int SLOT = 0;
    private static final int SLOTS = 1;

    private final Program program;
    private final HeadraceConf conf;
    private final List<PreparedTicks> ticks;
    private final List<Node> inputs;
    private final List<Output> outputs;
    private final PreparedWorkers workers;
    private final MemoryBudget budget;
    private final SpillSpace spill;
    private final BatchRdds rdds;
    private final Graph graph;
    private final BatchScope scope;
    private final Batch batch;
    private long sequence;
    private boolean ended;

    PreparedEngine(Program program, HeadraceConf conf, List<PreparedTicks> ticks, int count) {
        this.program = program;
        this.conf = conf;
        this.ticks = ticks;
        inputs = Reached.inputs(program);
        outputs = program.outputs();
        workers = new PreparedWorkers(count);
        budget = MemoryBudget.process()
                .child("prepared program", MemoryBudget.process().limit());
        spill = SpillSpace.create(conf.spillMemory(), budget, conf.kryo(), null, conf.strict(), (who, problem) -> {
            throw new IllegalStateException(who + ": " + problem);
        });
        KeyGroups groups = KeyGroups.of(conf.keyGroups());
        int partitions = conf.defaultPartitions();
        DatasetContext datasets = DatasetContext.of(conf, new HeadraceBackend());
        rdds = new BatchRdds(workers.pool(), workers.pool().caller(), partitions, groups, datasets, spill);
        graph = new GraphBuilder(program, inputs, settings(count, groups, partitions), rdds).build();
        scope = graph.newScope(workers.pool(), SLOT);
        batch = new Batch(inputs.size());
    }

    private GraphSettings settings(int count, KeyGroups groups, int partitions) {
        JournalTypes types = new JournalTypes(false);
        HintedCodecs codecs = new HintedCodecs(new ClassCodecs(conf.kryo()), new DynamicCodec(conf.kryo(), types));
        return new GraphSettings(
                count,
                count + 1,
                SLOTS,
                groups,
                partitions,
                codecs,
                (id, worker) -> ticks.get(BlockId.stream(id)).access().open(id, worker),
                budget,
                PreparedBlocks.BLOCK_BYTES,
                sizing -> CompletableFuture.failedFuture(
                        new UnsupportedOperationException("the states of a benchmark fit memory")),
                spill,
                false);
    }

    @Override
    public void start() {
        workers.start();
    }

    /** See {@link PreparedProgram#batch}. */
    void batch(long tick, int input) throws Exception {
        long timeMillis = tick * program.batchMillis();
        batch.begin(1, ++sequence, tick, timeMillis, System.nanoTime());
        int views = 0;
        for (int stream = 0; stream < inputs.size(); stream++) {
            Operator.Input operator = (Operator.Input) inputs.get(stream).operator();
            if (operator.spec() instanceof InputSpec.Batches batches)
                batch.explicit(stream, batches.source().batchAt(timeMillis));
            else if (input != PreparedProgram.NOTHING) blocks(stream, ticks.get(views++), input);
        }
        scope.begin(batch);
        graph.evaluate(scope);
        graph.accept();
        for (int i = 0; i < outputs.size(); i++) run(outputs.get(i), timeMillis);
        rdds.release(SLOT);
        scope.release();
    }

    private void blocks(int stream, PreparedTicks of, int tick) {
        batch.blocks(stream, of.first(tick), of.end(tick));
    }

    private void run(Output output, long timeMillis) throws Exception {
        Dataset dataset = scope.shown(output.node());
        if (dataset == null) return;
        Rdd<?> rdd = rdds.of(batch, output.node(), dataset, SLOT);
        output.body().call(rdd, timeMillis);
    }

    @Override
    public void stop(boolean graceful, Duration timeout) {
        if (ended) return;
        ended = true;
        workers.stop();
        graph.close();
        spill.close();
        workers.close();
    }

    @Override
    public boolean awaitTermination(long millis) {
        return ended;
    }

    @Override
    public @Nullable Throwable failure() {
        return null;
    }

    @Override
    public String explain() {
        return "prepared blocks on " + workers.pool();
    }

    @Override
    public List<Reject> rejects() {
        return List.of();
    }

    @Override
    public List<DeadLetter> deadLetters() {
        return List.of();
    }
}
