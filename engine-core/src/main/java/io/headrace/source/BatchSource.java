package io.headrace.source;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An input of explicit batches: asked at each tick what its batch is.
 *
 * <p><b>Threading:</b> one thread, that of the ticks.
 */
@FunctionalInterface
public interface BatchSource<T extends @Nullable Object> extends Serializable {
    /**
     * The elements of the batch of this time, partition by partition; or null when there is no dataset for this interval, which is
     * something else than an empty one.
     */
    @Nullable
    List<List<T>> batchAt(long timeMillis) throws Exception;
}
