package io.headrace.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * Which ticks need a batch although no input brings anything: those on which a stage makes something of nothing, or an output is called.
 * On the others a batch would change nothing that anybody sees.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class NeededTicks {
    private final boolean isEach;
    private final long batchMillis;
    private final long[] slides;

    private NeededTicks(boolean isEach, long batchMillis, long[] slides) {
        this.isEach = isEach;
        this.batchMillis = batchMillis;
        this.slides = slides;
    }

    public static NeededTicks of(Program program) {
        List<Node> reached = Reached.nodes(program);
        boolean[] makes =
                new boolean[program.nodes().size()]; // whether it has a dataset when no explicit input has one
        List<Long> slides = new ArrayList<>();
        boolean isEach = false;
        for (Node node : reached) {
            Operator operator = node.operator();
            isEach |= operator instanceof Operator.Stateful && !isWindow(operator);
            makes[node.id()] = makes(node, makes);
            if (makes[node.id()] && seesNothing(operator)) slides.add(node.slideMillis());
        }
        for (Output output : program.outputs())
            if (makes[output.node().id()]) slides.add(output.node().slideMillis());
        return new NeededTicks(
                isEach,
                program.batchMillis(),
                slides.stream().mapToLong(Long::longValue).distinct().toArray());
    }

    private static boolean isWindow(Operator operator) {
        return operator instanceof Operator.Window
                || operator instanceof Operator.CombineWindow
                || operator instanceof Operator.FoldWindow
                || operator instanceof Operator.JoinViews;
    }

    private static boolean makes(Node node, boolean[] makes) {
        Operator operator = node.operator();
        if (operator instanceof Operator.Input input) return !(input.spec() instanceof InputSpec.Batches);
        // What fails without its parents' datasets must get to fail.
        if (operator instanceof Operator.Stateful
                || operator instanceof Operator.Transform
                || operator instanceof Operator.Union) return true;
        return makes[node.parent().id()];
    }

    /** Whether it calls the user's code, or makes rows, without having any. */
    private static boolean seesNothing(Operator operator) {
        return !(operator instanceof Operator.Input
                || operator instanceof Operator.Map
                || operator instanceof Operator.Filter
                || operator instanceof Operator.FlatMap
                || operator instanceof Operator.MapValues
                || operator instanceof Operator.FlatMapValues
                || operator instanceof Operator.ViewFilter
                || operator instanceof Operator.ViewFlatMap
                || operator instanceof Operator.Split
                || operator instanceof Operator.Repartition
                || operator instanceof Operator.Reduce
                || operator instanceof Operator.CombineByKey
                || operator instanceof Operator.Fold
                || isWindow(operator));
    }

    /** Whether the batch of this tick is needed although it has no data. */
    public boolean isNeeded(long tick) {
        if (isEach) return true;
        for (long slide : slides) {
            if (tick * batchMillis % slide == 0) return true;
        }
        return false;
    }
}
