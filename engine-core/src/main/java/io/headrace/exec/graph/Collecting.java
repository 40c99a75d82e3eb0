package io.headrace.exec.graph;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.ParentRows;
import io.headrace.exec.spill.HeldRows;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Puts a stream's rows where they are held, a partition each, by all workers.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
final class Collecting {
    private Collecting() {}

    /** The rows of each partition of the root. */
    static List<HeldRows> rows(ParentRows rows, Dataset root, BatchScope scope, Supplier<HeldRows> maker)
            throws Exception {
        List<HeldRows> collected = new ArrayList<>(root.partitions());
        for (int i = 0; i < root.partitions(); i++) collected.add(maker.get());
        scope.tasks().run(rows.tasks(scope, root, (partition, worker) -> collected.get(partition)));
        for (HeldRows one : collected) one.seal();
        return collected;
    }
}
