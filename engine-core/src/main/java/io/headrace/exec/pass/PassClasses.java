package io.headrace.exec.pass;

import io.headrace.exec.data.BlockDataset;
import io.headrace.exec.data.OwnClass;
import io.headrace.exec.data.RowDecoder;
import io.headrace.exec.data.Sink;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.RowFormat;
import java.lang.invoke.MethodHandles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The classes of one pass, which its workers share: they run the same calls, so each call site still has one target, and the JIT compiles
 * the pass once.
 *
 * <p><b>Threading:</b> any thread.
 */
final class PassClasses {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    private final Node root;
    private final List<StageMaker> stages = new ArrayList<>();
    private final OwnClass<PassTail> tails = OwnClass.like(LOOKUP, PassTail.class, PassTail.Own.class);
    private final Map<RowFormat, Supplier<RowDecoder>> decoders = new HashMap<>();
    private final Map<RowFormat, OwnClass<RootLoop>> blockLoops = new HashMap<>();
    private final OwnClass<RootLoop> listLoops = OwnClass.like(LOOKUP, RootLoop.class, RootLoops.ListLoop.class);

    /** @param space where partitions go that are to be seen as a whole, and outgrow the heap */
    PassClasses(Node node, Predicate<Node> isRoot, Supplier<SpillSpace> space) {
        Deque<Node> chain = new ArrayDeque<>();
        Node at = node;
        for (; at.operator() instanceof Operator.Narrow && !isRoot.test(at); at = at.parent()) chain.addFirst(at);
        root = at;
        for (Node each : chain) {
            if (each.operator() instanceof Operator.MapPartitions && hasViews(each.parent()))
                throw new IllegalArgumentException(each.describe()
                        + " would keep views beyond the call they are valid in:" + " map them to objects before");
            stages.add(new StageMaker(each, space));
        }
    }

    /** Whether the rows of a stream are views. */
    private static boolean hasViews(Node node) {
        Operator operator = node.operator();
        if (operator instanceof Operator.Input input) return input.rows().isView();
        if (operator instanceof Operator.ViewFlatMap
                || operator instanceof Operator.Split
                || operator instanceof Operator.MapFlatState
                || operator instanceof Operator.JoinViews
                || operator instanceof Operator.FlatSnapshots) return true;
        boolean keepsRows = operator instanceof Operator.ViewFilter
                || operator instanceof Operator.Filter
                || operator instanceof Operator.Union
                || operator instanceof Operator.Window
                || operator instanceof Operator.Repartition;
        return keepsRows && node.parents().stream().anyMatch(PassClasses::hasViews);
    }

    Node root() {
        return root;
    }

    /** The operators of the pass, in words. */
    String operators() {
        return stages.stream().map(StageMaker::describe).collect(Collectors.joining(", "));
    }

    PassTail makeTail() {
        return tails.make();
    }

    /** The stages in the order in which rows go through them. */
    List<Stage> makeStages(Sink tail) {
        ArrayDeque<Stage> made = new ArrayDeque<>();
        Sink next = tail;
        for (int i = stages.size() - 1; i >= 0; i--) {
            Stage stage = stages.get(i).make(next);
            made.addFirst(stage);
            next = stage;
        }
        return List.copyOf(made);
    }

    RootLoop makeListLoop(Sink head) {
        return listLoops.make(head);
    }

    /** A loop over blocks with records of this format. */
    synchronized RootLoop makeBlockLoop(BlockDataset blocks, Sink head, Sink tail) {
        RowFormat rows = blocks.rows();
        RowDecoder decoder = decoders.computeIfAbsent(rows, r -> RowDecoder.ofOwnClass(r, blocks.dynamic()))
                .get();
        return blockLoops
                .computeIfAbsent(rows, r -> OwnClass.like(LOOKUP, RootLoop.class, RootLoops.BlockLoop.class))
                .make(root, decoder, head, tail);
    }
}
