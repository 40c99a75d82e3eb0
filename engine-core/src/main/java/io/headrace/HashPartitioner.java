package io.headrace;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Places a key by its {@code hashCode}, as Spark does; so keys must have one that is the same in every process: enums and arrays
 * have not. A number of partitions alone, without a partitioner, places keys by a hash of their bytes instead.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class HashPartitioner extends Partitioner {
    private static final long serialVersionUID = 1;

    private final int partitions;

    public HashPartitioner(int partitions) {
        if (partitions < 1)
            throw new IllegalArgumentException("a hash partitioner of " + partitions + " partitions; give 1 or more");
        this.partitions = partitions;
    }

    @Override
    public int numPartitions() {
        return partitions;
    }

    @Override
    public int getPartition(@Nullable Object key) {
        return Math.floorMod(Objects.hashCode(key), partitions);
    }

    @Override
    public String name() {
        return "hash";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof HashPartitioner same && same.partitions == partitions;
    }

    @Override
    public int hashCode() {
        return partitions;
    }
}
