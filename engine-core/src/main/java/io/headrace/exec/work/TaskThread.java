package io.headrace.exec.work;

import io.headrace.TaskContext;

/**
 * Marks a thread while it runs a task: whoever is called from user code can tell that it is inside one, and which.
 *
 * <p>A task that covers another partition than its number says calls {@link #begin} itself.
 *
 * <p><b>Threading:</b> each thread sees its own mark.
 */
public final class TaskThread {
    private TaskThread() {}

    /** Whether the caller is called from a task. */
    public static boolean isInTask() {
        return TaskContext.isInside();
    }

    /**
     * The partition of the task that runs on this thread.
     *
     * @throws IllegalStateException outside of a task
     */
    public static int partition() {
        if (!TaskContext.isInside()) {
            throw new IllegalStateException("thread '" + Thread.currentThread().getName()
                    + "' runs no task: a partition can be asked for inside a function that the engine calls only");
        }
        return TaskContext.partitionId();
    }

    /** The calling thread works on this partition from now on. */
    public static void begin(int partition) {
        TaskContext.enterPartition(partition);
    }

    public static void end() {
        TaskContext.leavePartition();
    }
}
