package io.headrace.exec.rdd;

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
            for (int i = 0; i < tasks.tasks(); i++) tasks.run(i, worker);
        }
    }
}
