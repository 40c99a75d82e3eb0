package io.headrace.exec.graph;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.ParentRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts a stream's rows into lists, a partition each, by all workers.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
final class Collecting {
    private Collecting() {}

    /** The rows; null where there is no dataset for the interval. */
    static @Nullable List<List<@Nullable Object>> rows(ParentRows rows, BatchScope scope) throws Exception {
        Dataset root = rows.root(scope);
        if (root == null) return null;
        List<List<@Nullable Object>> collected = new ArrayList<>(root.partitions());
        for (int i = 0; i < root.partitions(); i++) collected.add(new ArrayList<>());
        scope.tasks().run(rows.tasks(scope, root, (partition, worker) -> collected.get(partition)::add));
        return collected;
    }
}
