package io.headrace.exec.work;

import io.headrace.TaskUpdates;
import io.headrace.exec.data.Worker;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** The padding before {@link TaskRoundNext}: the fields of the set are read by all, the next task is written by all. */
class TaskRoundSet {
    @Nullable
    TaskSet tasks;

    int count;

    long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14, a15;
}

/** What the workers compete for, on a line of its own. */
class TaskRoundNext extends TaskRoundSet {
    @SuppressWarnings("unused") // through NEXT
    volatile int next;

    volatile boolean failed;
}

/**
 * One set of tasks on its way through the workers. There is one object, used for each set.
 *
 * <p>Tasks are begun in the order of their numbers. After a failure no further one is begun; a task that was taken is run, so when
 * several tasks would fail, the lowest of them has always begun: the failure that is told does not depend on who was faster.
 *
 * <p><b>Threading:</b> filled by the thread of the jobs while no worker has it; handed over, and back, by queues.
 */
final class TaskRound extends TaskRoundNext {
    private static final VarHandle NEXT;

    static {
        try {
            NEXT = MethodHandles.lookup().findVarHandle(TaskRoundNext.class, "next", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    long b00, b01, b02, b03, b04, b05, b06, b07, b08, b09, b10, b11, b12, b13, b14, b15;

    /** From this task on: those before it have run. */
    void begin(TaskSet set, int first, int size) {
        tasks = set;
        count = size;
        failed = false;
        next = first;
    }

    /** Nobody begins a further task. */
    void giveUp() {
        failed = true;
    }

    void end() {
        tasks = null;
    }

    /**
     * Takes and runs tasks until there are none.
     *
     * @return how many this worker ran
     */
    int work(Worker worker, TaskFailure failure) {
        TaskSet set = tasks;
        if (set == null) throw new IllegalStateException("worker " + worker.index() + " was called for no tasks");
        int last = count;
        int done = 0;
        while (!failed) {
            int task = (int) NEXT.getAndAdd(this, 1);
            if (task >= last) break;
            done++;
            if (!runOne(set, task, worker, failure)) failed = true;
        }
        return done;
    }

    static boolean runOne(TaskSet set, int task, Worker worker, TaskFailure failure) {
        TaskThread.begin(task);
        try {
            set.run(task, worker);
            failure.succeeded(task);
            return true;
        } catch (Throwable e) { // handed to whoever waits for the set
            failure.set(task, e);
            TaskUpdates unused = TaskUpdates.takeOfTask();
            return false;
        } finally {
            TaskThread.end();
        }
    }
}
