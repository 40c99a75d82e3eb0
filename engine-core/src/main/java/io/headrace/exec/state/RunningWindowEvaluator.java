package io.headrace.exec.state;

import io.headrace.StreamingException;
import io.headrace.Tuple2;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.RestoredEntries;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.memory.CorruptDataException;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code reduceByKeyAndWindow} with an inverse: running totals by key, from which what leaves the window is taken out and to which what
 * enters is added. Touches only the keys of those panes, as long as the totals fit on the heap; a key stays, whatever its total, unless the filter drops it.
 *
 * <p>The totals are written down as values, for nothing else can give them back: the inverse of the user need not be exact. Those of a window
 * of other lengths, which the program had before, are no beginning: then they are computed from the panes once.
 *
 * <p><b>Threading:</b> as {@link StatefulEvaluator}; a partition by one worker at a time.
 */
public final class RunningWindowEvaluator implements StatefulEvaluator {
    private static final byte PANE = 1;
    private static final byte TOTAL = 2;
    private static final byte DROPPED = 3;
    private static final byte LENGTHS = 4;
    private static final String NUMBER_CODEC = "bytes:1"; // of the entry's key, see TotalEntry

    private final Node node;
    private final Evaluator batchPart;
    private final PairCodec rows;
    private final TotalEntry entries;
    private final TotalEntry drops;
    private final TotalLengths lengths;
    private final KeyPlacer placer;
    private final int partitions;
    private final int windowTicks;
    private final long slideTicks;
    private final long slideMillis;
    private final List<RunningTotals> totals = new ArrayList<>();
    private final WindowPanes panes;
    private final PaneRestore restore;
    private final WindowResults results;
    private @Nullable WindowPane pending;
    private long pendingTick;
    private boolean slid;
    private long lastSlide;
    private boolean areTotalsOthers; // of another window than this

    /**
     * @param batchPart combines the records of one batch
     * @param panes of its datasets' partitions
     * @param placer which places as the batch part does; owned by this
     * @param slots how many batches are under way at once
     */
    public RunningWindowEvaluator(
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
        this.placer = placer;
        entries = new TotalEntry(rows.pairs(), node.describe());
        drops = new TotalEntry(rows.keys(), node.describe());
        slideMillis = window.slideMillis();
        lengths = new TotalLengths(window.windowMillis(), slideMillis, node.describe());
        slideTicks = slideMillis / batchMillis;
        windowTicks = (int) (window.windowMillis() / batchMillis);
        KeyedMerge merge = new KeyedMerge(node, window.combine(), panes);
        for (int i = 0; i < partitions; i++)
            totals.add(new RunningTotals(node, merge, panes, windowTicks, (int) slideTicks));
        restore = new PaneRestore(rows, panes, placer);
        results = new WindowResults(partitions, slots);
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        discard(); // what a run that failed has left
        pendingTick = scope.batch().tick();
        WindowPane pane = panes.gather(batchPart, scope);
        pending = pane;
        slid = scope.isDue(slideMillis);
        if (!slid) return null;
        boolean fromScratch = areTotalsOthers || pendingTick - lastSlide != slideTicks;
        return results.of(scope, partition -> {
            RunningTotals own = totals.get(partition);
            if (fromScratch) own.recompute(pendingTick, pane.part(partition));
            else own.slide(pendingTick, lastSlide, pane.part(partition));
            return own.shown();
        });
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
        List<String> row = List.of(rows.id());
        return StateForm.panes(PANE, EntryKind.Contents.ROWS, row, windowTicks + slideTicks)
                .and(StateForm.keyed(TOTAL, DROPPED, NUMBER_CODEC, rows.id()))
                .and(new StateForm(List.of(TotalLengths.kind(LENGTHS)), 0));
    }

    @Override
    public long entries() {
        long keys = 0;
        for (int i = 0; i < totals.size(); i++) keys += totals.get(i).size();
        return keys;
    }

