package io.headrace.plan;

import java.util.ArrayList;
import java.util.List;

/**
 * What runs of a program: only what an output depends on.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Reached {
    private Reached() {}

    /** The nodes that some output depends on, parents before children. */
    public static List<Node> nodes(Program program) {
        boolean[] reached = new boolean[program.nodes().size()];
        for (Output output : program.outputs()) reached[output.node().id()] = true;
        for (int i = reached.length - 1; i >= 0; i--) { // children have the larger ids
            if (!reached[i]) continue;
            for (Node parent : program.nodes().get(i).parents()) reached[parent.id()] = true;
        }
        List<Node> nodes = new ArrayList<>();
        for (Node node : program.nodes()) {
            if (reached[node.id()]) nodes.add(node);
        }
        return nodes;
    }

    /** The inputs that some output depends on, in the order in which they were written. */
    public static List<Node> inputs(Program program) {
        return nodes(program).stream()
                .filter(node -> node.operator() instanceof Operator.Input)
                .toList();
    }

    /** Whether a stream's rows are views, valid during the call that they are given to. */
    public static boolean areViews(Node node) {
        Operator operator = node.operator();
        if (operator instanceof Operator.Input input) return input.rows().isView();
        if (operator instanceof Operator.ViewFlatMap
                || operator instanceof Operator.Split
                || operator instanceof Operator.MapFlatState
                || operator instanceof Operator.JoinViews
                || operator instanceof Operator.FlatSnapshots) return true;
        if (operator instanceof Operator.ViewFilter || operator instanceof Operator.Union)
            return areViews(node.parent());
        return false;
    }
}
