package io.headrace.affinity.plan;

import io.headrace.affinity.plan.CpuPool.Slot;
import io.headrace.affinity.plan.WishList.Wish;
import io.headrace.affinity.wait.WaitPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Writes the assignments down: the CPU of each role, its wait, and its thread.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Roles {
    private final CoreDemand demand;
    private final Supply supply;
    private final int threads;
    private final boolean pinned;
    private final Map<Wish, Slot> placed;
    private final List<Assignment> assignments = new ArrayList<>();
    private int nextThread;

    Roles(CoreDemand demand, Supply supply, int threads, boolean pinned, Map<Wish, Slot> placed) {
        this.demand = demand;
        this.supply = supply;
        this.threads = threads;
        this.pinned = pinned;
        this.placed = placed;
    }

    List<Assignment> assign(int workers, int spareCpu) {
        boolean hotFits = demand.receivers() + workers <= threads;
        for (int i = 0; i < demand.receivers(); i++) add(Role.RECEIVER, i, hotFits);
        Assignment firstWorker = add(Role.WORKER, 0, hotFits);
        for (int i = 1; i < workers; i++) add(Role.WORKER, i, hotFits);
        addTicks(hotFits);
        if (workers == 1) {
            // It would only wait for that worker, and the other way round.
            ride(Role.JOB, firstWorker);
        } else {
            add(Role.JOB, 0, hotFits);
        }
        add(Role.MAINTENANCE, 0, hotFits);
        add(Role.CONSOLE, 0, hotFits);
        assignments.add(new Assignment(Role.SPARE, 0, spareCpu, WaitPolicy.BLOCK, nextThread));
        return assignments;
    }

    /** What is cut at a tick is written by the log: one thread, because the log has one writer. */
    private void addTicks(boolean hotFits) {
        if (demand.log()) {
            ride(Role.SCHEDULER, add(Role.LOG, 0, hotFits));
        } else {
            add(Role.SCHEDULER, 0, hotFits);
        }
    }

    /** On another role's thread, and so on its CPU and with its wait. */
    private void ride(Role role, Assignment owner) {
        assignments.add(new Assignment(role, 0, Assignment.NO_CPU, owner.waitPolicy(), owner.thread()));
    }

    private Assignment add(Role role, int index, boolean hotFits) {
        Slot slot = placed.get(new Wish(role, index));
        boolean isolated = pinned && slot != null && slot.stratum().isIsolated();
        WaitPolicy wait = CorePlanner.wait(role, supply, slot != null, isolated, hotFits);
        int cpu = pinned && slot != null ? slot.cpu() : Assignment.NO_CPU;
        Assignment assignment = new Assignment(role, index, cpu, wait, nextThread++);
        assignments.add(assignment);
        return assignment;
    }
}
