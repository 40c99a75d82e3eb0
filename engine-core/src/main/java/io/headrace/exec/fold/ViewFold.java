package io.headrace.exec.fold;

import io.headrace.exec.work.TaskRunner;
import io.headrace.memory.table.TableOptions;
import io.headrace.plan.Node;
import io.headrace.plan.Reducer;
import io.headrace.plan.ViewKey;
import io.headrace.plan.ViewValue;

/**
 * Views to one number a key, off the heap and without garbage. All reducers are exact but the sum of doubles.
 *
 * <p><b>Threading:</b> as {@link Fold}.
 */
public final class ViewFold extends TableFold<ViewTable> {
    private final Reducer reducer;
    private final boolean texts;
    private final TableOptions options;

    /**
     * @param node whose name is in errors
     * @param placer decides the partitions of the result; it stays the caller's
     */
    public ViewFold(
            Node node,
            ViewKey<?, ?> key,
            ViewValue<?, ?> value,
            Reducer reducer,
            KeyPlacer placer,
            FoldSettings settings) {
        super(node, reducer.isExact(), placer, settings);
        if (value instanceof ViewValue.OfDouble<?> && !reducer.isDouble())
            throw new IllegalArgumentException(
                    node.describe() + " reduces doubles by " + reducer + ": take a reducer of doubles");
        this.reducer = reducer;
        this.texts = key instanceof ViewKey.Text<?>;
        this.options = TableOptions.named(node.describe())
                .withBudget(settings.budget())
                .withExpectedKeys(settings.expectedKeys());
        makeSinks(ViewSink.maker(this, key, value, reducer));
    }

    /** Whether keys are texts; longs otherwise. */
    public boolean hasTextKeys() {
        return texts;
    }

    /** Whether numbers are doubles; longs otherwise. */
    public boolean isDouble() {
        return reducer.isDouble();
    }

    @Override
    ViewTable newTable() {
        return ViewTable.of(texts, options);
    }

    @Override
    TableResult<ViewTable> newResult() {
        return new ViewFoldResult(this);
    }

    @Override
    void mergeAll(ViewTable target, ViewTable source) {
        if (!target.merge(source.ownCursor(), reducer)) throw full(target);
    }

    @Override
    void mergePartition(ViewTable target, ViewTable source, int partition) {
        if (!target.merge(target.source.aim(source.index, partition), reducer)) throw full(target);
    }

    @Override
    public ViewFoldResult finish(TaskRunner runner) throws Exception {
        return (ViewFoldResult) result(runner);
    }
}
