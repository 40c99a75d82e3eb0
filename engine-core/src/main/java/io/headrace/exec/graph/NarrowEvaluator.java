package io.headrace.exec.graph;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.pass.PassDataset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream of narrow operators, for whoever reads it row by row: computed anew by each reader, in one fused pass.
 *
 * <p><b>Threading:</b> as {@link Evaluator}.
 */
final class NarrowEvaluator implements Evaluator {
    private final ParentRows rows;
    private final List<PassDataset> results = new ArrayList<>();

    /** @param rows the way from the nearest stream that is not narrow to the end of this one */
    NarrowEvaluator(ParentRows rows, int slots) {
        this.rows = rows;
        for (int i = 0; i < slots; i++) results.add(rows.newDataset());
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        Dataset root = rows.root(scope);
        return root == null ? null : results.get(scope.slot()).begin(root, scope.filter(), scope.collector());
    }

    @Override
    public boolean isEager() {
        return false;
    }
}
