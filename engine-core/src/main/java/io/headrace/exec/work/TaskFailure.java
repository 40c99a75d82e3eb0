package io.headrace.exec.work;

import io.headrace.TaskUpdates;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of the tasks that one worker ran, beside their results: what they gave to accumulators, and the task that failed, and why.
 *
 * <p><b>Threading:</b> the worker, then, after it has answered, the thread of the jobs.
 */
final class TaskFailure {
    private int task;
    private @Nullable Throwable cause;
    private final List<Added> added = new ArrayList<>();

    private record Added(int task, TaskUpdates updates) {}

    /** A task has succeeded: takes what it gave to accumulators. */
    void succeeded(int doneTask) {
        TaskUpdates updates = TaskUpdates.takeOfTask();
        if (updates != null) added.add(new Added(doneTask, updates));
    }

    /** All tasks have ended: counts what they gave to accumulators, in their order, if none failed. */
    private void count() {
        if (added.isEmpty()) return;
        if (cause == null) {
            added.sort(Comparator.comparingInt(Added::task));
            TaskUpdates all = TaskUpdates.none();
            for (Added one : added) all.add(one.updates());
            all.apply();
        }
        added.clear();
    }

    void set(int failedTask, Throwable thrown) {
        task = failedTask;
        cause = thrown;
    }

    /** Whether a task has failed. */
    boolean isSet() {
        return cause != null;
    }

    /** Forgets the failure. */
    void clear() {
        cause = null;
        added.clear();
    }

    /** Takes over the other's failure if it is of a lower task; the higher one's is kept with it. */
    void merge(TaskFailure other) {
        if (!other.added.isEmpty()) added.addAll(other.added);
        if (other.cause == null) return;
        if (cause == null) {
            set(other.task, other.cause);
            return;
        }
        boolean otherIsLower = other.task < task;
        Throwable lower = otherIsLower ? other.cause : cause;
        Throwable higher = otherIsLower ? cause : other.cause;
        if (lower != higher) lower.addSuppressed(higher);
        if (otherIsLower) set(other.task, other.cause);
    }

    /** The exception that goes first, with this failure in it, which is then forgotten. */
    IllegalStateException keptIn(IllegalStateException first) {
        if (cause != null) first.addSuppressed(cause);
        clear();
        return first;
    }

    /** Throws what was thrown, if anything was, and forgets it; else what was added counts. */
    void rethrow() throws Exception {
        count();
        Throwable thrown = cause;
        cause = null;
        if (thrown == null) return;
        if (thrown instanceof Error error) throw error;
        if (thrown instanceof Exception exception) throw exception;
        throw new IllegalStateException("a task threw what is neither an exception nor an error", thrown);
    }
}
