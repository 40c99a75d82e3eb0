package io.headrace.exec.graph;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.spill.Dealing;
import io.headrace.exec.spill.HeldDataset;
import io.headrace.exec.spill.HeldRows;
import io.headrace.exec.spill.Holding;
import io.headrace.exec.spill.SpillScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code repartition(n)}: the rows dealt to n partitions in turn, in the order of streams and blocks.
 *
 * <p><b>Threading:</b> as {@link Evaluator}.
 */
final class RepartitionEvaluator implements Evaluator {
    private final ParentRows rows;
    private final int partitions;
    private final Holding holding;
    private final @Nullable SpillScope[] scopes;

    RepartitionEvaluator(ParentRows rows, int partitions, int slots, Holding holding) {
        this.rows = rows;
        this.partitions = partitions;
        this.holding = holding;
        this.scopes = new SpillScope[slots];
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        release(scope.slot()); // what a run that failed has left
        Dataset root = rows.root(scope);
        if (root == null) return null;
        SpillScope held = holding.space().newScope();
        scopes[scope.slot()] = held;
        List<HeldRows> collected = Collecting.rows(rows, root, scope, () -> holding.newPassing(held));
        return HeldDataset.of(Dealing.inTurn(collected, partitions, () -> holding.newPassing(held)), null);
    }

    @Override
    public boolean isEager() {
        return true;
    }

    @Override
    public void release(int slot) {
        SpillScope over = scopes[slot];
        scopes[slot] = null;
        if (over != null) over.close();
    }
}
