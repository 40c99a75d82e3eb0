package io.headrace.exec.graph;

import io.headrace.StreamingException;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.DatasetHandles;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code transform}: the user's function of whole datasets, called once a batch. What it returns is as lazy as the user made it.
 *
 * <p><b>Threading:</b> as {@link Evaluator}.
 */
final class TransformEvaluator implements Evaluator {
    private final Node node;
    private final Operator.Transform transform;
    private final DatasetHandles handles;

    TransformEvaluator(Node node, DatasetHandles handles) {
        this.node = node;
        this.transform = (Operator.Transform) node.operator();
        this.handles = handles;
    }

    @Override
    public Dataset evaluate(BatchScope scope) throws Exception {
        List<Object> parents = new ArrayList<>(node.parents().size());
        for (Node parent : node.parents()) {
            Dataset dataset = scope.shown(parent);
            if (dataset == null)
                throw new StreamingException(node.describe() + " has no dataset for " + scope.batch() + " from "
                        + parent + ": every stream that is transformed must have one, an empty one if need be");
            parents.add(handles.handle(scope, parent, dataset));
        }
        return handles.dataset(node, call(parents, scope.batch().timeMillis()));
    }

    private Object call(List<Object> parents, long timeMillis) {
        Object result;
        try {
            result = transform.function().call(parents, timeMillis);
        } catch (Throwable e) {
            throw OperatorFailedException.of(node, e);
        }
        if (result == null) throw new StreamingException(node.describe() + " returned null instead of a dataset");
        return result;
    }

    @Override
    public boolean isEager() {
        return true;
    }
}
