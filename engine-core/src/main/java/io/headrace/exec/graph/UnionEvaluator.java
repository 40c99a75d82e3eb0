package io.headrace.exec.graph;

import io.headrace.StreamingException;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.UnionDataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.plan.Node;
import java.util.ArrayList;
import java.util.List;

/**
 * The partitions of all parents, one parent after the other.
 *
 * <p><b>Threading:</b> as {@link Evaluator}.
 */
final class UnionEvaluator implements Evaluator {
    private final Node node;
    private final List<NarrowEvaluator> parents;
    private final List<UnionDataset> results = new ArrayList<>();

    /** @param parents a reader of each parent of its own */
    UnionEvaluator(Node node, List<NarrowEvaluator> parents, int slots) {
        this.node = node;
        this.parents = List.copyOf(parents);
        for (int i = 0; i < slots; i++) results.add(new UnionDataset());
    }

    @Override
    public Dataset evaluate(BatchScope scope) throws Exception {
        List<Dataset> parts = new ArrayList<>(parents.size());
        for (int i = 0; i < parents.size(); i++) {
            Dataset part = parents.get(i).evaluate(scope);
            if (part == null)
                throw new StreamingException(node.describe() + " has no dataset for " + scope.batch() + " from "
                        + node.parents().get(i) + ": every stream of a union must have one, an empty one if need be");
            parts.add(part);
        }
        return results.get(scope.slot()).begin(parts);
    }

    @Override
    public boolean isEager() {
        return false;
    }

    @Override
    public void release(int slot) {
        results.get(slot).begin(List.of());
        parents.forEach(parent -> parent.release(slot));
    }
}
