package io.headrace.exec.work;

import org.jspecify.annotations.Nullable;

/**
 * The task that failed on one worker, and why.
 *
 * <p><b>Threading:</b> the worker, then, after it has answered, the thread of the jobs.
 */
final class TaskFailure {
    private int task;
    private @Nullable Throwable cause;

    void set(int failedTask, Throwable thrown) {
        task = failedTask;
        cause = thrown;
    }

    /** Forgets the failure. */
    void clear() {
        cause = null;
    }

    /** Takes over the other's failure if it is of a lower task; the higher one's is kept with it. */
    void merge(TaskFailure other) {
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
        cause = null;
        return first;
    }

    /** Throws what was thrown, if anything was, and forgets it. */
    void rethrow() throws Exception {
        Throwable thrown = cause;
        cause = null;
        if (thrown == null) return;
        if (thrown instanceof Error error) throw error;
        if (thrown instanceof Exception exception) throw exception;
        throw new IllegalStateException("a task threw what is neither an exception nor an error", thrown);
    }
}
