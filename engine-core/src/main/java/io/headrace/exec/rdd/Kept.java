package io.headrace.exec.rdd;

import io.headrace.StorageLevel;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a dataset that were computed once: whole partitions, each when it is first read, as objects on the heap.
 *
 * <p><b>Threading:</b> several workers; a partition is computed by the first, and others that want it wait for that.
 */
final class Kept {
    private final Rows rows;
    private final StorageLevel level;
    private final Partition[] partitions;

    Kept(Rows rows, StorageLevel level) {
        this.rows = rows;
        this.level = level;
        this.partitions = new Partition[rows.partitions()];
        for (int i = 0; i < partitions.length; i++) partitions[i] = new Partition();
    }

    private static final class Partition {
        @Nullable
        List<@Nullable Object> rows;
    }

    StorageLevel level() {
        return level;
    }

    void push(int partition, Sink sink, Worker worker) throws Exception {
        for (Object row : computed(partition, worker)) sink.accept(row);
    }

    private List<@Nullable Object> computed(int number, Worker worker) throws Exception {
        Partition partition = partitions[number];
        synchronized (partition) { // what it is computed from lies below: locks are taken from the top down
            List<@Nullable Object> known = partition.rows;
            if (known != null) return known;
            List<@Nullable Object> made = new ArrayList<>();
            rows.show(number, made::add, worker);
            partition.rows = made;
            return made;
        }
    }

    void close() {
        for (Partition partition : partitions) {
            synchronized (partition) {
                partition.rows = null;
            }
        }
    }
}
