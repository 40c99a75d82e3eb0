package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.plan.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Deals a stream's pairs to partitions by key and leaves them in their order: those of the first block, then those of the second, and so
 * on, whoever computed which. The lists are used again from batch to batch.
 *
 * <p><b>Threading:</b> {@link #run} by the thread of the jobs, in parallel inside; then a partition by one worker at a time.
 */
public final class KeyedShuffle implements AutoCloseable {
    /** Sees a pair. */
    @FunctionalInterface
    interface PairVisitor {
        void visit(@Nullable Object key, @Nullable Object value) throws Exception;
    }

    private final Node node;
    private final ParentRows parent;
    private final KeyPlacer[] placers;
    private final int partitions;
    private final List<List<List<@Nullable Object>>> dealt = new ArrayList<>();
    private int blocks;

    /**
     * @param node whose name is in errors
     * @param placers one for each worker, which this owns
     */
    public KeyedShuffle(Node node, ParentRows parent, KeyPlacer[] placers) {
        this.node = node;
        this.parent = parent;
        this.placers = placers.clone();
        this.partitions = placers[0].partitions();
    }

    /** Computes and deals the batch's pairs; none where the parent has no dataset. */
    void run(BatchScope scope) throws Exception {
        Dataset root = parent.root(scope);
        blocks = root == null ? 0 : root.partitions();
        while (dealt.size() < blocks) dealt.add(newLists());
        if (root != null) scope.tasks().run(parent.tasks(scope, root, this::sink));
    }

    private List<List<@Nullable Object>> newLists() {
        List<List<@Nullable Object>> lists = new ArrayList<>(partitions);
        for (int i = 0; i < partitions; i++) lists.add(new ArrayList<>());
        return lists;
    }

    private Sink sink(int block, Worker worker) {
        List<List<@Nullable Object>> lists = dealt.get(block);
        lists.forEach(List::clear); // of a run that failed
        KeyPlacer placer = placers[worker.index()];
        return row -> deal(row, lists, placer);
    }

    private void deal(@Nullable Object row, List<List<@Nullable Object>> lists, KeyPlacer placer) {
        Object key = null;
        try {
            key = pair(row)._1();
            lists.get(placer.partitionOf(key)).add(row);
        } catch (Throwable t) {
            throw OperatorFailedException.ofKey(node, key, t);
        }
    }

    /** Shows the pairs of a partition, and forgets them. */
    void take(int partition, PairVisitor visitor) throws Exception {
        for (int block = 0; block < blocks; block++) {
            List<@Nullable Object> rows = dealt.get(block).get(partition);
            for (int i = 0; i < rows.size(); i++) {
                Tuple2<?, ?> pair = pair(rows.get(i));
                visitor.visit(pair._1(), pair._2());
            }
            rows.clear();
        }
    }

    private static Tuple2<?, ?> pair(@Nullable Object row) {
        if (row instanceof Tuple2<?, ?> pair) return pair;
        throw new IllegalArgumentException("a record by key is " + row + ", not a pair");
    }

    @Override
    public void close() {
        for (KeyPlacer placer : placers) placer.close();
    }
}
