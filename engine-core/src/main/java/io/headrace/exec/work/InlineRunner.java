package io.headrace.exec.work;

import io.headrace.exec.data.Worker;

/**
 * Runs tasks on the calling thread, one after the other: for a thread that evaluates beside the workers.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class InlineRunner implements TaskRunner {
    private final Worker worker;
    private final TaskFailure failure = new TaskFailure();

    /** @param worker the calling thread */
    public InlineRunner(Worker worker) {
        this.worker = worker;
    }

    @Override
    public int workers() {
        return 1;
    }

    @Override
    public void run(TaskSet tasks) throws Exception {
        if (TaskThread.isInTask())
            throw new IllegalStateException("tasks were started from inside a task, of partition "
                    + TaskThread.partition() + ": it would wait for itself");
        int count = tasks.tasks();
        for (int task = 0; task < count; task++) {
            if (!TaskRound.runOne(tasks, task, worker, failure)) break;
        }
        failure.rethrow();
    }
}
