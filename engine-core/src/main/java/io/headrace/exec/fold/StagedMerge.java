package io.headrace.exec.fold;

import io.headrace.exec.data.Worker;
import io.headrace.exec.work.TaskRunner;
import io.headrace.exec.work.TaskSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the result of tables whose pairs are {@linkplain Staging staged}: first what is in the tables is staged as well, then the streams of
 * each partition are folded one after the other, those of all tables together.
 *
 * <p><b>Threading:</b> the thread of the jobs; the tasks on all workers.
 */
final class StagedMerge implements AutoCloseable {
    private final ViewFold fold;
    private final StagingPlan plan;
    private final @Nullable PairFolder[] folders; // by worker
    private final TaskSet staging = new StagingTables();
    private final TaskSet folding = new Folding();
    private final List<ViewTable> merged = new ArrayList<>();
    private List<ViewTable> sources = List.of();

    StagedMerge(ViewFold fold, StagingPlan plan, int workers) {
        this.fold = fold;
        this.plan = plan;
        this.folders = new PairFolder[workers];
    }

    /** Whether these tables are to be merged so. */
    boolean concerns(List<ViewTable> tables) {
        long keys = 0;
        for (int i = 0; i < tables.size(); i++) {
            if (((ViewTable.Longs) tables.get(i)).isStaging()) return true;
            keys += tables.get(i).size();
        }
        return tables.size() > 1 && keys >= plan.keysToMerge();
    }

    /** The rows of all partitions, in order; the list is used again. */
    List<ViewTable> merge(List<ViewTable> tables, TaskRunner runner) throws Exception {
        sources = tables;
        merged.clear();
        for (int i = 0; i < fold.partitions(); i++) merged.add(fold.takeRows());
        try {
            runner.run(staging);
            runner.run(folding);
        } catch (Throwable t) {
            for (ViewTable rows : merged) fold.giveBack(rows);
            throw t;
        }
        return merged;
    }

    private PairFolder folder(Worker worker) {
        PairFolder known = folders[worker.index()];
        if (known == null) folders[worker.index()] = known = fold.newFolder();
        return known;
    }

    long memoryBytes() {
        long sum = 0;
        for (PairFolder folder : folders) sum += folder == null ? 0 : folder.memoryBytes();
        return sum;
    }

    @Override
    public void close() {
        for (PairFolder folder : folders) {
            if (folder != null) folder.close();
        }
    }

    private final class StagingTables implements TaskSet {
        @Override
        public int tasks() {
            return sources.size();
        }

        @Override
        public void run(int task, Worker worker) {
            ViewTable.Longs table = (ViewTable.Longs) sources.get(task);
            if (!table.stageAll()) throw fold.full(table);
        }
    }

    private final class Folding implements TaskSet {
        @Override
        public int tasks() {
            return merged.size();
        }

        @Override
        public void run(int task, Worker worker) {
            ViewTable.Rows target = (ViewTable.Rows) merged.get(task);
            int first = task * plan.streamsOfPartition();
            int end = first + plan.streamsOfPartition();
            long pairs = 0;
            for (int stream = first; stream < end; stream++) pairs += pairs(stream);
            if (!target.rows.begin(pairs)) throw fold.full(target);
            PairFolder folder = folder(worker);
            for (int stream = first; stream < end; stream++) fold(stream, folder, target);
        }

        private void fold(int stream, PairFolder folder, ViewTable.Rows target) {
            long pairs = pairs(stream);
            if (pairs == 0) return;
            if (!folder.begin(target.rows, pairs)) throw fold.full(target);
            for (int i = 0; i < sources.size(); i++) {
                if (!folder.fold(staged(i), stream)) throw fold.full(target);
            }
            folder.end(target.rows);
        }

        private long pairs(int stream) {
            long sum = 0;
            for (int i = 0; i < sources.size(); i++) sum += staged(i).pairs(stream);
            return sum;
        }

        private StagedPairs staged(int source) {
            return ((ViewTable.Longs) sources.get(source)).staged();
        }
    }
}
