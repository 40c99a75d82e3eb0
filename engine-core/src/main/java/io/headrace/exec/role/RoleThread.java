package io.headrace.exec.role;

import io.headrace.affinity.Cores;
import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.Role;
import io.headrace.affinity.wait.IdleStrategy;
import io.headrace.exec.counters.Counter;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread of the engine: seats itself where the core plan says, and runs the agents of one or more roles in turn until it is
 * stopped or one of them fails.
 *
 * <pre>
 *            start            stop, or a failure       all agents closed
 *   (new) ----------> runs -------------------> closes ----------------> (ended)
 * </pre>
 *
 * <p>A failure, whatever it is, goes to the {@link FailureHandler} at once, with the name of the role; then every agent is closed, the
 * last one first. What they throw while closing is kept as suppressed exceptions of the failure. So nothing dies silently, and no
 * agent is left open because another one failed. A thread that is never started has not touched its agents, and has nothing to end.
 *
 * <p>An interrupt of a thread that goes on only ends its wait: it is cleared.
 *
 * <p><b>Threading:</b> any thread starts, wakes, stops, joins and asks; the agents run on the thread alone.
 */
public final class RoleThread {
    private static final Logger LOG = LoggerFactory.getLogger(RoleThread.class);

    private final String name;
    private final List<Agent> agents;
    private final Seating seating;
    private final IdleStrategy idle;
    private final Counter steps;
    private final Counter work;
    private final FailureHandler failures;
    private final Thread thread;
    /** The role that is in a step; written by the thread only. */
    private volatile String currentRole;

    private volatile boolean stopping;
    private volatile boolean ended;
    private volatile @Nullable Throwable failure;

    /** Takes the thread's place; what it gives back is closed when the thread ends. */
    @FunctionalInterface
    interface Seating {
        AutoCloseable enter() throws Exception;
    }

    /**
     * A thread that runs these agents on the CPU, and with the wait, that the core plan has for a role.
     *
     * @param contextName the context's name, for the name of the thread
     * @param seat the role whose CPU it is; the others ride with it
     * @param steps counts the rounds; it must move as long as the thread lives
     * @param work counts what the agents say they did
     */
    public RoleThread(
            String contextName,
            List<? extends Agent> agents,
            Cores cores,
            Assignment seat,
            Counter steps,
            Counter work,
            FailureHandler failures) {
        this(contextName, agents, cores, seat, seat.waitPolicy().newIdle(), steps, work, failures);
    }

    /** As the one before, with a strategy of its own for waiting: such as a longer sleep where the agents are woken for all their work. */
    public RoleThread(
            String contextName,
            List<? extends Agent> agents,
            Cores cores,
            Assignment seat,
            IdleStrategy idle,
            Counter steps,
            Counter work,
            FailureHandler failures) {
        this(contextName, agents, () -> cores.enter(seat.role(), seat.index()), idle, steps, work, failures);
        if (seat.role() == Role.MAINTENANCE) lowerPriority();
    }

    /** A thread that runs where the system puts it. */
    public RoleThread(
            String contextName,
            List<? extends Agent> agents,
            IdleStrategy idle,
            Counter steps,
            Counter work,
            FailureHandler failures) {
        this(contextName, agents, () -> () -> {}, idle, steps, work, failures);
    }

    RoleThread(
            String contextName,
            List<? extends Agent> agents,
            Seating seating,
            IdleStrategy idle,
            Counter steps,
            Counter work,
            FailureHandler failures) {
        if (agents.isEmpty()) throw new IllegalArgumentException("a thread of " + contextName + " without a role");
        this.agents = List.copyOf(agents);
        this.name = agents.stream().map(Agent::roleName).collect(Collectors.joining(" + "));
        this.seating = seating;
        this.idle = idle;
        this.steps = steps;
        this.work = work;
        this.failures = failures;
        this.currentRole = name;
        thread = new Thread(this::run, contextName + ": " + name);
        // A service that forgets to stop its context can still end.
        thread.setDaemon(true);
    }

    @SuppressWarnings("ThreadPriorityCheck") // a hint, where the system takes it
    private void lowerPriority() {
        thread.setPriority(Thread.MIN_PRIORITY);
    }

    /** Starts the thread; only once. */
    public void start() {
        thread.start();
    }

    /** Ends the thread's wait, after work for it has been made visible. Cheap where it does not sleep. */
    public void wake() {
        idle.wake();
    }

