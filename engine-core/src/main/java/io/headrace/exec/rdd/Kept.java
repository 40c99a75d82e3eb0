package io.headrace.exec.rdd;

import io.headrace.StorageLevel;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.spill.HeldRows;
import io.headrace.exec.spill.SpillScope;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a dataset that were computed once: whole partitions, each when it is first read, where the level says. A partition for which
 * a level of memory alone has no room is computed whenever it is read, as in Spark.
 *
 * <p><b>Threading:</b> several workers; a partition is computed by the first, and others that want it wait for that.
 */
final class Kept {
    private final Rows rows;
    private final StorageLevel level;
    private final StorageLevel oneCopy;
    private final Home home;
    private final Partition[] partitions;

    Kept(Rows rows, StorageLevel level, Home home) {
        this.rows = rows;
        this.level = level;
        this.home = home;
        SpillScope scope = home.scope();
        this.oneCopy = level.oneCopy(scope.space().strict(), scope.space()::warn);
        this.partitions = new Partition[rows.partitions()];
        for (int i = 0; i < partitions.length; i++) partitions[i] = new Partition();
    }

    private static final class Partition {
        @Nullable
        HeldRows held;

        boolean closed;
    }

    StorageLevel level() {
        return level;
    }

    void push(int partition, Sink sink, Worker worker) throws Exception {
        HeldRows held = computed(partition, worker);
        if (held == null || !held.isWhole()) rows.show(partition, sink, worker);
        else held.push(sink);
    }

    /** Null when the rows are kept no more. */
    private @Nullable HeldRows computed(int number, Worker worker) throws Exception {
        Partition partition = partitions[number];
        synchronized (partition) { // what it is computed from lies below: locks are taken from the top down
            if (partition.closed || partition.held != null) return partition.held;
            SpillScope scope = home.scope();
            HeldRows made = HeldRows.at(oneCopy, scope, scope.space().anyType(), "persist of " + describe());
            try {
                rows.show(number, made, worker);
                partition.held = made.seal();
            } finally {
                if (partition.held == null) made.close();
            }
            return made;
        }
    }

    private String describe() {
        String name = rows.name();
        return (name == null ? rows.word() : "\"" + name + "\"") + " on " + home.life();
    }

    void close() {
        for (Partition partition : partitions) {
            synchronized (partition) {
                partition.closed = true;
                if (partition.held != null) partition.held.close();
                partition.held = null;
            }
        }
    }
}
