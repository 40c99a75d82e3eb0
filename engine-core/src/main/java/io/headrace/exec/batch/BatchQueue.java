package io.headrace.exec.batch;

import org.jspecify.annotations.Nullable;

/**
 * The batches that were cut and that nobody has begun, in order.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
public interface BatchQueue {
    /** The oldest, which stays there; null while there is none. */
    @Nullable
    Batch first();

    /** Takes the oldest out, which is the caller's until it is committed; null while there is none. */
    @Nullable
    Batch poll();
}
