package io.headrace.bench.engine;

import io.headrace.StorageLevel;
import io.headrace.exec.data.BlockDataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.fold.FoldSettings;
import io.headrace.exec.fold.FoldTasks;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.fold.ViewFold;
import io.headrace.exec.fold.ViewFoldResult;
import io.headrace.exec.pass.Pass;
import io.headrace.exec.work.TaskRunner;
import io.headrace.exec.work.TaskSet;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.table.KeyGroups;
import io.headrace.plan.CallSite;
import io.headrace.plan.InputSpec;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.Reducer;
import io.headrace.plan.RowFormat;
import io.headrace.plan.ViewKey;
import io.headrace.plan.ViewValue;
import java.util.List;

/**
 * Word counts that differ in their operators and functions, as the engine runs them with one worker, and that all have the same result.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Pipelines implements AutoCloseable {
    static final int KINDS = 4;

    private static final CallSite SITE = new CallSite("bench", "Pipelines.java", 1);

    private final Worker worker = new Worker(0, PreparedLines.BLOCK_BYTES);
    private final TaskRunner runner = new OneWorker(worker);
    private final BlockDataset blocks;
    private final FoldTasks tasks;
    private final ViewFold fold;

    /** @param kind 0 to {@link #KINDS} - 1 */
    Pipelines(int kind, PreparedLines lines) {
        RowFormat rows = new RowFormat.Utf8Views();
        InputSpec nothing = new InputSpec.Polled(
                "prepared",
                parameters -> {
                    throw new UnsupportedOperationException("the blocks are prepared");
                },
                StorageLevel.MEMORY_ONLY_SER);
        Node input = new Node(0, new Operator.Input("lines", nothing, rows), List.of(), SITE, 1);
        blocks = new BlockDataset(PreparedLines.STREAM, "prepared", rows, Codecs.TEXT, lines.access());
        blocks.begin(0, lines.blocks());
        Node last = chain(kind, input);
        Operator.Fold operator = fold(kind);
        Node folding = new Node(9, operator, List.of(last), SITE, 1);
        KeyPlacer placer = KeyPlacer.of(Partitioning.BY_DEFAULT, KeyGroups.ofDefault(), 4, null);
        fold = new ViewFold(
                folding,
                operator.key(),
                operator.value(),
                operator.reducer(),
                placer,
                new FoldSettings(1, MemoryBudget.process(), 0));
        tasks = new FoldTasks(fold, Pass.compile(last, ancestor -> false, 1));
    }

    private static Node chain(int kind, Node input) {
        return switch (kind) {
            case 0 -> split(input);
            case 1 -> then(split(input), new Operator.ViewFilter("filter", view -> !((Utf8View) view).isEmpty()));
            case 2 -> {
                Node full = then(input, new Operator.ViewFilter("filter", view -> ((Utf8View) view).length() > 0));
                yield then(split(full), new Operator.ViewFilter("filter", view -> ((Utf8View) view).length() < 100));
            }
            default ->
                then(
                        then(split(input), new Operator.ViewFlatMap("flatMap", (view, out) -> out.accept(view))),
                        new Operator.ViewFilter("filter", view -> ((Utf8View) view).byteAt(0) != '#'));
        };
    }

    private static Node split(Node parent) {
        return then(parent, new Operator.Split("split", (byte) ' '));
    }

    private static Node then(Node parent, Operator.Narrow operator) {
        return new Node(parent.id() + 1, operator, List.of(parent), SITE, 1);
    }

    private static Operator.Fold fold(int kind) {
        ViewKey<Utf8View, String> word = kind % 2 == 0 ? new ViewKey.Text<>(view -> view) : new ViewKey.Text<>(w -> w);
        ViewValue<Utf8View, Long> one = kind < 3 ? new ViewValue.One<>() : new ViewValue.OfLong<>(view -> 1);
        return new Operator.Fold("countByValue", word, one, Reducer.SUM_LONG, Partitioning.BY_DEFAULT);
    }

    /** Computes a batch of all blocks; its result is to be released. */
    ViewFoldResult batch() throws Exception {
        return (ViewFoldResult) tasks.run(blocks, runner, null, null);
    }

    @Override
    public void close() {
        fold.close();
        worker.close();
    }

    /** Runs everything on the calling thread. */
    private record OneWorker(Worker worker) implements TaskRunner {
        @Override
        public int workers() {
            return 1;
        }

        @Override
        public void run(TaskSet tasks) throws Exception {
            for (int task = 0; task < tasks.tasks(); task++) tasks.run(task, worker);
        }
    }
}
