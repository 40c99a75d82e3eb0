package io.headrace.exec.fold;

import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.work.TaskRunner;
import io.headrace.memory.codec.ViewPoison;
import io.headrace.plan.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What folds by key share: which table a partition's rows go into, and how tables become a result.
 *
 * <p>An exact fold has one table for each worker, over all blocks; with one worker that table is the result. One that is not exact folds
 * each block into a table of its own, and the tables are merged in the order of the blocks, with one worker as well: the result does not
 * depend on the number of workers. Several tables are merged key partition by key partition, at once.
 *
 * <p>Tables are emptied and used again from batch to batch.
 *
 * <p><b>Threading:</b> as {@link Fold}.
 */
abstract class TableFold<T extends BatchTable> implements Fold {
    private final Node node;
    private final boolean exact;
    private final FoldSettings settings;
    private final KeyPlacer[] placers;
    private final List<TableSink<T>> sinks = new ArrayList<>();
    private final TableMerge<T> merge = new TableMerge<>(this);

    private final ArrayDeque<T> freeTables = new ArrayDeque<>();
    private final ArrayDeque<TableResult<T>> freeResults = new ArrayDeque<>();
    private final List<T> allTables = new ArrayList<>();
    private final List<T> filled = new ArrayList<>();
    private final ArrayList<@Nullable T> open = new ArrayList<>(); // by worker or by partition

    TableFold(Node node, boolean exact, KeyPlacer placer, FoldSettings settings) {
        this.node = node;
        this.exact = exact;
        this.settings = settings;
        this.placers = new KeyPlacer[settings.workers() + 1];
        Arrays.setAll(placers, i -> placer.perThread());
    }

    abstract T newTable();

    abstract TableResult<T> newResult();

    /** Puts all of a table in that has the later records. */
    abstract void mergeAll(T target, T source);

    /** Puts a partition of an indexed table in that has the later records. */
    abstract void mergePartition(T target, T source, int partition);

    final void makeSinks(Supplier<? extends TableSink<T>> maker) {
        for (int i = 0; i < settings.workers(); i++) sinks.add(maker.get());
    }

    final Node node() {
        return node;
    }

    final int partitions() {
        return placers[0].partitions();
    }

    final TableFullException full(T table) {
        return new TableFullException(node, table.size(), table.memoryBytes(), settings.budget());
    }

    /** Lists a table's keys by partition, unless that is done. */
    final void index(T table, Worker worker) {
        if (!table.isIndexed() && !table.index(placers[worker.index()])) throw full(table);
    }

    @Override
    public final void begin(int partitions) {
        takeBack();
        int count = exact ? settings.workers() : partitions;
        for (int i = 0; i < count; i++) open.add(takeTable());
        begun();
    }

    /** A batch has begun, and what a failed one has left is forgotten. */
    void begun() {}

    /** A block is folded into this table from now on. */
    void opened(T table, int partition, Worker worker) {}

    /** The block has ended. */
    void ended(Worker worker) {}

    final KeyPlacer placerOf(int worker) {
        return placers[worker];
    }

    /** Tables that are open still, or were in a batch that failed. */
    final void takeBack() {
        for (int i = 0; i < open.size(); i++) {
            T table = open.get(i);
            if (table != null) giveBack(table);
        }
        open.clear();
    }

    final T takeTable() {
        T table = freeTables.pollLast(); // the one used last is the one in the caches
        return table == null ? made(newTable()) : table;
    }

    /** Remembers a table, to be closed with the others. */
    final T made(T table) {
        allTables.add(table);
        return table;
    }

    final void giveBack(T table) {
        table.clear();
        free(table);
    }

    /** An empty table may be used again. */
    void free(T table) {
        freeTables.addLast(table);
    }

    /** The tables of all partitions where these are to be merged in another way than key by key; else null. */
    @Nullable
    List<T> mergeStaged(List<T> tables, TaskRunner runner) throws Exception {
        return null;
    }

    /** Off-heap memory beside the tables. */
    long moreMemoryBytes() {
        return 0;
    }

    /** The tables are closed. */
    void closed() {}

    @Override
    public final Sink open(int partition, Worker worker) {
        if (ViewPoison.ON) ViewPoison.into(node.describe());
        TableSink<T> sink = sinks.get(worker.index());
        T table = Objects.requireNonNull(open.get(exact ? worker.index() : partition));
        sink.aim(table);
        opened(table, exact ? worker.index() : partition, worker);
        return sink;
    }

    @Override
    public final void close(int partition, Worker worker) {
        sinks.get(worker.index()).aim(null);
        ended(worker);
    }

    final TableResult<T> result(TaskRunner runner) throws Exception {
        filled.clear();
        for (int i = 0; i < open.size(); i++) {
            T table = open.get(i);
            if (table != null && table.size() > 0) filled.add(table);
        }
        TableResult<T> result = freeResults.pollLast();
        if (result == null) result = newResult();
        List<T> staged = mergeStaged(filled, runner);
        if (staged != null) {
            result.begin(staged);
        } else if (filled.isEmpty()) {
            result.begin(takeTable());
        } else if (filled.size() == 1) {
            result.begin(filled.get(0));
            open.set(open.indexOf(filled.get(0)), null);
        } else if (settings.workers() == 1 || partitions() == 1) {
            result.begin(merge.inOne(filled));
        } else {
            result.begin(merge.byPartition(filled, runner));
        }
        takeBack();
        return result;
    }

    final void released(TableResult<T> result) {
        freeResults.addLast(result);
    }

    /** Off-heap memory of all tables, those included that wait for another batch. */
    public final long memoryBytes() {
        long sum = moreMemoryBytes();
        for (T table : allTables) sum += table.memoryBytes();
        return sum;
    }

    /** Frees everything, results that are out too. */
    @Override
    public final void close() {
        for (T table : allTables) table.close();
        closed();
        for (KeyPlacer placer : placers) placer.close();
        allTables.clear();
        freeTables.clear();
        open.clear();
    }
}
