package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.work.TaskSet;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code reduceByKeyAndWindow} without an inverse, and what is made of it: the combinations of the last batches by key. Every
 * window is merged from a few nodes of a {@link PaneTree}, partition by partition.
 *
 * <p><b>Threading:</b> as {@link StatefulEvaluator}; a partition by one worker at a time.
 */
public final class CombineWindowEvaluator implements StatefulEvaluator {
    static final byte PANE = 1;

    private final Node node;
    private final Evaluator batchPart;
    private final PairCodec rows;
    private final KeyedMerge merge;
    private final int partitions;
    private final int windowTicks;
    private final long slideMillis;
    private final List<PaneTree<Map<@Nullable Object, @Nullable Object>>> trees = new ArrayList<>();
    private final PaneRestore restore;
    private @Nullable HeapPane pending;
    private long pendingTick;
    private long entries; // of the panes

    /**
     * @param batchPart combines the records of one batch
     * @param partitions of its datasets
     */
    public CombineWindowEvaluator(Node node, Evaluator batchPart, int partitions, PairCodec rows, long batchMillis) {
        Operator.CombineWindow window = (Operator.CombineWindow) node.operator();
        this.node = node;
        this.batchPart = batchPart;
        this.partitions = partitions;
        this.rows = rows;
        merge = new KeyedMerge(node, window.combine().merge());
        windowTicks = (int) (window.windowMillis() / batchMillis);
        slideMillis = window.slideMillis();
        for (int i = 0; i < partitions; i++) trees.add(new PaneTree<>(windowTicks, merge::both));
        restore = new PaneRestore(rows, partitions);
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        pendingTick = scope.batch().tick();
        HeapPane pane = HeapPanes.gather(batchPart, partitions, scope);
        pending = pane;
        if (!scope.isDue(slideMillis)) return null;
        List<List<@Nullable Object>> results = new ArrayList<>();
        for (int i = 0; i < partitions; i++) results.add(new ArrayList<>());
        scope.tasks().run(new TaskSet() {
            @Override
            public int tasks() {
                return partitions;
            }

            @Override
            public void run(int partition, Worker worker) throws Exception {
                window(partition, pane)
                        .forEach((key, value) -> results.get(partition).add(new Tuple2<>(key, value)));
            }
        });
        return new ListDataset().begin(results);
    }

    private Map<@Nullable Object, @Nullable Object> window(int partition, HeapPane newest) throws Exception {
        Map<@Nullable Object, @Nullable Object> result = new LinkedHashMap<>();
        trees.get(partition).query(pendingTick - windowTicks + 1, pendingTick - 1, pane -> merge.into(result, pane));
        merge.into(result, newest.partition(partition));
        return result;
    }

    @Override
    public boolean isEager() {
        return true;
    }

    @Override
    public Node node() {
        return node;
    }

    @Override
    public String codecs() {
        return rows.id();
    }

    @Override
    public StateForm form() {
        return StateForm.panes(PANE, EntryKind.Contents.ROWS, List.of(rows.id()), windowTicks);
    }

    @Override
    public long entries() {
        return entries;
    }

    @Override
    public void writeDelta(StateDelta delta) throws InterruptedException {
        if (pending != null && delta.isWanted()) HeapPanes.write(pending, PANE, rows, delta);
    }

    @Override
    public void accept() {
        if (pending != null) keep(pendingTick, pending);
        pending = null;
    }

    private void keep(long tick, HeapPane pane) {
        for (int i = 0; i < partitions; i++) {
            Map<@Nullable Object, @Nullable Object> part = pane.partition(i);
            Map<@Nullable Object, @Nullable Object> gone = trees.get(i).atPlaceOf(tick);
            entries += part.size() - (gone == null ? 0 : gone.size());
            trees.get(i).put(tick, part.isEmpty() ? null : part);
        }
    }

    @Override
    public void discard() {
        pending = null;
    }

    @Override
    public void restore(long tick, int keyGroup, byte kind, long address, int length) {
        restore.entry(address, length);
    }

    @Override
    public void restored(long tick) {
        keep(tick, restore.take());
    }

    @Override
    public void release(int slot) {
        batchPart.release(slot);
    }

    @Override
    public void close() {
        batchPart.close();
    }
}
