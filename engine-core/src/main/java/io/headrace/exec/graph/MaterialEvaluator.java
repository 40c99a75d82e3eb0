package io.headrace.exec.graph;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.pass.PassDataset;
import io.headrace.exec.spill.HeldDataset;
import io.headrace.exec.spill.HeldRows;
import io.headrace.exec.spill.Holding;
import io.headrace.exec.spill.SpillScope;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream of narrow operators that several read, or that the user wants kept: its rows are computed once a batch, and held until the batch
 * is over.
 *
 * <p><b>Threading:</b> as {@link Evaluator}.
 */
final class MaterialEvaluator implements Evaluator {
    private final ParentRows rows;
    private final Holding holding;
    private final @Nullable SpillScope[] scopes;
    private final List<PassDataset> origins = new ArrayList<>();

    MaterialEvaluator(ParentRows rows, int slots, Holding holding) {
        this.rows = rows;
        this.holding = holding;
        this.scopes = new SpillScope[slots];
        for (int i = 0; i < slots; i++) origins.add(rows.newDataset());
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        release(scope.slot()); // what a run that failed has left
        Dataset root = rows.root(scope);
        if (root == null) return null;
        SpillScope held = holding.space().newScope();
        scopes[scope.slot()] = held;
        List<HeldRows> partitions = Collecting.rows(rows, root, scope, () -> holding.newRows(held));
        PassDataset origin = origins.get(scope.slot()).begin(root, scope.filter(), scope.collector());
        return HeldDataset.of(partitions, origin);
    }

    /** Evaluated before the first output: an output that fails leaves no half-computed stream behind. */
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
