package io.headrace.exec.state;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.ListDataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.eval.RowCodec;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code window}: all records of the last batches. Each batch's records are one pane, computed once; a window's dataset has the
 * partitions of its panes, one after the other.
 *
 * <p><b>Threading:</b> as {@link StatefulEvaluator}.
 */
public final class WindowEvaluator implements StatefulEvaluator {
    private static final byte PANE = 1;

    /** The records of one batch, partition by partition. */
    private record Pane(long tick, List<List<@Nullable Object>> partitions) {
        long records() {
            long records = 0;
            for (List<@Nullable Object> partition : partitions) records += partition.size();
            return records;
        }
    }

    private final Node node;
    private final ParentRows parent;
    private final RowCodec rows;
    private final int windowTicks;
    private final long slideMillis;
    private final Deque<Pane> panes = new ArrayDeque<>();
    private long records; // of the panes
    private @Nullable Pane pending;
    private @Nullable Pane restoring;

    public WindowEvaluator(Node node, ParentRows parent, RowCodec rows, long batchMillis) {
        Operator.Window window = (Operator.Window) node.operator();
        this.node = node;
        this.parent = parent;
        this.rows = rows;
        windowTicks = (int) (window.windowMillis() / batchMillis);
        slideMillis = window.slideMillis();
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        long tick = scope.batch().tick();
        Pane pane = new Pane(tick, collect(scope));
        pending = pane;
        if (!scope.isDue(slideMillis)) return null;
        List<List<@Nullable Object>> partitions = new ArrayList<>();
        for (Pane old : panes) {
            if (old.tick > tick - windowTicks) partitions.addAll(old.partitions);
        }
        partitions.addAll(pane.partitions);
        return new ListDataset().begin(partitions);
    }

    /** The batch's records on the heap; none where the parent has no dataset. */
    private List<List<@Nullable Object>> collect(BatchScope scope) throws Exception {
        Dataset root = parent.root(scope);
        if (root == null) return List.of();
        List<List<@Nullable Object>> collected = new ArrayList<>(root.partitions());
        for (int i = 0; i < root.partitions(); i++) collected.add(new ArrayList<>());
        scope.tasks().run(parent.tasks(scope, root, (partition, worker) -> collected.get(partition)::add));
        return collected;
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
        return records;
    }

    @Override
    public void writeDelta(StateDelta delta) throws InterruptedException {
        if (pending == null || !delta.isWanted()) return;
        int last = pending.partitions.size() - 1;
        for (int i = 0; i <= last; i++) rows.write(delta, PANE, i, pending.partitions.get(i));
        if (last >= 0 && pending.partitions.get(last).isEmpty()) rows.writeNone(delta, PANE, last);
    }

    @Override
    public void accept() {
        if (pending == null) return;
        keep(pending);
        pending = null;
    }

    private void keep(Pane pane) {
        while (!panes.isEmpty() && panes.getFirst().tick <= pane.tick - windowTicks)
            records -= panes.removeFirst().records();
        panes.addLast(pane);
        records += pane.records();
    }

    @Override
    public void discard() {
        pending = null;
    }

    @Override
    public void restore(long tick, int keyGroup, byte kind, long address, int length) {
        if (restoring == null) restoring = new Pane(tick, new ArrayList<>());
        List<List<@Nullable Object>> partitions = restoring.partitions;
        int partition = rows.partition(address, length);
        while (partitions.size() <= partition) partitions.add(new ArrayList<>());
        rows.read(address, length, partitions.get(partition)::add);
    }

    @Override
    public void restored(long tick) {
        if (restoring != null) keep(restoring);
        restoring = null;
    }
}
