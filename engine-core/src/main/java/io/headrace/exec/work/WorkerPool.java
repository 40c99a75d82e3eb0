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
 * <p>A set that is less work than waking somebody for it, by what it was in the batches before, is run by the caller in place of the first
 * worker, whose tables and passes nobody else uses meanwhile: the worker waits for a call from its last answer on. If it turns out to be more, what
 * has not begun is handed over between two tasks. {@code docs/decisions/023-small-steps.md} has the reasons.
 *
 * <p><b>Threading:</b> the thread of the jobs runs sets; {@link #agents()} belong to their threads.
 */
public final class WorkerPool implements TaskRunner, AutoCloseable {
    private static final int NOBODY = -1;
    private static final long NO_LIMIT = Long.MAX_VALUE;

    private final int workers;
    private final List<WorkerAgent> agents = new ArrayList<>();
    private final TaskRound round = new TaskRound();
    private final TaskFailure failure = new TaskFailure();
    private final IdleStrategy idle;
    /** The only worker, or the thread that lets others work: for what it evaluates itself. */
    private final Worker caller;
    /** The calling thread in place of the first worker: the same passes and tables, room for blocks of its own. */
    private final Worker standIn;

    private final HandOver handOver;
    private @Nullable StageTimes times;
    private boolean busy;
    private boolean isBroken;
    private long hereNanos; // of the last set that was begun on this thread

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
        this.standIn = workers == 1 ? caller : new Worker(0, blockBytes);
        this.handOver = new HandOver();
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
            if (workers == 1) runHere(tasks, count, NO_LIMIT);
            else runWhereItPays(tasks, count);
        } finally {
            busy = false;
        }
        failure.rethrow();
    }

    private void runWhereItPays(TaskSet tasks, int count) {
        if (isBroken) throw new IllegalStateException("a worker of this pool has ended: its context is being stopped");
        StageTimes batch = times;
        int set = batch == null ? 0 : batch.nextSet();
        long records = batch == null ? 0 : batch.records();
        long nanos = 0;
        int done = 0;
        if (handOver.isSmall(set, count, records)) {
            done = runHere(tasks, count, handOver.mostHere(count));
            nanos = hereNanos;
        }
        if (done < count && !failure.isSet()) nanos += runThere(tasks, done, count);
        if (!failure.isSet()) handOver.ran(set, count, records, nanos);
    }

    /**
     * Runs tasks on this thread, in their order, as long as it may.
     *
     * @return how many of them have succeeded: all, unless one failed or time was up
     */
    private int runHere(TaskSet tasks, int count, long mostNanos) {
        long start = System.nanoTime();
        int task = 0;
        boolean goesOn = true;
        while (goesOn) {
            goesOn = TaskRound.runOne(tasks, task, standIn, failure)
                    && ++task < count
                    && (mostNanos == NO_LIMIT || System.nanoTime() - start <= mostNanos);
        }
        hereNanos = System.nanoTime() - start;
        long records = standIn.takeRecords();
        if (times != null) times.worked(caller.index(), hereNanos, task, records);
        return task;
    }

    @Override
    public void measure(StageTimes into) {
        times = into;
        handOver.tellApart(into.sets());
    }

    /**
     * Has the workers run the tasks from this one on.
     *
     * @return how long they were busy, all together
     */
    private long runThere(TaskSet tasks, int first, int count) {
        long start = System.nanoTime();
        round.begin(tasks, first, count);
        int called = Math.min(workers, count - first);
        for (int i = 0; i < called; i++) agents.get(i).call(round);
        int ended = NOBODY;
        for (int i = 0; i < called; i++) {
            if (!await(agents.get(i))) ended = i;
        }
        round.end();
        long wall = System.nanoTime() - start;
        long busyAll = 0;
        long longest = 0;
        for (int i = 0; i < called; i++) {
            WorkerAgent agent = agents.get(i);
            failure.merge(agent.takeFailure());
            busyAll += agent.busyNanos();
            longest = Math.max(longest, agent.busyNanos());
            if (times != null) agent.tell(times);
        }
        if (ended == NOBODY) {
            handOver.took(wall - longest);
            return busyAll;
        }
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
        if (standIn != caller) standIn.close();
    }

    @Override
    public String toString() {
        return workers + (workers == 1 ? " worker" : " workers");
    }
}
