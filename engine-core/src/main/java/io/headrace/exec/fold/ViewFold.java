package io.headrace.exec.fold;

import io.headrace.exec.work.TaskRunner;
import io.headrace.memory.table.TableOptions;
import io.headrace.plan.Node;
import io.headrace.plan.Reducer;
import io.headrace.plan.ViewKey;
import io.headrace.plan.ViewValue;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Views to one number a key, off the heap and without garbage. All reducers are exact but the sum of doubles.
 *
 * <p><b>Threading:</b> as {@link Fold}.
 */
public final class ViewFold extends TableFold<ViewTable> {
    private final Reducer reducer;
    private final boolean texts;
    private final TableOptions options;
    private final @Nullable StagingPlan plan;
    private final @Nullable StagedMerge stagedMerge;
    private final ArrayDeque<ViewTable> freeRows = new ArrayDeque<>();

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
        this(node, key, value, reducer, placer, settings, StagingPlan.of(placer.perThread()));
    }

    /** @param staging when pairs are staged, of a fold for which that is no matter; null for never */
    ViewFold(
            Node node,
            ViewKey<?, ?> key,
            ViewValue<?, ?> value,
            Reducer reducer,
            KeyPlacer placer,
            FoldSettings settings,
            @Nullable StagingPlan staging) {
        super(node, reducer.isExact(), placer, settings);
        if (value instanceof ViewValue.OfDouble<?> && !reducer.isDouble())
            throw new IllegalArgumentException(
                    node.describe() + " reduces doubles by " + reducer + ": take a reducer of doubles");
        this.reducer = reducer;
        this.texts = key instanceof ViewKey.Text<?>;
        this.options = TableOptions.named(node.describe())
                .withBudget(settings.budget())
                .withExpectedKeys(settings.expectedKeys());
        this.plan = texts || !reducer.isExact() ? null : staging;
        this.stagedMerge = plan == null ? null : new StagedMerge(this, plan, settings.workers() + 1);
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
        return ViewTable.of(texts, reducer, plan, options);
    }

    PairFolder newFolder() {
        return new PairFolder(reducer, options.budget(), options.tag());
    }

    /** Rows of a partition of a result, empty; {@link #giveBack} takes them back. */
    ViewTable takeRows() {
        ViewTable rows = freeRows.pollLast();
        return rows == null ? made(new ViewTable.Rows(options)) : rows;
    }

    @Override
    void free(ViewTable table) {
        if (table instanceof ViewTable.Rows) freeRows.addLast(table);
        else super.free(table);
    }

    @Override
    @Nullable
    List<ViewTable> mergeStaged(List<ViewTable> filled, TaskRunner runner) throws Exception {
        return stagedMerge == null || !stagedMerge.concerns(filled) ? null : stagedMerge.merge(filled, runner);
    }

    @Override
    void closed() {
        freeRows.clear();
        if (stagedMerge != null) stagedMerge.close();
    }

    @Override
    long moreMemoryBytes() {
        return stagedMerge == null ? 0 : stagedMerge.memoryBytes();
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
