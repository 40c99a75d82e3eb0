package io.headrace.exec.flow;

/**
 * Finds the rate of one input from what became of its batches.
 *
 * <p><b>Threading:</b> one thread.
 */
public interface RateEstimator {
    /** There is nothing to change. */
    double NO_ESTIMATE = -1;

    /**
     * A batch is done.
     *
     * @param doneNanos when, by a time that never goes back
     * @param cutNanos when it was cut, by the same time
     * @param records of this input
     * @param processingNanos from the first stage to the commit
     * @param schedulingNanos from the cut to the first stage
     * @return records a second from now on, or {@link #NO_ESTIMATE}
     */
    double batchDone(long doneNanos, long cutNanos, long records, long processingNanos, long schedulingNanos);
}
