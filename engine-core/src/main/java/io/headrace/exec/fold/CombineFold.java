package io.headrace.exec.fold;

import io.headrace.Tuple2;
import io.headrace.exec.data.OwnClass;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.work.TaskRunner;
import io.headrace.plan.Combine;
import io.headrace.plan.Node;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * Pairs to one pair a key, on the heap: {@code combineByKey} and what is made of it. Rows of the result are {@link Tuple2}s. The
 * functions may change what they combine into: a combination belongs to one key of one batch.
 *
 * <p><b>Threading:</b> as {@link Fold}.
 */
public final class CombineFold extends TableFold<ObjectTable> {
    private final Combine combine;

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
        makeSinks(() -> sinks.make(node, combine));
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
            int hash = source.hashes[ordinal];
            int found = target.find(key, hash);
            if (found >= 0) target.values[found] = combine.merge().call(target.values[found], source.values[ordinal]);
            else target.insert(~found, key, hash, source.values[ordinal]);
        } catch (Throwable t) {
            throw OperatorFailedException.ofKey(node(), key, t);
        }
    }

    @Override
    public FoldResult finish(TaskRunner runner) throws Exception {
        return result(runner);
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
            return new Tuple2<>(table.keys[ordinal], table.values[ordinal]);
        }
    }
}