    /** Lets the thread end after the step it is in. */
    public void stop() {
        stopping = true;
        idle.wake();
    }

    /** Interrupts a step that waits for something, after {@link #stop}: the last means. */
    public void interrupt() {
        if (!stopping) throw new IllegalStateException("stop " + name + " before it is interrupted");
        thread.interrupt();
    }

    /**
     * Waits until the thread has ended.
     *
     * @return null when it has; else what it is still doing, with its stack trace
     */
    public @Nullable String join(Duration deadline) throws InterruptedException {
        if (Thread.currentThread() == thread) return "the thread of " + name + " cannot wait for its own end";
        if (thread.getState() == Thread.State.NEW) return null;
        // Zero would wait for ever.
        long millis = Math.max(1, deadline.toMillis());
        thread.join(millis);
        if (!thread.isAlive()) return null;
        return name + " has not ended within " + millis + " ms: it is in " + currentRole + StackTraces.of(thread);
    }

    /** The roles that run on it: {@code log + scheduler}. */
    public String name() {
        return name;
    }

    /** The role that is in a step now, or was in the last one. */
    public String currentRole() {
        return currentRole;
    }

    /** How many rounds it has gone. */
    public long steps() {
        return steps.get();
    }

    /** Whether it has been started and has not ended. */
    public boolean isRunning() {
        return thread.isAlive();
    }

    /** Whether all its agents have been closed. */
    public boolean hasEnded() {
        return ended;
    }

    /** Why it ended before it was stopped; null when it did not. */
    public @Nullable Throwable failure() {
        return failure;
    }

    /** Of the thread, in this JVM. */
    long id() {
        return thread.getId();
    }

    /** Whether the caller is this thread. */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    StackTraceElement[] stackTrace() {
        return thread.getStackTrace();
    }

    private void run() {
        try {
            AutoCloseable seat = null;
            try {
                seat = seating.enter();
                for (Agent agent : agents) {
                    currentRole = agent.roleName();
                    agent.onStart();
                }
                loop();
            } catch (Throwable e) { // whatever it is: nothing may pass unseen
                if (!isAskedToEnd(e)) fail(e);
            }
            closeAgents();
            leave(seat);
        } finally {
            ended = true;
        }
    }

    private void loop() throws Exception {
        Agent[] inTurn = agents.toArray(new Agent[0]);
        String[] names = agents.stream().map(Agent::roleName).toArray(String[]::new);
        while (!stopping) {
            int done = 0;
            for (int i = 0; i < inTurn.length; i++) {
                if (inTurn.length > 1) currentRole = names[i];
                done += inTurn[i].doWork();
            }
            steps.increment();
            if (done > 0) {
                work.add(done);
                idle.idle(done);
            } else {
                pause(inTurn);
            }
        }
    }

    private void pause(Agent[] inTurn) {
        long most = Long.MAX_VALUE;
        for (Agent agent : inTurn) most = Math.min(most, agent.maxIdleNanos());
        // A pending interrupt would keep it from sleeping ever again.
        if (Thread.interrupted() && stopping) return;
        idle.idle(0, most);
    }

    /** A wait that was interrupted because the thread is to stop. */
    private boolean isAskedToEnd(Throwable e) {
        return stopping && e instanceof InterruptedException;
    }

    private void fail(Throwable cause) {
        if (failure != null) {
            if (failure != cause) failure.addSuppressed(cause);
            LOG.error("{} failed as well while it was closed: {}", currentRole, cause.toString());
            return;
        }
        failure = cause;
        try {
            failures.failed(currentRole, cause);
        } catch (Throwable e) { // it promised not to: then the log is all that is left
            cause.addSuppressed(e);
            LOG.error("the failure of {} could not be handed on", currentRole, cause);
        }
    }

    private void closeAgents() {
        for (int i = agents.size() - 1; i >= 0; i--) {
            Agent agent = agents.get(i);
            currentRole = agent.roleName();
            try {
                agent.onClose();
            } catch (Throwable e) { // the others are still to be closed
                fail(e);
            }
        }
    }

    private void leave(@Nullable AutoCloseable seat) {
        try {
            if (seat != null) seat.close();
        } catch (Throwable e) { // the thread ends anyway, and its mask with it
            fail(e);
        }
    }

    @Override
    public String toString() {
        return thread.getName();
    }
}
