package io.headrace.exec.rdd;

import io.headrace.Partitioner;
import io.headrace.StreamingException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which partition a key goes to, in what is computed within a batch.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param partitioner the user's; null: by a hash of the key's {@code hashCode}
 */
record Placement(int partitions, @Nullable Partitioner partitioner) {
    /** Spreads the bits of hash codes that differ in few of them only. */
    private static final int SPREAD = 0x9e3779b9;

    static Placement of(Partitioner partitioner) {
        return new Placement(partitioner.numPartitions(), partitioner);
    }

    int partitionOf(@Nullable Object key) {
        if (partitioner == null) {
            long spread = Integer.toUnsignedLong(Objects.hashCode(key) * SPREAD);
            return (int) ((spread * partitions) >>> 32);
        }
        int partition = partitioner.getPartition(key);
        if (partition < 0 || partition >= partitions)
            throw new StreamingException("partitioner " + partitioner.name() + " puts key " + key + " into partition "
                    + partition + " of " + partitions + ": answer 0 to " + (partitions - 1));
        return partition;
    }
}
