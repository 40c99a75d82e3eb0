package io.headrace.exec.work;

import io.headrace.affinity.wait.IdleStrategy;
import io.headrace.exec.data.Worker;
import io.headrace.exec.role.Agent;
import io.headrace.exec.role.RoleThread;
import org.jctools.queues.SpscArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * One worker of several: waits for a set of tasks, helps with it, and answers.
 *
 * <p><b>Threading:</b> the agent's methods on the worker's thread; {@link #call}, {@link #hasAnswered}, {@link #takeFailure} and
 * {@link #tell} on the thread of the jobs.
 */
final class WorkerAgent implements Agent {
    private static final int ONE = 2; // the least that the queue takes; there is never more than one call

    private final Worker worker;
    private final IdleStrategy caller;
    private final SpscArrayQueue<TaskRound> calls = new SpscArrayQueue<>(ONE);
    private final SpscArrayQueue<TaskRound> answers = new SpscArrayQueue<>(ONE);
    private final TaskFailure failure = new TaskFailure();
    private @Nullable RoleThread thread;
    // Of the last call: written before the answer, read after it.
    private long busyNanos;
    private long tasksDone;
    private long recordsRead;
    private volatile boolean ended;

    WorkerAgent(Worker worker, IdleStrategy caller) {
        this.worker = worker;
        this.caller = caller;
    }

    void bind(RoleThread runner) {
        thread = runner;
    }

    void call(TaskRound round) {
        RoleThread runner = thread;
        if (runner == null) throw new IllegalStateException(roleName() + " was called before it has a thread");
        if (!calls.offer(round)) throw new IllegalStateException(roleName() + " was called twice");
        runner.wake();
    }

    boolean hasAnswered() {
        return answers.poll() != null;
    }

    boolean hasEnded() {
        return ended;
    }

    /** What failed, if anything did, until the next call. */
    TaskFailure takeFailure() {
        return failure;
    }

    /** How long the last call kept the worker. */
    long busyNanos() {
        return busyNanos;
    }

    /** What the last call took. */
    void tell(StageTimes times) {
        times.worked(worker.index(), busyNanos, tasksDone, recordsRead);
    }

    @Override
    public String roleName() {
        return "worker " + worker.index();
    }

    @Override
    public int doWork() {
        TaskRound round = calls.poll();
        if (round == null) return 0;
        failure.clear();
        long start = System.nanoTime();
        int done = round.work(worker, failure);
        busyNanos = System.nanoTime() - start;
        tasksDone = done;
        recordsRead = worker.takeRecords();
        // Its place is free: the one before has been taken.
        if (!answers.offer(round)) throw new IllegalStateException(roleName() + " answered twice");
        caller.wake();
        return Math.max(1, done);
    }

    @Override
    public void onClose() {
        ended = true;
        caller.wake();
        worker.close();
    }
}
