package io.headrace.exec.fold;

import io.headrace.Tuple2;
import io.headrace.exec.data.OnDisk;
import io.headrace.exec.data.OwnClass;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.spill.GroupSpill;
import io.headrace.exec.spill.Meter;
import io.headrace.exec.spill.SpillScope;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.exec.work.TaskRunner;
import io.headrace.exec.work.TaskSet;
import io.headrace.plan.Combine;
import io.headrace.plan.Node;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Pairs to one pair a key, on the heap: {@code combineByKey} and what is made of it. Rows of the result are {@link Tuple2}s. The
 * functions may change what they combine into: a combination belongs to one key of one batch.
 *
 * <p><b>Threading:</b> as {@link Fold}.
 */
public final class CombineFold extends TableFold<ObjectTable> {
    private final Combine combine;
    private final @Nullable SpillSpace space;
    private final List<Overflow> overflows = new ArrayList<>(); // by worker
    private @Nullable SpillScope scope; // of the batch under way
    private @Nullable GroupSpill spill; // of the batch under way, once it has outgrown the heap

    /**
     * @param node whose name is in errors
     * @param placer decides the partitions of the result; it stays the caller's
     */
    @SuppressWarnings("unchecked") // the kind of a sink of objects
    public CombineFold(Node node, Combine combine, KeyPlacer placer, FoldSettings settings) {
        super(node, combine.exact(), placer, settings);
        this.combine = combine;
        OwnClass<TableSink<ObjectTable>> sinks = OwnClass.like(
                MethodHandles.lookup(), (Class<TableSink<ObjectTable>>) (Class<?>) TableSink.class, CombineSink.class);
        this.space = settings.spill();
        makeSinks(() -> sinks.make(node, combine, newOverflow()));
    }

    private Overflow newOverflow() {
        Overflow overflow = new Overflow(
                combine.isIntoLists(),
                combine.exact(),
                placerOf(overflows.size()),
                this::newMeter,
                number -> spill().source(number));
        overflows.add(overflow);
        return overflow;
    }

    private @Nullable Meter newMeter() {
        return space == null ? null : scope(space).meter();
    }

    private synchronized SpillScope scope(SpillSpace of) {
        SpillScope known = scope;
        if (known == null) scope = known = of.newScope();
        return known;
    }

    private synchronized GroupSpill spill() {
        GroupSpill known = spill;
        if (known == null) {
            SpillScope held = Objects.requireNonNull(scope);
            known = new GroupSpill(held, node().describe(), combine, new int[] {0}, partitions())
                    .blaming((key, thrown) -> OperatorFailedException.ofKey(node(), key, thrown));
            spill = known;
        }
        return known;
    }

    @Override
    void begun() {
        SpillScope left = scope;
        if (left != null) left.clear(); // of a batch that failed
        spill = null;
        for (int i = 0; i < overflows.size(); i++) overflows.get(i).begin();
    }

    @Override
    void opened(ObjectTable table, int partition, Worker worker) {
        overflows.get(worker.index()).open(table, partition);
    }

    @Override
    void ended(Worker worker) {
        overflows.get(worker.index()).close();
    }

    @Override
    ObjectTable newTable() {
        return new ObjectTable();
    }

    @Override
    TableResult<ObjectTable> newResult() {
        return new Pairs(this);
    }

    @Override
    void mergeAll(ObjectTable target, ObjectTable source) {
        for (int i = 0; i < source.size(); i++) merge(target, source, i);
    }

    @Override
    void mergePartition(ObjectTable target, ObjectTable source, int partition) {
        for (int i = source.firstOf(partition); i < source.endOf(partition); i++)
            merge(target, source, source.ordinalAt(i));
    }

    @SuppressWarnings("NullAway") // combinations may be null; the erased function types cannot say so
    private void merge(ObjectTable target, ObjectTable source, int ordinal) {
        @Nullable Object key = source.keys[ordinal];
        try {
            int found = target.find(source, ordinal);
            Object more = source.combinations.get(ordinal);
            Combinations known = target.combinations;
            if (found >= 0) known.set(found, combine.merge().call(known.get(found), more));
            else target.insert(~found, key, source.hashes[ordinal], more);
        } catch (Throwable t) {
            throw OperatorFailedException.ofKey(node(), key, t);
        }
    }

    @Override
    public FoldResult finish(TaskRunner runner) throws Exception {
        GroupSpill outgrown = spill;
        if (outgrown != null) return spilled(outgrown, runner);
        TableResult<ObjectTable> result = result(runner);
        SpillScope held = scope;
        if (held == null || held.isEmpty()) return result;
        giveAway();
        return new HeldResult(result, held);
    }

    private FoldResult spilled(GroupSpill outgrown, TaskRunner runner) throws Exception {
        for (int i = 0; i < overflows.size(); i++) overflows.get(i).drainAll();
        takeBack();
        runner.run(new Finishing(node(), outgrown, partitions()));
        SpillScope held = Objects.requireNonNull(scope);
        giveAway();
        return new SpilledResult(outgrown, partitions(), held);
    }

    /** What the batch holds is the result's now. */
    private void giveAway() {
        scope = null;
        spill = null;
        for (int i = 0; i < overflows.size(); i++) overflows.get(i).forget();
    }

    /** Makes the partitions of a result. */
    private record Finishing(Node node, GroupSpill spill, int tasks) implements TaskSet {
        @Override
        public void run(int task, Worker worker) {
            try {
                spill.finish(task);
            } catch (Throwable t) {
                throw OperatorFailedException.of(node, t);
            }
        }
    }

    /** A result on the heap, which has a share of that. */
    private record HeldResult(TableResult<ObjectTable> inside, SpillScope held) implements FoldResult {
        @Override
        public int partitions() {
            return inside.partitions();
        }

        @Override
        public void push(int partition, Sink sink, Worker worker) throws Exception {
            inside.push(partition, sink, worker);
        }

        @Override
        public void release() {
            inside.release();
            held.close();
        }
    }

    /** A result on the disk. */
    private record SpilledResult(GroupSpill spill, int partitions, SpillScope held) implements FoldResult, OnDisk {
        @Override
        public void push(int partition, Sink sink, Worker worker) throws Exception {
            spill.push(partition, sink);
        }

        @Override
        public void release() {
            held.close();
        }
    }

    /** The result as pairs. */
    private static final class Pairs extends TableResult<ObjectTable> {
        Pairs(CombineFold fold) {
            super(fold);
        }

        @Override
        public void push(int partition, Sink sink, Worker worker) throws Exception {
            ObjectTable table = tableOf(partition);
            if (isMixed(worker)) {
                for (int i = table.firstOf(partition); i < table.endOf(partition); i++)
                    sink.accept(pair(table, table.ordinalAt(i)));
            } else {
                for (int i = 0; i < table.size(); i++) sink.accept(pair(table, i));
            }
        }

        @SuppressWarnings("NullAway") // keys and combinations may be null
        private static Tuple2<?, ?> pair(ObjectTable table, int ordinal) {
            return new Tuple2<>(table.keys[ordinal], table.combinations.get(ordinal));
        }
    }
}
