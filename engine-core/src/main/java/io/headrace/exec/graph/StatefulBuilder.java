package io.headrace.exec.graph;

import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.eval.RowCodec;
import io.headrace.exec.fold.Fold;
import io.headrace.exec.fold.IntakeFold;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.fold.ViewFold;
import io.headrace.exec.join.JoinEvaluator;
import io.headrace.exec.spill.Placing;
import io.headrace.exec.state.CombineWindowEvaluator;
import io.headrace.exec.state.FlatMapPartition;
import io.headrace.exec.state.FlatSnapshotsEvaluator;
import io.headrace.exec.state.FoldStateEvaluator;
import io.headrace.exec.state.FoldWindowEvaluator;
import io.headrace.exec.state.KeyedShuffle;
import io.headrace.exec.state.MapFlatStateEvaluator;
import io.headrace.exec.state.MapPartition;
import io.headrace.exec.state.MapWithStateEvaluator;
import io.headrace.exec.state.PairCodec;
import io.headrace.exec.state.PartitionStates;
import io.headrace.exec.state.PartitionedStates;
import io.headrace.exec.state.ReducedWindow;
import io.headrace.exec.state.RunningWindowEvaluator;
import io.headrace.exec.state.SnapshotsEvaluator;
import io.headrace.exec.state.StateCodecs;
import io.headrace.exec.state.StatePartition;
import io.headrace.exec.state.SumWindow;
import io.headrace.exec.state.UpdateStateEvaluator;
import io.headrace.exec.state.ViewShuffle;
import io.headrace.exec.state.WindowEvaluator;
import io.headrace.exec.state.WindowNumbers;
import io.headrace.exec.state.WindowPanes;
import io.headrace.plan.Combine;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.ViewKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives the streams that remember their evaluators.
 *
 * <p><b>Threading:</b> one thread.
 */
final class StatefulBuilder {
    /** The values of a key, in their order. */
    private static final Combine INTO_LISTS = Combine.intoLists();

    /** Of the memory of the context, states may take this part before those that are cold go to the disk. */
    private static final int STATE_SHARE = 4;

    private final long batchMillis;
    private final GraphSettings settings;
    private final GraphBuilder graph;
    private final Map<Node, MapWithStateEvaluator> mapped = new HashMap<>();
    private final Map<Node, MapFlatStateEvaluator> mappedFlat = new HashMap<>();

    /**
     * What is kept beside states.
     *
     * @param isTimed when their keys were touched last
     * @param timesOut and in which order
     */
    private record Keeping(boolean isTimed, boolean timesOut) {
        static final Keeping STATES = new Keeping(false, false);

