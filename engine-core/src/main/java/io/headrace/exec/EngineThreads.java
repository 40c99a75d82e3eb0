package io.headrace.exec;

import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.CorePlan;
import io.headrace.affinity.plan.Role;
import io.headrace.affinity.wait.IdleStrategy;
import io.headrace.affinity.wait.WaitPolicy;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.intake.MaintenanceAgent;
import io.headrace.exec.job.OutputLane;
import io.headrace.exec.receive.ReceiverAgent;
import io.headrace.exec.role.Agent;
import io.headrace.exec.role.AllocationMeter;
import io.headrace.exec.role.FailureHandler;
import io.headrace.exec.role.RoleThread;
import io.headrace.exec.role.RoleWatchdog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one run. They start from the output to the input, and end from the input to the output, so that whoever hands
 * something over finds somebody to take it.
 *
 * <p><b>Threading:</b> one thread starts, one ends.
 */
final class EngineThreads {
    private static final Logger LOG = LoggerFactory.getLogger(EngineThreads.class);
    private static final Duration LAST_WAIT = Duration.ofSeconds(5);

    private final Assembly assembly;
    private final String name;
    private final FailureHandler failures;
    private final List<RoleThread> receivers = new ArrayList<>();
    private final List<RoleThread> workers = new ArrayList<>();
    private final List<RoleThread> lanes = new ArrayList<>();
    private final RoleThread intake;
    private final RoleThread job;
    private final @Nullable RoleThread sync;
    private final @Nullable RoleThread checkpoints;
    private final RoleThread maintenance;
    private final Sleeps sleeps;
    private final AllocationMeter allocations = new AllocationMeter();
    private int counted;

    EngineThreads(Assembly assembly, String name, FailureHandler failures) {
        this.assembly = assembly;
        this.name = name;
        this.failures = failures;
        this.sleeps = assembly.sleeps;
        CorePlan plan = assembly.plan();
        intake = thread(List.of(assembly.turns.owner(assembly.intake)), assembly.seats.intake());
        job = thread(jobAgents(), assembly.seats.jobs());
        List<Agent> agents = assembly.workers.agents();
        for (int i = 0; i < agents.size(); i++) {
            RoleThread worker = thread(List.of(agents.get(i)), plan.of(Role.WORKER, i));
            assembly.workers.bind(i, worker);
            workers.add(worker);
        }
        for (Inputs.Received received : assembly.inputs.received()) {
            // The threads that a user's receiver starts would inherit the CPU of the one that starts them.
            RoleThread receiver = received.isUnplanned()
                    ? unplanned(received.agent())
                    : thread(List.of(received.agent()), plan.of(Role.RECEIVER, receivers.size()));
            received.waker().wakes(receiver);
            receivers.add(receiver);
        }
        for (OutputLane lane : assembly.lanes) {
            RoleThread runner = unplanned(lane);
            lane.wakes(runner::wake);
            lanes.add(runner);
        }
        sync = assembly.sync == null ? null : unplanned(assembly.sync);
        checkpoints = assembly.checkpoints == null ? null : unplanned(assembly.checkpoints);
        Assignment aside = plan.of(Role.MAINTENANCE);
        maintenance = thread(maintenanceAgents(), aside, sleeps.idleUntilCalled(aside.waitPolicy()));
        assembly.wakeIntake.wakes(intake);
        assembly.wakeJobs.wakes(job);
        if (sync != null) assembly.wakeSync.wakes(sync);
    }

    /** While nothing comes, the intake as well. */
    private List<Agent> jobAgents() {
        if (!assembly.turns.mayLend()) return List.of(assembly.job);
        return List.of(assembly.job, assembly.turns.borrower(assembly.intake));
    }

    private RoleThread thread(List<Agent> agents, Assignment seat) {
        boolean looks = agents.get(0) instanceof ReceiverAgent;
        WaitPolicy policy = seat.waitPolicy();
        return thread(agents, seat, looks ? sleeps.idle(policy, agents.get(0)) : sleeps.idleUntilCalled(policy));
    }

    private RoleThread thread(List<Agent> agents, Assignment seat, IdleStrategy idle) {
        int instance = counted++;
        String label = agents.get(0).roleName();
        RoleThread thread = new RoleThread(
                name,
                agents,
                assembly.cores,
                seat,
                idle,
                assembly.counters.counter(CounterId.ROLE_STEPS, instance, label),
                assembly.counters.counter(CounterId.ROLE_WORK, instance, label),
                failures);
        return metered(thread, instance, label);
    }

