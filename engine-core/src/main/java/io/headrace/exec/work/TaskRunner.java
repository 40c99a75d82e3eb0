package io.headrace.exec.work;

/**
 * Runs the tasks of a set and waits for all of them.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
public interface TaskRunner {
    /** How many workers there are, the caller included where it is one. */
    int workers();

    /**
     * Returns when all tasks have run.
     *
     * @throws Exception the failure of the lowest task that failed; the tasks that had begun have ended, the others are left out
     */
    void run(TaskSet tasks) throws Exception;

    /** From now on, what workers do is measured there. */
    default void measure(StageTimes times) {}
}
