package io.headrace.exec.join;

import io.headrace.exec.data.Worker;
import io.headrace.exec.work.TaskSet;
import io.headrace.exec.work.TaskThread;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of the left side of a join, and behind them those of the right one: both sides of a batch are handed to the workers at once, who then wait for each other once. A side may
 * have none.
 *
 * <p><b>Threading:</b> as {@link TaskSet}.
 */
record TwoSides(@Nullable TaskSet left, @Nullable TaskSet right) implements TaskSet {
    @Override
    public int tasks() {
        return tasksOf(left) + tasksOf(right);
    }

    private static int tasksOf(@Nullable TaskSet side) {
        return side == null ? 0 : side.tasks();
    }

    @Override
    public void run(int task, Worker worker) throws Exception {
        int ofRight = task - tasksOf(left);
        if (left != null && ofRight < 0) {
            left.run(task, worker);
        } else if (right != null) {
            TaskThread.begin(ofRight); // what functions in front of the join are told
            right.run(ofRight, worker);
        }
    }
}
