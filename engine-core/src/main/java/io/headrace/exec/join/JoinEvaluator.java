package io.headrace.exec.join;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.eval.RestoredEntries;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.state.FlatResults;
import io.headrace.exec.work.TaskSet;
import io.headrace.memory.MemoryBudget;
import io.headrace.plan.JoinSide;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.ViewKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code join} of views: copies of the records of the last batches, off the heap, and at each slide the pairs of those with one key. A batch that has run a while before
 * allocates nothing.
 *
 * <p><b>Threading:</b> as {@link StatefulEvaluator}; a partition by one worker at a time.
 */
public final class JoinEvaluator implements StatefulEvaluator {
    private final Node node;
    private final ParentRows left;
    private final ParentRows right;
    private final JoinMemory memory;
    private final JoinPanes panes;
    private final JoinLog log;
    private final List<JoinDealer> leftDealers = new ArrayList<>(); // by worker
    private final List<JoinDealer> rightDealers = new ArrayList<>();
    private final List<JoinLoop> loops = new ArrayList<>();
    private final List<KeyPlacer> placers = new ArrayList<>();
    private final JoinInWords words;
    private final FlatResults[] results;
    private final int partitions;
    private final int windowTicks;
    private final long slideMillis;
    private final boolean remembers;
    private @Nullable JoinPane pending;
    private @Nullable JoinPane restoring;

    /**
     * @param placers makes one for whoever needs it
     * @param evaluators how many workers there are
     * @param slots how many batches may be read at once
     * @param mostEntryBytes the longest entry of the log
     */
    public JoinEvaluator(
            Node node,
            ParentRows left,
            ParentRows right,
            Supplier<KeyPlacer> placers,
            long batchMillis,
            int evaluators,
            int slots,
            int mostEntryBytes,
            MemoryBudget budget) {
        Operator.JoinViews join = (Operator.JoinViews) node.operator();
        this.node = node;
        this.left = left;
        this.right = right;
        memory = new JoinMemory(budget);
        log = new JoinLog(node, placers.get(), join.left().key() instanceof ViewKey.Text<?>);
        windowTicks = (int) (join.windowMillis() / batchMillis);
        slideMillis = join.slideMillis();
        remembers = join.windowMillis() > node.parent().slideMillis();
        partitions = own(placers).partitions();
        RowShape leftShape = RowShape.of(join.left());
        RowShape rightShape = RowShape.of(join.right());
        panes = new JoinPanes(
                () -> new JoinPane(
                        new JoinSideRows(leftShape, partitions, memory),
                        new JoinSideRows(rightShape, partitions, memory)),
                windowTicks);
        words = new JoinInWords(node, this::entries, memory);
        int most = mostEntryBytes - JoinLog.HEADER - Long.BYTES;
        deal(leftDealers, join.left(), leftShape, placers, evaluators, most);
        deal(rightDealers, join.right(), rightShape, placers, evaluators, most);
        Supplier<JoinLoop> maker = JoinLoop.maker(words, join, leftShape, rightShape, memory);
        for (int i = 0; i < evaluators; i++) loops.add(maker.get());
        results = new FlatResults[slots];
        for (int i = 0; i < slots; i++) results[i] = new FlatResults(join.results(), partitions, evaluators, budget);
    }

    private void deal(
            List<JoinDealer> dealers,
            JoinSide side,
            RowShape shape,
            Supplier<KeyPlacer> placerOf,
            int evaluators,
            int most) {
        Supplier<JoinDealer> maker = JoinDealer.maker(words, side, shape, () -> own(placerOf), most);
        for (int i = 0; i < evaluators; i++) dealers.add(maker.get());
    }

    private KeyPlacer own(Supplier<KeyPlacer> placerOf) {
        KeyPlacer placer = placerOf.get();
        placers.add(placer);
        return placer;
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        discard(); // what a run that failed has left
        long tick = scope.batch().tick();
        JoinPane pane = panes.newPane(tick);
        pending = pane;
        scope.tasks()
                .run(new TwoSides(
                        dealing(scope, left, pane.left, leftDealers), dealing(scope, right, pane.right, rightDealers)));
        if (!scope.isDue(slideMillis)) return null;
        panes.aim(tick);
        FlatResults made = results[scope.slot()];
        scope.tasks().run(new TaskSet() {
            @Override
            public int tasks() {
                return partitions;
            }

            @Override
            public void run(int partition, Worker worker) throws Exception {
                loops.get(worker.index()).join(panes, pane, partition, made.begin(partition));
            }
        });
        return made;
    }

    /** A side's records of the batch; null where the parent has no dataset. */
    private static @Nullable TaskSet dealing(
            BatchScope scope, ParentRows parent, JoinSideRows side, List<JoinDealer> dealers) throws Exception {
        Dataset root = parent.root(scope);
        if (root == null) return null;
        side.begin(root.partitions());
        return parent.tasks(scope, root, (block, worker) -> {
            JoinDealer dealer = dealers.get(worker.index());
            dealer.aim(side.block(block));
            return dealer;
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
        return log.codecs();
    }

    @Override
    public StateForm form() {
        return log.form(windowTicks);
    }

    @Override
    public long entries() {
        return panes.rows();
    }

    @Override
    public long offHeapBytes() {
        return memory.bytes();
    }

    @Override
    public void writeDelta(StateDelta delta) throws InterruptedException {
        if (pending != null && remembers && delta.isWanted()) log.write(pending, delta);
    }

    @Override
    public void accept() {
        if (pending == null) return;
        if (remembers) panes.keep(pending);
        else panes.giveBack(pending);
        pending = null;
    }

    @Override
    public void discard() {
        if (pending != null) panes.giveBack(pending);
        pending = null;
    }

    @Override
    public void restore(RestoredEntries entries) {
        while (entries.next()) restoreOne(entries);
    }

    private void restoreOne(RestoredEntries entries) {
        JoinPane pane = restoring;
        if (pane == null) pane = restoring = panes.newPane(entries.tick());
        JoinSideRows side = entries.kind() == JoinLog.LEFT ? pane.left : pane.right;
        if (!log.read(entries.address(), entries.length(), side)) throw words.full();
    }

    @Override
    public void restored(long tick) {
        if (restoring == null) return;
        if (remembers) panes.keep(restoring);
        else panes.giveBack(restoring);
        restoring = null;
    }

    @Override
    public void close() {
        discard();
        if (restoring != null) panes.giveBack(restoring);
        restoring = null;
        panes.clear();
        for (JoinLoop loop : loops) loop.close();
        for (FlatResults made : results) made.close();
        for (KeyPlacer placer : placers) placer.close();
        log.close();
        memory.close();
    }
}
