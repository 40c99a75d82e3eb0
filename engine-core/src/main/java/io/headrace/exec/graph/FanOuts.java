package io.headrace.exec.graph;

import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Output;
import io.headrace.plan.Program;
import io.headrace.plan.Reached;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the shared streams that need not be kept: those of which every reader ends, by way of narrow operators, in a fold that is evaluated in
 * each batch.
 *
 * <p><b>Threading:</b> one thread.
 */
final class FanOuts {
    private final List<List<Node>> children = new ArrayList<>();
    private final Set<Node> withOutputs = new HashSet<>();

    FanOuts(Program program) {
        for (int i = 0; i < program.nodes().size(); i++) children.add(new ArrayList<>());
        for (Node node : Reached.nodes(program)) {
            for (Node parent : node.parents()) children.get(parent.id()).add(node);
        }
        for (Output output : program.outputs()) withOutputs.add(output.node());
    }

    /** Whether the stream, of narrow operators and shared, is computed in one pass with its readers. */
    boolean contains(Node shared) {
        if (withOutputs.contains(shared) || GraphBuilder.keptAt(shared) != null) return false;
        List<Node> readers = children.get(shared.id());
        return readers.size() > 1 && readers.stream().allMatch(this::endsInAFold);
    }

    private boolean endsInAFold(Node reader) {
        Node at = reader;
        while (at.operator() instanceof Operator.Narrow) {
            List<Node> next = children.get(at.id());
            if (GraphBuilder.keptAt(at) != null || withOutputs.contains(at) || next.size() != 1) return false;
            at = next.get(0);
        }
        return isFold(at.operator());
    }

    /** Views are not shared this way, so their folds are not among these. */
    private static boolean isFold(Operator operator) {
        return operator instanceof Operator.Count
                || operator instanceof Operator.Reduce
                || operator instanceof Operator.CombineByKey
                || operator instanceof Operator.CombineWindow
                || operator instanceof Operator.UpdateState;
    }
}
