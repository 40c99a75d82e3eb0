package io.headrace.exec.graph;

import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.eval.RowCodec;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.fold.ViewFold;
import io.headrace.exec.state.CombineWindowEvaluator;
import io.headrace.exec.state.FoldWindowEvaluator;
import io.headrace.exec.state.PairCodec;
import io.headrace.exec.state.ReducedWindow;
import io.headrace.exec.state.RunningWindowEvaluator;
import io.headrace.exec.state.StateCodecs;
import io.headrace.exec.state.StatePartition;
import io.headrace.exec.state.SumWindow;
import io.headrace.exec.state.UpdateStateEvaluator;
import io.headrace.exec.state.WindowEvaluator;
import io.headrace.exec.state.WindowNumbers;
import io.headrace.plan.Combine;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.ArrayList;
import java.util.List;

/**
 * Gives the streams that remember their evaluators.
 *
 * <p><b>Threading:</b> one thread.
 */
final class StatefulBuilder {
    /** The values of a key, in their order. */
    private static final Combine INTO_LISTS =
            new Combine(StatefulBuilder::listOf, StatefulBuilder::append, StatefulBuilder::concat, false);

    private final long batchMillis;
    private final GraphSettings settings;
    private final GraphBuilder graph;

    StatefulBuilder(long batchMillis, GraphSettings settings, GraphBuilder graph) {
        this.batchMillis = batchMillis;
        this.settings = settings;
        this.graph = graph;
    }

    Evaluator evaluator(Node node) {
        Operator operator = node.operator();
        if (operator instanceof Operator.Window)
            return new WindowEvaluator(
                    node,
                    graph.parentRows(node),
                    new RowCodec(settings.codecs().elements(node), node.describe()),
                    batchMillis);
        if (operator instanceof Operator.CombineWindow window) return combined(node, window);
        if (operator instanceof Operator.FoldWindow window) return folded(node, window);
        if (operator instanceof Operator.UpdateState update) return updated(node, update);
        throw new IllegalStateException("no evaluator for " + node.describe());
    }

    private PairCodec pairs(Node node) {
        return new PairCodec(node, settings.codecs());
    }

    private Evaluator combined(Node node, Operator.CombineWindow window) {
        Evaluator batchPart = graph.combine(node, window.combine(), window.partitioning());
        try (KeyPlacer placer = graph.placer(node, window.partitioning())) {
            int partitions = placer.partitions();
            return window.inverse() == null
                    ? new CombineWindowEvaluator(node, batchPart, partitions, pairs(node), batchMillis)
                    : new RunningWindowEvaluator(node, batchPart, partitions, pairs(node), batchMillis);
        }
    }

    private Evaluator folded(Node node, Operator.FoldWindow window) {
        ParentRows parent = graph.parentRows(node);
        ViewFold fold = new ViewFold(
                node,
                window.key(),
                window.value(),
                window.reducer(),
                graph.placer(node, window.partitioning()),
                graph.foldSettings());
        KeyPlacer[] placers = new KeyPlacer[settings.evaluators()];
        for (int i = 0; i < placers.length; i++) placers[i] = graph.placer(node, window.partitioning());
        int ticks = (int) (window.windowMillis() / batchMillis);
        boolean texts = fold.hasTextKeys();
        WindowNumbers numbers = window.reducer().isInvertible()
                ? new SumWindow(node, ticks, settings.budget(), placers, texts)
                : new ReducedWindow(node, window.reducer(), ticks, settings.budget(), placers, texts);
        return new FoldWindowEvaluator(
                node, parent, fold, parent.folding(fold), numbers, settings.budget(), settings.slots());
    }

    private Evaluator updated(Node node, Operator.UpdateState update) {
        Evaluator grouped = graph.combine(node, INTO_LISTS, update.partitioning());
        KeyPlacer placer = graph.placer(node, update.partitioning());
        List<StatePartition> partitions = new ArrayList<>();
        for (int i = 0; i < placer.partitions(); i++) {
            StateCodecs codecs = StateCodecs.of(node, settings.codecs());
            partitions.add(
                    new StatePartition(node, codecs, settings.groups(), settings.budget(), settings.mostEntryBytes()));
        }
        return new UpdateStateEvaluator(node, grouped, partitions, placer);
    }

    private static Object listOf(Object value) {
        List<Object> values = new ArrayList<>();
        values.add(value);
        return values;
    }

    @SuppressWarnings("unchecked") // listOf made it
    private static Object append(Object values, Object value) {
        ((List<Object>) values).add(value);
        return values;
    }

    @SuppressWarnings("unchecked") // listOf made them
    private static Object concat(Object earlier, Object later) {
        ((List<Object>) earlier).addAll((List<Object>) later);
        return earlier;
    }
}
