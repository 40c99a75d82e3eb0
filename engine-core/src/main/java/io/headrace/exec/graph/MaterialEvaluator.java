package io.headrace.exec.graph;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.ParentRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream of narrow operators that several read, or that the user wants kept: its rows are computed once a batch, and lie on the heap
 * until the batch is over.
 *
 * <p><b>Threading:</b> as {@link Evaluator}.
 */
final class MaterialEvaluator implements Evaluator {
    private final ParentRows rows;
    private final List<ListDataset> results = new ArrayList<>();

    MaterialEvaluator(ParentRows rows, int slots) {
        this.rows = rows;
        for (int i = 0; i < slots; i++) results.add(new ListDataset());
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        List<List<@Nullable Object>> collected = Collecting.rows(rows, scope);
        return collected == null ? null : results.get(scope.slot()).begin(collected);
    }

    /** Evaluated before the first output: an output that fails leaves no half-computed stream behind. */
    @Override
    public boolean isEager() {
        return true;
    }

    @Override
    public void release(int slot) {
        results.get(slot).begin(List.of());
    }
}
