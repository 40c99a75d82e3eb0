package io.headrace.exec.fold;

import io.headrace.exec.data.Worker;
import io.headrace.exec.work.TaskRunner;
import io.headrace.exec.work.TaskSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes one result of several tables, whose order is that of the records: on the spot, or as tasks, first an index of each table by key
 * partition, then a table for each partition.
 *
 * <p><b>Threading:</b> the thread of the jobs; the tasks on all workers.
 */
final class TableMerge<T extends BatchTable> {
    private final TableFold<T> fold;
    private final TaskSet indexing = new Indexing();
    private final TaskSet merging = new Merging();
    private final List<T> merged = new ArrayList<>();
    private List<T> sources = List.of();

    TableMerge(TableFold<T> fold) {
        this.fold = fold;
    }

    T inOne(List<T> tables) {
        T target = fold.takeTable();
        try {
            for (int i = 0; i < tables.size(); i++) fold.mergeAll(target, tables.get(i));
        } catch (Throwable t) {
            fold.giveBack(target);
            throw t;
        }
        return target;
    }

    /** The tables of all partitions, in order; the list is used again. */
    List<T> byPartition(List<T> tables, TaskRunner runner) throws Exception {
        sources = tables;
        merged.clear();
        for (int i = 0; i < fold.partitions(); i++) merged.add(fold.takeTable());
        try {
            runner.run(indexing);
            runner.run(merging);
        } catch (Throwable t) {
            for (T table : merged) fold.giveBack(table);
            throw t;
        }
        return merged;
    }

    private final class Indexing implements TaskSet {
        @Override
        public int tasks() {
            return sources.size();
        }

        @Override
        public void run(int task, Worker worker) {
            fold.index(sources.get(task), worker);
        }
    }

    private final class Merging implements TaskSet {
        @Override
        public int tasks() {
            return merged.size();
        }

        @Override
        public void run(int task, Worker worker) {
            T target = merged.get(task);
            for (int i = 0; i < sources.size(); i++) fold.mergePartition(target, sources.get(i), task);
        }
    }
}