        static Keeping withTimes(long timeoutMillis) {
            return new Keeping(true, timeoutMillis != Operator.MapWithState.NO_TIMEOUT);
        }
    }

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
                    new RowCodec(settings.codecs().elements(node), node),
                    graph.held(node, Placing.MEMORY_AND_DISK),
                    batchMillis,
                    settings.slots());
        if (operator instanceof Operator.CombineWindow window) return combined(node, window);
        if (operator instanceof Operator.FoldWindow window) return folded(node, window);
        if (operator instanceof Operator.UpdateState update) return updated(node, update);
        if (operator instanceof Operator.MapWithState map) return mapped(node, map);
        if (operator instanceof Operator.FoldState fold) return foldedState(node, fold);
        if (operator instanceof Operator.MapFlatState map) return mappedFlat(node, map);
        if (operator instanceof Operator.JoinViews join) return joined(node, join);
        throw new IllegalStateException("no evaluator for " + node.describe());
    }

    private PairCodec pairs(Node node) {
        return new PairCodec(node, settings.codecs());
    }

    private Evaluator combined(Node node, Operator.CombineWindow window) {
        Evaluator batchPart = graph.combine(node, window.combine(), window.partitioning());
        KeyPlacer placer = graph.placer(node, window.partitioning());
        WindowPanes panes =
                new WindowPanes(graph.held(node, Placing.MEMORY_AND_DISK).withoutLevel(), placer.partitions());
        PairCodec rows = pairs(node);
        int slots = settings.slots();
        return window.inverse() == null
                ? new CombineWindowEvaluator(node, batchPart, panes, placer, rows, batchMillis, slots)
                : new RunningWindowEvaluator(node, batchPart, panes, placer, rows, batchMillis, slots);
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
        KeyPlacer[] placers = placers(node, window.partitioning());
        int ticks = (int) (window.windowMillis() / batchMillis);
        boolean texts = fold.hasTextKeys();
        WindowNumbers numbers = window.reducer().isInvertible()
                ? new SumWindow(node, ticks, settings.budget(), placers, texts)
                : new ReducedWindow(node, window.reducer(), ticks, settings.budget(), placers, texts);
        Fold folding = window.key() instanceof ViewKey.OfLong<?> key
                        && window.reducer().isExact()
                ? new IntakeFold(node, fold, key, window.value(), window.reducer(), numbers)
                : fold;
        return new FoldWindowEvaluator(
                node, parent, fold, parent.folding(folding), numbers, settings.budget(), settings.slots());
    }

    private Evaluator joined(Node node, Operator.JoinViews join) {
        return new JoinEvaluator(
                node,
                graph.parentRows(node, 0),
                graph.parentRows(node, 1),
                () -> graph.placer(node, join.partitioning()),
                batchMillis,
                settings.evaluators(),
                settings.slots(),
                settings.mostEntryBytes(),
                settings.budget());
    }

    private Evaluator foldedState(Node node, Operator.FoldState state) {
        ViewFold fold = new ViewFold(
                node,
                state.key(),
                state.value(),
                state.reducer(),
                graph.placer(node, state.partitioning()),
                graph.foldSettings());
        return new FoldStateEvaluator(
                node,
                graph.parentRows(node),
                fold,
                placers(node, state.partitioning()),
                settings.groups(),
                settings.budget(),
                settings.slots());
    }

    private Evaluator updated(Node node, Operator.UpdateState update) {
        Evaluator grouped = graph.combine(node, INTO_LISTS, update.partitioning());
        PartitionedStates states =
                states(node, this::objectCodecs, update.partitioning(), update.initial(), Keeping.STATES);
        List<StatePartition> partitions = new ArrayList<>();
        for (int i = 0; i < states.partitions(); i++)
            partitions.add(new StatePartition(node, states.partition(i), settings.budget()));
        return new UpdateStateEvaluator(node, grouped, states, partitions);
    }

    private Evaluator mapped(Node node, Operator.MapWithState map) {
        KeyedShuffle shuffle = new KeyedShuffle(node, graph.parentRows(node), placers(node, map.partitioning()));
        PartitionedStates states = states(
                node, this::objectCodecs, map.partitioning(), map.initial(), Keeping.withTimes(map.timeoutMillis()));
        List<MapPartition> partitions = new ArrayList<>();
        for (int i = 0; i < states.partitions(); i++)
            partitions.add(new MapPartition(node, states.partition(i), settings.budget()));
        MapWithStateEvaluator evaluator = new MapWithStateEvaluator(node, shuffle, states, partitions);
        mapped.put(node, evaluator);
        return evaluator;
    }

    /** The states of a stream that was built before. */
    Evaluator snapshots(Node node) {
        MapWithStateEvaluator objects = mapped.get(node.parent());
        if (objects != null) return new SnapshotsEvaluator(node.parent(), objects);
        MapFlatStateEvaluator flat = mappedFlat.get(node.parent());
        if (flat == null) throw new IllegalStateException(node.describe() + " is not behind mapWithState");
        return new FlatSnapshotsEvaluator(node, flat, settings.evaluators(), settings.slots(), settings.budget());
    }

    /** One for each worker, and for the thread of the jobs. */
    private KeyPlacer[] placers(Node node, Partitioning partitioning) {
        KeyPlacer[] placers = new KeyPlacer[settings.evaluators()];
        for (int i = 0; i < placers.length; i++) placers[i] = graph.placer(node, partitioning);
        return placers;
    }

    private Evaluator mappedFlat(Node node, Operator.MapFlatState map) {
        ViewShuffle shuffle = new ViewShuffle(
                node, map.key(), graph.parentRows(node), placers(node, map.partitioning()), settings.budget());
        PartitionedStates states = states(
                node,
                ofNode -> StateCodecs.ofFlat(map.key(), map.states().layout(), settings.codecs()),
                map.partitioning(),
                map.initial(),
                Keeping.withTimes(map.timeoutMillis()));
        List<FlatMapPartition> partitions = new ArrayList<>();
        for (int i = 0; i < states.partitions(); i++)
            partitions.add(new FlatMapPartition(node, states.partition(i), settings.mostEntryBytes()));
        MapFlatStateEvaluator evaluator = new MapFlatStateEvaluator(
                node, shuffle, states, partitions, settings.evaluators(), settings.slots(), settings.budget());
        mappedFlat.put(node, evaluator);
        return evaluator;
    }

    private StateCodecs objectCodecs(Node node) {
        return StateCodecs.of(node, settings.codecs());
    }

    /** @param codecs makes those of a partition */
    private PartitionedStates states(
            Node node,
            Function<Node, StateCodecs> codecs,
            Partitioning partitioning,
            @Nullable List<Object> initial,
            Keeping keeping) {
        KeyPlacer placement = graph.placer(node, partitioning);
        long mostBytes = settings.budget().limit() / STATE_SHARE / graph.keyedStates() / placement.partitions();
        List<PartitionStates> partitions = new ArrayList<>();
        for (int i = 0; i < placement.partitions(); i++) {
            partitions.add(new PartitionStates(
                    node,
                    codecs.apply(node),
                    settings.groups(),
                    settings.budget(),
                    PartitionStates.tables(
                            node, settings.budget(), settings.stateHome(), mostBytes, keeping.timesOut()),
                    keeping.isTimed(),
                    settings.mostEntryBytes()));
        }
        return new PartitionedStates(partitions, placement, initial);
    }
}