    @Override
    public void writeDelta(StateDelta delta) throws Exception {
        if (pending == null || !delta.isWanted()) return;
        WindowPanes.write(pending, PANE, rows, delta);
        if (pending.isEmpty()) rows.writeNone(delta, PANE, 0);
        for (int i = 0; i < partitions; i++) {
            int partition = i;
            totals.get(i)
                    .changes(
                            (number, pair) -> writeTotal(delta, partition, number, pair),
                            (number, key) -> drops.write(delta, DROPPED, partition, number, key));
        }
        if (slid) lengths.write(delta, LENGTHS);
    }

    private void writeTotal(StateDelta delta, int partition, long number, @Nullable Object pair)
            throws InterruptedException {
        rows.checkKey(pair);
        entries.write(delta, TOTAL, partition, number, pair);
    }

    @Override
    public void accept() {
        if (pending == null) return;
        keep(pendingTick, pending);
        lengths.accept();
        if (slid) {
            lastSlide = pendingTick;
            areTotalsOthers = false;
        }
        pending = null;
    }

    private void keep(long tick, WindowPane pane) {
        for (int i = 0; i < partitions; i++) totals.get(i).accept(tick, pane.part(i));
    }

    @Override
    public void discard() {
        if (pending != null) pending.discard();
        pending = null;
        lengths.discard();
        totals.forEach(RunningTotals::discard);
    }

    @Override
    public void restore(RestoredEntries entries) {
        while (entries.next()) restore(entries.kind(), entries.address(), entries.length());
    }

    private void restore(byte kind, long address, int length) {
        switch (kind) {
            case PANE -> restore.entry(address, length);
            case TOTAL -> restoreTotal(address, length);
            case DROPPED -> ofPartition(address, length).restoreDropped(drops.row(address, length));
            case LENGTHS -> lengths.restore(address, length);
            default -> throw new CorruptDataException(node.describe() + ": an entry of kind " + kind);
        }
    }

    private void restoreTotal(long address, int length) {
        RunningTotals own = ofPartition(address, length);
        if (!(entries.row(address, length) instanceof Tuple2<?, ?> pair))
            throw new CorruptDataException(node.describe() + ": a total is no pair");
        int stored = entries.partition(address, length);
        int now = placer.partitionOf(pair._1());
        if (now != stored)
            throw otherPartitions(
                    "key " + pair._1() + " is stored in partition " + stored + ", and belongs into " + now);
        own.restore(TotalEntry.number(address), pair);
    }

    private RunningTotals ofPartition(long address, int length) {
        int partition = entries.partition(address, length);
        if (partition < 0) throw new CorruptDataException(node.describe() + ": totals of partition " + partition);
        if (partition >= partitions) throw otherPartitions("partition " + partition + " is stored");
        return totals.get(partition);
    }

    /** Totals are stored by partition, and stay there. */
    private StreamingException otherPartitions(String what) {
        return new StreamingException(node.describe() + " has totals of other partitions than its " + partitions + ": "
                + what
                + "; a window with an inverse keeps the number of partitions and the partitioner that it was begun"
                + " with: set them again, or begin with an empty directory");
    }

    /** Each batch has written something, if only that it had no rows: so it is known which was the last that slid. */
    @Override
    public void restored(long tick) {
        keep(tick, restore.take());
        if (tick % slideTicks == 0) lastSlide = tick;
    }

    @Override
    public void restoredAll() {
        areTotalsOthers = lengths.areOthers() || (!lengths.areKnown() && entries() == 0);
        try {
            for (RunningTotals own : totals) own.restoredAll();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(node.describe() + ": totals cannot be restored", e);
        }
    }

    @Override
    public void release(int slot) {
        results.release(slot);
        batchPart.release(slot);
    }

    @Override
    public void close() {
        discard();
        totals.forEach(RunningTotals::close);
        batchPart.close();
        placer.close();
    }
}
