package io.headrace.exec.rdd;

import io.headrace.Partitioner;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.memory.table.KeyGroups;
import io.headrace.plan.Partitioning;
import org.jspecify.annotations.Nullable;

/**
 * Which partition a key goes to, in what is computed within a batch: the same as in what the engine computes by key.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param partitioner the user's; null: contiguous ranges of key groups
 */
record Placement(int partitions, @Nullable Partitioner partitioner, KeyGroups groups) {
    Placement {
        if (partitioner == null && partitions > groups.count())
            throw new IllegalArgumentException(partitions + " partitions of " + groups.count()
                    + " key groups: ask for fewer partitions, or set headrace.key.groups at the first start");
    }

    /** For one thread, which closes it. */
    KeyPlacer placer() {
        Partitioning partitioning = partitioner == null ? Partitioning.of(partitions) : Partitioning.of(partitioner);
        return KeyPlacer.of(partitioning, groups, partitions, null);
    }
}
