package io.headrace;

import io.headrace.plan.KeyPlacement;
import org.jspecify.annotations.Nullable;

/**
 * Decides which partition of a keyed result a key goes to. Its name and version are stored with the state of the program: whoever
 * changes what {@link #getPartition} answers gives it another version.
 *
 * <p><b>Threading:</b> several workers may call it at once.
 */
public abstract class Partitioner implements KeyPlacement {
    private static final long serialVersionUID = 1;

    public abstract int numPartitions();

    /** From 0 up to the number of partitions; the same for the same key, in every process. */
    public abstract int getPartition(@Nullable Object key);

    /** The name that is stored; that of the class unless said otherwise. */
    public String name() {
        return getClass().getName();
    }

    /** The version that is stored. */
    public int version() {
        return 1;
    }

    @Override
    public final int partitions() {
        return numPartitions();
    }

    @Override
    public final int partitionFor(@Nullable Object key) {
        return getPartition(key);
    }

    @Override
    public final String placementName() {
        return name();
    }

    @Override
    public final int placementVersion() {
        return version();
    }
}
