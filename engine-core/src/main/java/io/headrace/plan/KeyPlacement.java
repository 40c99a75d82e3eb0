package io.headrace.plan;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * The plan's side of a user's partitioner. Its name and version are stored, for where a key lives is.
 *
 * <p><b>Threading:</b> any thread.
 */
public interface KeyPlacement extends Serializable {
    int partitions();

    /** From 0 up to the number of partitions. */
    int partitionFor(@Nullable Object key);

    String placementName();

    int placementVersion();
}
