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
        for (int i = 0; i < demand.receivers(); i++) add(Role.RECEIVER, i, hotFits, nextThread++);
        int firstWorker = nextThread;
        for (int i = 0; i < workers; i++) add(Role.WORKER, i, hotFits, nextThread++);
        if (demand.log()) add(Role.LOG, 0, hotFits, nextThread++);
        add(Role.SCHEDULER, 0, hotFits, ridesWithWorker(workers) ? firstWorker : nextThread++);
        for (Role role : List.of(Role.JOB, Role.MAINTENANCE, Role.CONSOLE)) add(role, 0, hotFits, nextThread++);
        assignments.add(new Assignment(Role.SPARE, 0, spareCpu, WaitPolicy.BLOCK, nextThread++));
        return assignments;
    }

    /** With a single worker that has to share anyway, a thread for ticks would only be switched to and from. */
    private boolean ridesWithWorker(int workers) {
        boolean crowded = supply == Supply.SCARCE || supply == Supply.QUOTA;
        return crowded && workers == 1 && !placed.containsKey(new Wish(Role.SCHEDULER, 0));
    }

    private void add(Role role, int index, boolean hotFits, int thread) {
        Slot slot = placed.get(new Wish(role, index));
        boolean isolated = pinned && slot != null && slot.stratum().isIsolated();
        WaitPolicy wait = CorePlanner.wait(role, supply, slot != null, isolated, hotFits);
        int cpu = pinned && slot != null ? slot.cpu() : Assignment.NO_CPU;
        assignments.add(new Assignment(role, index, cpu, wait, thread));
    }
}
