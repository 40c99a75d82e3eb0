package io.headrace.exec.state;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.plan.Node;
import org.jspecify.annotations.Nullable;

/**
 * {@code stateSnapshots}: every key and state of a {@code mapWithState}, as objects. Eager, for the states move on before outputs run.
 *
 * <p><b>Threading:</b> as {@link Evaluator}.
 */
public final class SnapshotsEvaluator implements Evaluator {
    private final Node parent;
    private final MapWithStateEvaluator states;

    /** @param states the evaluator of the parent */
    public SnapshotsEvaluator(Node parent, MapWithStateEvaluator states) {
        this.parent = parent;
        this.states = states;
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        return scope.of(parent) == null ? null : states.snapshot(scope);
    }

    @Override
    public boolean isEager() {
        return true;
    }
}