    private RoleThread metered(RoleThread thread, int instance, String label) {
        allocations.watch(thread, assembly.counters.counter(CounterId.THREAD_ALLOCATED, instance, label));
        return thread;
    }

    private RoleThread unplanned(Agent agent) {
        int instance = counted++;
        RoleThread thread = new RoleThread(
                name,
                List.of(agent),
                sleeps.idle(WaitPolicy.BLOCK, agent),
                assembly.counters.counter(CounterId.ROLE_STEPS, instance, agent.roleName()),
                assembly.counters.counter(CounterId.ROLE_WORK, instance, agent.roleName()),
                failures);
        return metered(thread, instance, agent.roleName());
    }

    private List<Agent> maintenanceAgents() {
        List<Agent> agents = new ArrayList<>();
        List<RoleThread> watched = new ArrayList<>(receivers);
        watched.addAll(workers);
        watched.add(intake);
        watched.add(job);
        watched.addAll(lanes);
        if (sync != null) watched.add(sync);
        if (checkpoints != null) watched.add(checkpoints);
        agents.add(new RoleWatchdog(watched, RoleWatchdog.DEFAULT_LIMIT));
        agents.add(assembly.receiverEvents);
        agents.add(assembly.gauges);
        agents.add(allocations);
        agents.add(assembly.outputWatch);
        if (assembly.durable.log != null)
            agents.add(new MaintenanceAgent(assembly.durable.log, assembly.trimPoint, assembly.errors::record));
        return agents;
    }

    void start() {
        maintenance.start();
        if (sync != null) sync.start();
        if (checkpoints != null) checkpoints.start();
        workers.forEach(RoleThread::start);
        lanes.forEach(RoleThread::start);
        job.start();
        assembly.intake.begin();
        intake.start();
        receivers.forEach(RoleThread::start);
    }

    /** Whether the caller is one of these threads, and so cannot wait for their end. */
    boolean isOneOfThem() {
        return all().stream().anyMatch(RoleThread::isCurrent);
    }

    private List<RoleThread> all() {
        List<RoleThread> all = new ArrayList<>(receivers);
        all.add(job);
        all.addAll(workers);
        all.addAll(lanes);
        all.add(intake);
        if (sync != null) all.add(sync);
        if (checkpoints != null) all.add(checkpoints);
        all.add(maintenance);
        return all;
    }

    /** Ends the receivers; what they hold is in their rings then. */
    void stopReceivers(Deadline deadline) {
        end(receivers, deadline);
    }

    /** Waits until everything that was received is processed and committed: whether it was in time. */
    boolean drain(Deadline deadline) throws InterruptedException {
        assembly.intake.stop(true);
        while (!assembly.intake.isIdle() && intake.isRunning() && job.isRunning()) {
            if (deadline.isOver()) return false;
            intake.wake();
            deadline.pause();
        }
        if (assembly.checkpoints != null && assembly.intake.isIdle()) assembly.checkpoints.orderly();
        return true;
    }

    /**
     * Ends all threads, those of the jobs before the intake, which writes what they hand in.
     *
     * @return whether all have ended; what one that has not may still use must not be freed
     */
    boolean stopAll(Deadline deadline) {
        assembly.inputs.contextEnds(null);
        end(receivers, deadline);
        end(lanes, deadline);
        end(List.of(job), deadline);
        end(workers, deadline);
        assembly.intake.stop(false);
        end(List.of(intake), deadline);
        if (sync != null) end(List.of(sync), deadline);
        if (checkpoints != null) end(List.of(checkpoints), deadline);
        end(List.of(maintenance), deadline);
        return all().stream().noneMatch(RoleThread::isRunning);
    }

    private void end(List<RoleThread> threads, Deadline deadline) {
        threads.forEach(RoleThread::stop);
        boolean wasInterrupted = Thread.interrupted();
        for (RoleThread thread : threads) wasInterrupted |= join(thread, deadline);
        if (wasInterrupted) Thread.currentThread().interrupt();
    }

    /** Waits for a thread, then interrupts what it does, then gives up on it and says so. */
    private static boolean join(RoleThread thread, Deadline deadline) {
        try {
            if (thread.join(deadline.left()) == null) return false;
            thread.interrupt();
            String stuck = thread.join(LAST_WAIT);
            if (stuck != null) LOG.error("{}", stuck);
            return false;
        } catch (InterruptedException e) {
            return true; // whoever stops us is in a hurry: the others are told to stop as well
        }
    }
}
