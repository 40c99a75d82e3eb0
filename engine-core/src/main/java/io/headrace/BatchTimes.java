package io.headrace;

/**
 * Is told how long each batch took, to the nanosecond and without garbage: for who measures. {@link StreamingListener} tells more, and
 * makes objects.
 *
 * <p><b>Threading:</b> the thread of the jobs, which waits meanwhile; {@link #batchCommitted} the thread of the log.
 */
@FunctionalInterface
public interface BatchTimes {
    /**
     * A batch is done.
     *
     * @param schedulingDelayNanos from its cut at the tick to its first stage
     * @param processingDelayNanos from there to the end of its last output
     */
    void batchDone(long batchTimeMillis, long records, long schedulingDelayNanos, long processingDelayNanos);

    /** A batch that is done is committed: its end is in the log, and a restart does not run it again. Called by the thread of the log. */
    default void batchCommitted(long batchTimeMillis) {}
}
