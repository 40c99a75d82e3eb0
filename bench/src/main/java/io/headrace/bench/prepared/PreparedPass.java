package io.headrace.bench.prepared;

import io.headrace.StorageLevel;
import io.headrace.exec.data.BlockDataset;
import io.headrace.exec.fold.FoldSettings;
import io.headrace.exec.fold.FoldTasks;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.fold.ViewFold;
import io.headrace.exec.fold.ViewFoldResult;
import io.headrace.exec.pass.Pass;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.codec.Codec;
import io.headrace.memory.table.KeyGroups;
import io.headrace.plan.CallSite;
import io.headrace.plan.InputSpec;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.RowFormat;
import java.util.List;

/**
 * The engine's fused pass over prepared blocks into a fold, on the engine's own workers, without a receiver before it and without ticks: a
 * batch is all blocks.
 *
 * <p><b>Threading:</b> one thread, which is the worker where there is one; the others are its own.
 */
public final class PreparedPass implements AutoCloseable {
    private static final CallSite SITE = new CallSite("bench", "PreparedPass.java", 1);

    private final PreparedWorkers workers;
    private final BlockDataset dataset;
    private final ViewFold fold;
    private final FoldTasks tasks;

    /** Makes the stages behind the input one after the other. */
    @FunctionalInterface
    public interface Chain {
        /** The last stage behind this input; {@link #then} makes one. */
        Node behind(Node input);
    }

    /**
     * A pass.
     *
     * @param codec of the records
     * @param keys how many keys the tables are laid out for; 0: a few
     */
    public PreparedPass(
            PreparedBlocks blocks,
            RowFormat rows,
            Codec<?> codec,
            Chain chain,
            Operator.Fold operator,
            int workers,
            long keys) {
        InputSpec nothing = new InputSpec.Polled(
                "prepared",
                parameters -> {
                    throw new UnsupportedOperationException("the blocks are prepared");
                },
                StorageLevel.MEMORY_ONLY_SER);
        Node input = new Node(0, new Operator.Input("records", nothing, rows), List.of(), SITE, 1);
        dataset = new BlockDataset(PreparedBlocks.STREAM, "prepared", rows, codec, blocks.access());
        dataset.begin(0, blocks.blocks());
        Node last = chain.behind(input);
        Node folding = new Node(last.id() + 1, operator, List.of(last), SITE, 1);
        fold = new ViewFold(
                folding,
                operator.key(),
                operator.value(),
                operator.reducer(),
                KeyPlacer.of(Partitioning.BY_DEFAULT, KeyGroups.ofDefault(), 4, null),
                new FoldSettings(workers, MemoryBudget.process(), keys));
        tasks = new FoldTasks(fold, Pass.compile(last, ancestor -> false, workers + 1));
        this.workers = new PreparedWorkers(workers);
        this.workers.start();
    }

    /** A stage behind another. */
    public static Node then(Node parent, Operator.Narrow operator) {
        return new Node(parent.id() + 1, operator, List.of(parent), SITE, 1);
    }

    /** Computes a batch of all blocks; its result is to be released. */
    public ViewFoldResult batch() throws Exception {
        return (ViewFoldResult) tasks.run(dataset, workers.pool(), null, null);
    }

    @Override
    public void close() {
        workers.stop();
        fold.close();
        workers.close();
    }
}
