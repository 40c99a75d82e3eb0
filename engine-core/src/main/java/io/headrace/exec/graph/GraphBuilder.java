package io.headrace.exec.graph;

import io.headrace.StorageLevel;
import io.headrace.exec.data.BlockDataset;
import io.headrace.exec.eval.DatasetHandles;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.fold.CombineFold;
import io.headrace.exec.fold.CountFold;
import io.headrace.exec.fold.Fold;
import io.headrace.exec.fold.FoldSettings;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.fold.ReduceFold;
import io.headrace.exec.fold.ViewFold;
import io.headrace.exec.pass.Pass;
import io.headrace.exec.spill.CodecForm;
import io.headrace.exec.spill.Holding;
import io.headrace.exec.spill.Placing;
import io.headrace.exec.types.HintedCodecs;
import io.headrace.plan.Combine;
import io.headrace.plan.InputSpec;
import io.headrace.plan.Keeping;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Output;
import io.headrace.plan.Partitioning;
import io.headrace.plan.Persistence;
import io.headrace.plan.Program;
import io.headrace.plan.Reached;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Gives each stream of a program its evaluator.
 *
 * <p>A stream of narrow operators is computed by its reader, fused with it. When several read it, or the user asks to keep it, and its
 * rows are objects, it is computed once a batch: in one pass with its readers where all of them are folds, and else held: where the
 * user said, or on the heap as long as that has room.
 * Views cannot be kept, and are computed by each.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class GraphBuilder {
    private static final long EXPECTED_KEYS = 1024;

    private final Program program;
    private final GraphSettings settings;
    private final DatasetHandles handles;
    private final FoldSettings foldSettings;
    private final int[] readers;
    private final List<Node> inputs;
    private final StatefulBuilder stateful;
    private final FanOuts fanOuts;
    private final Map<Node, FanOutEvaluator> shares = new HashMap<>();

    /** @param inputs by stream id */
    public GraphBuilder(Program program, List<Node> inputs, GraphSettings settings, DatasetHandles handles) {
        this.program = program;
        this.inputs = List.copyOf(inputs);
        this.settings = settings;
        this.handles = handles;
        foldSettings = new FoldSettings(settings.evaluators() - 1, settings.budget(), settings.spill(), EXPECTED_KEYS);
        readers = readers(program);
        fanOuts = new FanOuts(program);
        stateful = new StatefulBuilder(program.batchMillis(), settings, this);
    }

    /** How many read each stream, by node id; 0 for those that no output depends on. */
    private static int[] readers(Program program) {
        int[] readers = new int[program.nodes().size()];
        for (Output output : program.outputs()) readers[output.node().id()]++;
        for (int id = readers.length - 1; id >= 0; id--) { // children come after their parents
            if (readers[id] == 0) continue;
            for (Node parent : program.nodes().get(id).parents()) readers[parent.id()]++;
        }
        return readers;
    }

    public Graph build() {
        @Nullable Evaluator[] evaluators = new Evaluator[program.nodes().size()];
        for (Node node : program.nodes()) {
            if (readers[node.id()] > 0) evaluators[node.id()] = evaluator(node);
        }
        return new Graph(program, inputs, evaluators, settings.triesOutputs());
    }

    private Evaluator evaluator(Node node) {
        Evaluator computing = computing(node);
        return isKept(node) ? new KeptEvaluator(computing, held(node, Placing.DISK), settings.slots()) : computing;
    }

    /** Whether its evaluator does not see to it by itself that its rows are kept where the user wants them. */
    private static boolean isKept(Node node) {
        StorageLevel level = keptAt(node);
        return level != null && !Keeping.seesToIt(node.operator()) && !Keeping.isKeptAnyway(node, level);
    }

    private Evaluator computing(Node node) {
        Operator operator = node.operator();
        if (operator instanceof Operator.Input input) return input(node, input);
        if (operator instanceof Operator.Narrow) {
            ParentRows rows = rowsOf(node, other -> other != node && isMaterial(other));
            if (!isMaterial(node)) return new NarrowEvaluator(rows, settings.slots());
            return fanOuts.contains(node) ? fanOut(node, rows) : material(node, rows);
        }
        if (operator instanceof Operator.Stateful) return stateful.evaluator(node);
        if (operator instanceof Operator.StateSnapshots || operator instanceof Operator.FlatSnapshots)
            return stateful.snapshots(node);
        if (operator instanceof Operator.Union) return union(node);
        if (operator instanceof Operator.Transform) return new TransformEvaluator(node, handles);
        if (operator instanceof Operator.Repartition repartition)
            return new RepartitionEvaluator(
                    parentRows(node),
                    repartition.partitions(),
                    settings.slots(),
                    held(node, Placing.DISK).withoutLevel());
        return fold(node, operator);
    }

    private Evaluator fold(Node node, Operator operator) {
        if (operator instanceof Operator.Count) return folding(node, new CountFold(settings.workers()));
        if (operator instanceof Operator.Reduce reduce)
            return folding(node, new ReduceFold(node, reduce.function(), settings.workers()));
        if (operator instanceof Operator.CombineByKey combine)
            return combine(node, combine.combine(), combine.partitioning());
        if (operator instanceof Operator.Fold fold) {
            ViewFold views = new ViewFold(
                    node, fold.key(), fold.value(), fold.reducer(), placer(node, fold.partitioning()), foldSettings);
            return folding(node, views);
        }
        throw new IllegalStateException("no evaluator for " + node.describe());
    }

    /** Combines the rows of a stream's parent by key. */
    Evaluator combine(Node node, Combine combine, Partitioning partitioning) {
        CombineFold fold = new CombineFold(node, combine, placer(node, partitioning), foldSettings);
        return folding(node, fold);
    }

    private Evaluator material(Node node, ParentRows rows) {
        return new MaterialEvaluator(rows, settings.slots(), held(node, Placing.DISK));
    }

    /** Holds a stream's rows: at the level that the user wants, and else on the heap as long as that has room. */
    Holding held(Node node, Placing beyond) {
        HintedCodecs codecs = settings.codecs();
        return new Holding(
                settings.spill(), keptAt(node), beyond, new CodecForm(() -> codecs.elements(node)), node.describe());
    }

    private Evaluator fanOut(Node node, ParentRows rows) {
        FanOutEvaluator shared = new FanOutEvaluator(rows, settings.slots(), settings.evaluators());
        shares.put(node, shared);
        return shared;
    }

    /** A fold of a stream's rows: by itself, or with the others that read the same shared stream. */
    private Evaluator folding(Node node, Fold fold) {
        ParentRows rows = parentRows(node);
        FanOutEvaluator shared = shares.get(rows.rootNode());
        return shared != null ? shared.branch(fold, rows) : new FoldEvaluator(rows, fold, settings.slots());
    }

    /** How many streams keep states that are more than a number: they share the memory for that. */
    int keyedStates() {
        return (int) Reached.nodes(program).stream()
                .map(Node::operator)
                .filter(operator -> operator instanceof Operator.UpdateState
                        || operator instanceof Operator.MapWithState
                        || operator instanceof Operator.MapFlatState)
                .count();
    }

    FoldSettings foldSettings() {
        return foldSettings;
    }

    /** Decides where the keys of a stream belong. */
    KeyPlacer placer(Node node, Partitioning partitioning) {
        HintedCodecs codecs = settings.codecs();
        return KeyPlacer.of(partitioning, settings.groups(), settings.defaultPartitions(), codecs.placing(node))
                .withKeysOfAnyType(codecs.dynamic());
    }

    /** A way to the rows of a stream's parent that only this reader uses. */
    ParentRows parentRows(Node node) {
        return parentRows(node, 0);
    }

    /** As {@link #parentRows(Node)}, of one of several parents. */
    ParentRows parentRows(Node node, int parent) {
        return rowsOf(node.parents().get(parent));
    }

    private ParentRows rowsOf(Node parent) {
        return rowsOf(parent, this::isMaterial);
    }

    private ParentRows rowsOf(Node node, Predicate<Node> isRoot) {
        return new ParentRows(Pass.compile(node, isRoot, settings.evaluators(), settings.spill()));
    }

    private boolean isMaterial(Node node) {
        if (!(node.operator() instanceof Operator.Narrow) || Reached.areViews(node)) return false;
        return keptAt(node) != null || readers[node.id()] > 1;
    }

    /** Where the user wants a stream's rows kept; null when nothing was said, or nothing is to be kept. */
    static @Nullable StorageLevel keptAt(Node node) {
        Persistence kept = node.persistence();
        return kept == null || kept.level().equals(StorageLevel.NONE) ? null : kept.level();
    }

    private Evaluator input(Node node, Operator.Input input) {
        int stream = inputs.indexOf(node);
        HintedCodecs codecs = settings.codecs();
        InputSpec spec = input.spec();
        return new InputEvaluator(
                stream,
                spec instanceof InputSpec.Batches,
                settings.slots(),
                () -> new BlockDataset(stream, spec.label(), input.rows(), codecs.elements(node), settings.blocks()),
                rowsOf(node));
    }

    private Evaluator union(Node node) {
        List<NarrowEvaluator> parents = new ArrayList<>();
        for (Node parent : node.parents()) parents.add(new NarrowEvaluator(rowsOf(parent), settings.slots()));
        return new UnionEvaluator(node, parents, settings.slots());
    }
}
