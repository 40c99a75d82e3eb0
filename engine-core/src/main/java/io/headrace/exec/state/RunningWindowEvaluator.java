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
import io.headrace.memory.CorruptDataException;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code reduceByKeyAndWindow} with an inverse: running totals by key, from which what leaves the window is taken out and to which what
 * enters is added. Touches only the keys of those panes; a key stays, whatever its total, unless the filter drops it.
 *
 * <p>The totals are written down as values, for nothing else can give them back: the inverse of the user need not be exact.
 *
 * <p><b>Threading:</b> as {@link StatefulEvaluator}; a partition by one worker at a time.
 */
public final class RunningWindowEvaluator implements StatefulEvaluator {
    private static final byte PANE = 1;
    private static final byte TOTAL = 2;
    private static final byte DROPPED = 3;
    private static final String NUMBER_CODEC = "bytes:1"; // of the entry's key, see TotalEntry

    private final Node node;
    private final Evaluator batchPart;
    private final PairCodec rows;
    private final TotalEntry entries;
    private final TotalEntry drops;
    private final int partitions;
    private final int windowTicks;
    private final long slideTicks;
    private final long slideMillis;
    private final List<RunningTotals> totals = new ArrayList<>();
    private final PaneRestore restore;
    private @Nullable HeapPane pending;
    private long pendingTick;
    private boolean slid;
    private long lastSlide;

    /**
     * @param batchPart combines the records of one batch
     * @param partitions of its datasets
     */
    public RunningWindowEvaluator(Node node, Evaluator batchPart, int partitions, PairCodec rows, long batchMillis) {
        Operator.CombineWindow window = (Operator.CombineWindow) node.operator();
        this.node = node;
        this.batchPart = batchPart;
        this.partitions = partitions;
        this.rows = rows;
        entries = new TotalEntry(rows.pairs(), node.describe());
        drops = new TotalEntry(rows.keys(), node.describe());
        slideMillis = window.slideMillis();
        slideTicks = slideMillis / batchMillis;
        windowTicks = (int) (window.windowMillis() / batchMillis);
        for (int i = 0; i < partitions; i++) totals.add(new RunningTotals(node, windowTicks, (int) slideTicks));
        restore = new PaneRestore(rows, partitions);
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        pendingTick = scope.batch().tick();
        HeapPane pane = HeapPanes.gather(batchPart, partitions, scope);
        pending = pane;
        slid = scope.isDue(slideMillis);
        if (!slid) return null;
        boolean fromScratch = pendingTick - lastSlide != slideTicks;
        List<List<@Nullable Object>> results = new ArrayList<>();
        for (int i = 0; i < partitions; i++) results.add(new ArrayList<>());
        scope.tasks().run(new TaskSet() {
            @Override
            public int tasks() {
                return partitions;
            }

            @Override
            public void run(int partition, Worker worker) throws Exception {
                RunningTotals own = totals.get(partition);
                if (fromScratch) own.recompute(pendingTick, pane.partition(partition));
                else own.slide(pendingTick, lastSlide, pane.partition(partition));
                own.forEach((key, value) -> results.get(partition).add(new Tuple2<>(key, value)));
            }
        });
        return new ListDataset().begin(results);
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
                .and(StateForm.keyed(TOTAL, DROPPED, NUMBER_CODEC, rows.id()));
    }

    @Override
    public long entries() {
        long keys = 0;
        for (int i = 0; i < totals.size(); i++) keys += totals.get(i).size();
        return keys;
    }

    @Override
    public void writeDelta(StateDelta delta) throws InterruptedException {
        if (pending == null || !delta.isWanted()) return;
        HeapPanes.write(pending, PANE, rows, delta);
        if (pending.isEmpty()) rows.writeNone(delta, PANE, 0);
        for (int i = 0; i < partitions; i++) {
            int partition = i;
            totals.get(i)
                    .changes(
                            (number, pair) -> writeTotal(delta, partition, number, pair),
                            (number, key) -> drops.write(delta, DROPPED, partition, number, key));
        }
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
        if (slid) lastSlide = pendingTick;
        pending = null;
    }

    private void keep(long tick, HeapPane pane) {
        for (int i = 0; i < partitions; i++) totals.get(i).accept(tick, pane.partition(i));
    }

    @Override
    public void discard() {
        pending = null;
        totals.forEach(RunningTotals::discard);
    }

    @Override
    public void restore(long tick, int keyGroup, byte kind, long address, int length) {
        if (kind == PANE) {
            restore.entry(address, length);
            return;
        }
        int partition = entries.partition(address, length);
        if (partition < 0 || partition >= partitions)
            throw new CorruptDataException(node.describe() + ": totals of partition " + partition + " of " + partitions
                    + ": a window keeps the number of partitions that it was started with; set it again");
        RunningTotals own = totals.get(partition);
        if (kind == DROPPED) {
            own.restoreDropped(drops.row(address, length));
            return;
        }
        Object row = entries.row(address, length);
        if (row instanceof Tuple2<?, ?> pair) own.restore(TotalEntry.number(address), pair._1(), pair._2());
        else throw new CorruptDataException(node.describe() + ": a total is " + row + ", not a pair");
    }

    /** Each batch has written something, if only that it had no rows: so it is known which was the last that slid. */
    @Override
    public void restored(long tick) {
        keep(tick, restore.take());
        if (tick % slideTicks == 0) lastSlide = tick;
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
