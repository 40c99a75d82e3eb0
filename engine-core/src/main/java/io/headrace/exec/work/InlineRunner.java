package io.headrace.exec.work;

import io.headrace.exec.data.Worker;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on the calling thread, one after the other: for a thread that evaluates beside the workers.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class InlineRunner implements TaskRunner {
    private final Worker worker;
    private final int place;
    private final TaskFailure failure = new TaskFailure();
    private @Nullable StageTimes times;

    /**
     * A runner.
     *
     * @param worker the calling thread
     * @param place among the workers under which what it does is measured
     */
    public InlineRunner(Worker worker, int place) {
        this.worker = worker;
        this.place = place;
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
        long start = System.nanoTime();
        for (int task = 0; task < count; task++) {
            if (!TaskRound.runOne(tasks, task, worker, failure)) break;
        }
        long records = worker.takeRecords();
        if (times != null) times.worked(place, System.nanoTime() - start, count, records);
        failure.rethrow();
    }

    @Override
    public void measure(StageTimes into) {
        times = into;
    }
}
