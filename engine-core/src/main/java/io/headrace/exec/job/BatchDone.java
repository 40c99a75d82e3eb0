package io.headrace.exec.job;

import io.headrace.exec.batch.Batch;

/**
 * Is told of every batch that is done, before its object is given back.
 *
 * <p><b>Threading:</b> the thread of the jobs; makes no garbage.
 */
@FunctionalInterface
public interface BatchDone {
    /**
     * A batch is done.
     *
     * @param doneNanos when, by {@link System#nanoTime}
     */
    void batchDone(Batch batch, long records, long doneNanos, long processingNanos, long schedulingNanos);
}
