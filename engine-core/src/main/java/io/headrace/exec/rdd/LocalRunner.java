package io.headrace.exec.rdd;

import io.headrace.TaskUpdates;
import io.headrace.exec.data.Worker;
import io.headrace.exec.work.TaskRunner;
import io.headrace.exec.work.TaskSet;

/**
 * Runs tasks on the thread that asks for them.
 *
 * <p><b>Threading:</b> any thread; stateless.
 */
final class LocalRunner implements TaskRunner {
    @Override
    public int workers() {
        return 1;
    }

    @Override
    public void run(TaskSet tasks) throws Exception {
        try (Worker worker = new Worker(0, 0)) { // lists are read without scratch space
            TaskUpdates all = TaskUpdates.none();
            for (int i = 0; i < tasks.tasks(); i++) {
                tasks.run(i, worker);
                all.add(TaskUpdates.takeOfTask());
            }
            all.apply();
        } finally {
            TaskUpdates unused = TaskUpdates.takeOfTask(); // of a task that failed
        }
    }
}
