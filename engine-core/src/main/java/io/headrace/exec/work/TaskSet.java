package io.headrace.exec.work;

import io.headrace.exec.data.Worker;

/**
 * Pieces of one stage's work that may run in any order, on any worker.
 *
 * <p><b>Threading:</b> {@link #run} by several workers at once, for different tasks.
 */
public interface TaskSet {
    int tasks();

    void run(int task, Worker worker) throws Exception;
}
