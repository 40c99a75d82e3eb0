package io.headrace.exec.state;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.RestoredEntries;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code reduceByKeyAndWindow} without an inverse, and what is made of it: the combinations of the last batches by key. Every
 * window is merged from a few nodes of a {@link PaneTree}, partition by partition. Panes and what is merged of them outgrow the heap.
 *
 * <p><b>Threading:</b> as {@link StatefulEvaluator}; a partition by one worker at a time.
 */
public final class CombineWindowEvaluator implements StatefulEvaluator {
    static final byte PANE = 1;

    private final Node node;
    private final Evaluator batchPart;
    private final PairCodec rows;
    private final WindowPanes panes;
    private final KeyedMerge merge;
    private final int partitions;
    private final int windowTicks;
    private final long slideMillis;
    private final List<PaneTree<PanePart>> trees = new ArrayList<>();
    private final KeyPlacer placer;
    private final PaneRestore restore;
    private final WindowResults results;
    private @Nullable WindowPane pending;
    private long pendingTick;
    private long entries; // of the panes

    /**
     * @param batchPart combines the records of one batch
     * @param panes of its datasets' partitions
     * @param placer which places as the batch part does; owned by this
     * @param slots how many batches are under way at once
     */
    public CombineWindowEvaluator(
            Node node,
            Evaluator batchPart,
            WindowPanes panes,
            KeyPlacer placer,
            PairCodec rows,
            long batchMillis,
            int slots) {
        Operator.CombineWindow window = (Operator.CombineWindow) node.operator();
        this.node = node;
        this.batchPart = batchPart;
        this.panes = panes;
        this.partitions = panes.partitions();
        this.rows = rows;
        merge = new KeyedMerge(node, window.combine(), panes);
        windowTicks = (int) (window.windowMillis() / batchMillis);
        slideMillis = window.slideMillis();
        for (int i = 0; i < partitions; i++) trees.add(new PaneTree<>(windowTicks, merge));
        this.placer = placer;
        restore = new PaneRestore(rows, panes, placer);
        results = new WindowResults(partitions, slots);
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        discard(); // what a run that failed has left
        pendingTick = scope.batch().tick();
        WindowPane pane = panes.gather(batchPart, scope);
        pending = pane;
        if (!scope.isDue(slideMillis)) return null;
        return results.of(scope, partition -> window(partition, pane));
    }

    private PanePart window(int partition, WindowPane newest) throws Exception {
        try (KeyedMerge.Merging merging = merge.newMerging()) {
            trees.get(partition).query(pendingTick - windowTicks + 1, pendingTick - 1, merging::add);
            merging.add(newest.part(partition));
            return merging.end();
        }
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
        if (pending != null && delta.isWanted()) WindowPanes.write(pending, PANE, rows, delta);
    }

    @Override
    public void accept() {
        if (pending != null) keep(pendingTick, pending);
        pending = null;
    }

    private void keep(long tick, WindowPane pane) {
        for (int i = 0; i < partitions; i++) {
            PanePart part = pane.part(i);
            PanePart gone = trees.get(i).atPlaceOf(tick);
            entries += part.size() - (gone == null ? 0 : gone.size());
            trees.get(i).put(tick, part.isEmpty() ? null : part);
        }
    }

    @Override
    public void discard() {
        if (pending != null) pending.discard();
        pending = null;
    }

    @Override
    public void restore(RestoredEntries entries) {
        while (entries.next()) restore(entries.address(), entries.length());
    }

    private void restore(long address, int length) {
        restore.entry(address, length);
    }

    @Override
    public void restored(long tick) {
        keep(tick, restore.take());
    }

    @Override
    public void release(int slot) {
        results.release(slot);
        batchPart.release(slot);
    }

    @Override
    public void close() {
        discard();
        trees.forEach(PaneTree::clear);
        batchPart.close();
        placer.close();
    }
}
