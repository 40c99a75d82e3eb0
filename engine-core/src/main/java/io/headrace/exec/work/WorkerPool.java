package io.headrace.exec.work;

import io.headrace.affinity.wait.IdleStrategy;
import io.headrace.affinity.wait.WaitPolicy;
import io.headrace.exec.data.Worker;
import io.headrace.exec.role.Agent;
import io.headrace.exec.role.RoleThread;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs sets of tasks on the workers of a context.
 *
 * <p>With one worker the calling thread is the worker: it runs the tasks in their order, and nothing is handed over. With several, each
 * worker is an agent on a thread of its own: the caller hands the set to as many as there are tasks for, each takes the next task
 * until there are none, and answers; the caller waits for all the answers. Calls and answers go over single-producer single-consumer
 * queues, one pair a worker. Nothing is allocated for a set.
 *
 * <p><b>Threading:</b> the thread of the jobs runs sets; {@link #agents()} belong to their threads.
 */
public final class WorkerPool implements TaskRunner, AutoCloseable {
    private static final int NOBODY = -1;

    private final int workers;
    private final List<WorkerAgent> agents = new ArrayList<>();
    private final TaskRound round = new TaskRound();
    private final TaskFailure failure = new TaskFailure();
    private final IdleStrategy idle;
    /** The only worker, or the thread that lets others work: for what it evaluates itself. */
    private final Worker caller;

    private @Nullable StageTimes times;
    private boolean busy;
    private boolean isBroken;

    /**
     * A pool.
     *
     * @param blockBytes the longest block that a worker reads
     * @param callerWait how the thread of the jobs waits for the workers
     */
    public WorkerPool(int workers, int blockBytes, WaitPolicy callerWait) {
        if (workers < 1) throw new IllegalArgumentException("workers: " + workers + "; there is at least one");
        this.workers = workers;
        this.idle = callerWait.newIdle();
        this.caller = new Worker(workers == 1 ? 0 : workers, blockBytes);
        if (workers == 1) return;
        for (int i = 0; i < workers; i++) agents.add(new WorkerAgent(new Worker(i, blockBytes), idle));
    }

    /** The workers' agents, one for each thread; none with one worker, whose thread is the caller's. */
    public List<Agent> agents() {
        return List.copyOf(agents);
    }

    /** Names the thread that runs {@link #agents()}.get(worker), so that it can be called; before it is started. */
    public void bind(int worker, RoleThread thread) {
        agents.get(worker).bind(thread);
    }

    /** The calling thread as a worker: with one worker, that one; else one behind the others. */
    public Worker caller() {
        return caller;
    }

    @Override
    public int workers() {
        return workers;
    }

    @Override
    public void run(TaskSet tasks) throws Exception {
        if (TaskThread.isInTask()) {
            throw new IllegalStateException("tasks were started from inside a task, of partition "
                    + TaskThread.partition() + ": it would wait for itself");
        }
        int count = tasks.tasks();
        if (count <= 0) return;
        if (busy) throw new IllegalStateException("one set of tasks is being run already");
        busy = true;
        try {
            if (workers == 1) {
                runHere(tasks, count);
            } else {
                runThere(tasks, count);
            }
        } finally {
            busy = false;
        }
        failure.rethrow();
    }

    private void runHere(TaskSet tasks, int count) {
        long start = System.nanoTime();
        for (int task = 0; task < count; task++) {
            if (!TaskRound.runOne(tasks, task, caller, failure)) break;
        }
        long records = caller.takeRecords();
        if (times != null) times.worked(0, System.nanoTime() - start, count, records);
    }

    @Override
    public void measure(StageTimes into) {
        times = into;
    }

    private void runThere(TaskSet tasks, int count) {
        if (isBroken) throw new IllegalStateException("a worker of this pool has ended: its context is being stopped");
        round.begin(tasks, count);
        int called = Math.min(workers, count);
        for (int i = 0; i < called; i++) agents.get(i).call(round);
        int ended = NOBODY;
        for (int i = 0; i < called; i++) {
            if (!await(agents.get(i))) ended = i;
        }
        round.end();
        for (int i = 0; i < called; i++) {
            WorkerAgent agent = agents.get(i);
            failure.merge(agent.takeFailure());
            if (times != null) agent.tell(times);
        }
        if (ended == NOBODY) return;
        isBroken = true;
        throw failure.keptIn(new IllegalStateException(
                agents.get(ended).roleName() + " has ended with tasks in its hands: its context is being stopped"));
    }

    /** Waits for the answer; false when the worker has ended and none will come. */
    private boolean await(WorkerAgent agent) {
        boolean wasInterrupted = false;
        boolean hasAnswered;
        idle.reset();
        while (true) {
            // In this order: who has ended without having answered will not answer.
            boolean hasEnded = agent.hasEnded();
            hasAnswered = agent.hasAnswered();
            if (hasAnswered || hasEnded) break;
            idle.idle(0);
            // What was begun ends first; a pending interrupt would only keep this thread from sleeping.
            wasInterrupted |= Thread.interrupted();
        }
        if (wasInterrupted) Thread.currentThread().interrupt();
        if (!hasAnswered) round.giveUp();
        return hasAnswered;
    }

    /** Frees what the caller needed as a worker; on its thread. The workers free theirs on their own. */
    @Override
    public void close() {
        caller.close();
    }

    @Override
    public String toString() {
        return workers + (workers == 1 ? " worker" : " workers");
    }
}
