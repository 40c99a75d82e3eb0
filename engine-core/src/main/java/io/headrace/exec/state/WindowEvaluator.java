package io.headrace.exec.state;

import io.headrace.StreamingException;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.eval.RestoredEntries;
import io.headrace.exec.eval.RowCodec;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.spill.HeldDataset;
import io.headrace.exec.spill.HeldRows;
import io.headrace.exec.spill.Holding;
import io.headrace.exec.spill.Owned;
import io.headrace.exec.spill.SpillScope;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code window}: all records of the last batches. Each batch's records are one pane, computed once; a window's dataset has the
 * partitions of its panes, one after the other. A pane is held where the stream's storage level says, and else on the heap as long as that
 * has room; it is freed when it has left the window and no batch reads it any more.
 *
 * <p><b>Threading:</b> as {@link StatefulEvaluator}.
 */
public final class WindowEvaluator implements StatefulEvaluator {
    private static final byte PANE = 1;

    /** The records of one batch, partition by partition. */
    private static final class Pane {
        final long tick;
        final SpillScope scope;
        final List<HeldRows> partitions = new ArrayList<>();
        private int users = 1; // the window itself, and datasets

        Pane(long tick, SpillScope scope) {
            this.tick = tick;
            this.scope = scope;
        }

        long records() {
            long records = 0;
            for (HeldRows part : partitions) records += part.rows();
            return records;
        }

        void retain() {
            users++;
        }

        void release() {
            if (--users == 0) scope.close();
        }
    }

    private final Node node;
    private final ParentRows parent;
    private final RowCodec rows;
    private final Holding holding;
    private final int windowTicks;
    private final long slideMillis;
    private final Deque<Pane> panes = new ArrayDeque<>();
    private long records; // of the panes
    private final List<List<Pane>> inUse = new ArrayList<>(); // by slot
    private @Nullable Pane pending;
    private @Nullable Pane restoring;

    /** @param slots how many batches are under way at once */
    public WindowEvaluator(Node node, ParentRows parent, RowCodec rows, Holding holding, long batchMillis, int slots) {
        Operator.Window window = (Operator.Window) node.operator();
        this.node = node;
        this.parent = parent;
        this.rows = rows;
        this.holding = holding;
        windowTicks = (int) (window.windowMillis() / batchMillis);
        slideMillis = window.slideMillis();
        for (int i = 0; i < slots; i++) inUse.add(new ArrayList<>());
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        release(scope.slot()); // what a run that failed has left
        discard();
        long tick = scope.batch().tick();
        Pane pane = new Pane(tick, holding.space().newScope());
        pending = pane;
        collect(scope, pane);
        if (!scope.isDue(slideMillis)) return null;
        List<HeldRows> partitions = new ArrayList<>();
        for (Pane old : panes) {
            if (old.tick > tick - windowTicks) use(old, scope.slot(), partitions);
        }
        use(pane, scope.slot(), partitions);
        return HeldDataset.of(partitions, null);
    }

    private void use(Pane pane, int slot, List<HeldRows> partitions) {
        pane.retain();
        inUse.get(slot).add(pane);
        partitions.addAll(pane.partitions);
    }

    /** The batch's records; none where the parent has no dataset. */
    private void collect(BatchScope scope, Pane pane) throws Exception {
        Dataset root = parent.root(scope);
        if (root == null) return;
        for (int i = 0; i < root.partitions(); i++) pane.partitions.add(newRows(pane));
        boolean ownsAll = holding.space().writtenBytes() == 0; // then no row is on the disk
        scope.tasks().run(parent.tasks(scope, root, (partition, worker) -> {
            HeldRows part = pane.partitions.get(partition);
            return ownsAll ? part : row -> part.accept(Owned.of(row));
        }));
        for (HeldRows part : pane.partitions) seal(part);
    }

    private HeldRows newRows(Pane pane) {
        return holding.newLasting(pane.scope);
    }

    /** A pane cannot be computed anew: its batch is over. */
    private void seal(HeldRows part) {
        if (!part.seal().isWhole())
            throw new StreamingException(holding.name() + " is kept at " + holding.level()
                    + ", which is not evicted, and memory has no room for its window: raise headrace.memory.limit, or"
                    + " use a level with disk, such as MEMORY_AND_DISK_SER");
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
        for (int i = 0; i <= last; i++) {
            HeldRows part = pending.partitions.get(i);
            rows.write(delta, PANE, i, part::iterator);
        }
        if (last >= 0 && pending.partitions.get(last).rows() == 0) rows.writeNone(delta, PANE, last);
    }

    @Override
    public void accept() {
        if (pending == null) return;
        keep(pending);
        pending = null;
    }

    private void keep(Pane pane) {
        while (!panes.isEmpty() && panes.getFirst().tick <= pane.tick - windowTicks) drop(panes.removeFirst());
        panes.addLast(pane);
        records += pane.records();
    }

    private void drop(Pane pane) {
        records -= pane.records();
        pane.release();
    }

    @Override
    public void discard() {
        if (pending != null) pending.release();
        pending = null;
    }

    @Override
    public void restore(RestoredEntries entries) {
        while (entries.next()) restore(entries.tick(), entries.address(), entries.length());
    }

    private void restore(long tick, long address, int length) {
        Pane pane = restoring;
        if (pane == null) pane = restoring = new Pane(tick, holding.space().newScope());
        int partition = rows.partition(address, length);
        while (pane.partitions.size() <= partition) pane.partitions.add(newRows(pane));
        rows.read(address, length, pane.partitions.get(partition)::accept);
    }

    @Override
    public void restored(long tick) {
        Pane pane = restoring;
        restoring = null;
        if (pane == null) return;
        for (HeldRows part : pane.partitions) seal(part);
        keep(pane);
    }

    @Override
    public void release(int slot) {
        List<Pane> over = inUse.get(slot);
        for (int i = 0; i < over.size(); i++) over.get(i).release();
        over.clear();
    }
}
