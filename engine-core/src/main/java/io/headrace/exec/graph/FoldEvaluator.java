package io.headrace.exec.graph;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.fold.Fold;
import io.headrace.exec.fold.FoldResult;
import io.headrace.exec.fold.FoldTasks;
import org.jspecify.annotations.Nullable;

/**
 * A stream whose dataset is folded out of all rows of its parent: by key, or to one.
 *
 * <p><b>Threading:</b> as {@link Evaluator}.
 */
final class FoldEvaluator implements Evaluator {
    private final ParentRows parent;
    private final Fold fold;
    private final FoldTasks tasks;
    private final @Nullable FoldResult[] results;

    FoldEvaluator(ParentRows parent, Fold fold, int slots) {
        this.parent = parent;
        this.fold = fold;
        this.tasks = parent.folding(fold);
        this.results = new FoldResult[slots];
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        release(scope.slot()); // what a run that failed has left
        Dataset root = parent.root(scope);
        if (root == null) return null;
        FoldResult result = tasks.run(root, scope.tasks(), scope.filter(), scope.collector());
        results[scope.slot()] = result;
        return result;
    }

    @Override
    public boolean isEager() {
        return true;
    }

    @Override
    public void release(int slot) {
        FoldResult result = results[slot];
        results[slot] = null;
        if (result != null) result.release();
    }

    @Override
    public void close() {
        fold.close();
    }
}
