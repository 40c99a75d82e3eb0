package io.headrace.affinity.plan;

import io.headrace.affinity.plan.CpuPool.Slot;
import io.headrace.affinity.plan.WishList.Wish;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.Topology;
import io.headrace.affinity.wait.WaitPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Makes the plan of an engine on a machine. The same input gives the same plan, and taking CPUs away never gives a better one:
 * no role gains a CPU or a hotter wait, and no worker is added.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class CorePlanner {
    /** Beside receivers and workers: one CPU for log and scheduler, one for JIT, garbage collection and the system. */
    private static final int OTHERS = 2;

    private final Topology topology;
    private final CoreDemand demand;
    private final CpuSet taken;
    private final CpuPool pool;
    /** CPUs that can be busy at once. */
    private final int threads;
    /** Of these, physical cores. */
    private final int cores;

    private CorePlanner(Topology topology, CoreDemand demand, CpuSet taken) {
        this.topology = topology;
        this.demand = demand;
        this.taken = taken;
        this.pool = new CpuPool(topology, taken);
        this.threads = threads();
        this.cores = Math.min(pool.units(), threads);
    }

    /**
     * The plan for a machine of which nothing is taken yet.
     *
     * @throws PlanRefusedException when the demand is strict, or pinning required, and the machine too small
     */
    public static CorePlan plan(Topology topology, CoreDemand demand) {
        return plan(topology, demand, CpuSet.EMPTY);
    }

    /**
     * The plan for what is left of a machine.
     *
     * @param taken CPUs that belong to other contexts of this process
     * @throws PlanRefusedException when the demand is strict, or pinning required, and too little is left
     */
    public static CorePlan plan(Topology topology, CoreDemand demand, CpuSet taken) {
        CorePlanner planner = new CorePlanner(topology, demand, taken.and(topology.allowed()));
        planner.refuseWhatCannotBe();
        return planner.plan();
    }

    private int threads() {
        int available = pool.available().size();
        if (topology.quota().isEmpty()) return available;
        int paid = (int) Math.min(Integer.MAX_VALUE, Math.ceil(topology.quota().getAsDouble())) - taken.size();
        return Math.min(available, Math.max(1, paid));
    }

    private void refuseWhatCannotBe() {
        boolean required = demand.pinning() == PinPolicy.REQUIRED;
        if (required && !topology.isPinnable()) {
            throw new PlanRefusedException(
                    "pinning is REQUIRED, but threads cannot be pinned here ("
                            + topology.source().text() + "); set it to PREFERRED",
                    demand.receivers() + demand.leastWorkers(),
                    0);
        }
        int needed = demand.receivers() + demand.leastWorkers();
        if (needed <= threads || !(demand.strict() || required)) return;
        throw new PlanRefusedException(
                (required ? "pinning is REQUIRED" : "the plan is strict") + ": " + demand.receivers()
                        + " receivers and "
                        + demand.leastWorkers() + " workers need " + needed + " CPUs, but there are " + threads + " ("
                        + PlanWords.whatThereIs(topology, taken)
                        + "). Use fewer receivers or workers, give the process more CPUs, or allow sharing (not strict,"
                        + " pinning PREFERRED)",
                needed,
                threads);
    }

    private CorePlan plan() {
        // One core stays for JIT, garbage collection and the system.
        List<Wish> wishes = WishList.of(demand, cores - 1);
        int workers =
                (int) wishes.stream().filter(wish -> wish.role() == Role.WORKER).count();
        List<Wish> granted = new ArrayList<>();
        for (int i = 0; i < wishes.size(); i++) {
            if (isGranted(wishes.get(i).role(), i, workers)) granted.add(wishes.get(i));
        }
        List<Slot> slots = pool.slots().subList(0, granted.size());
        Map<Wish, Slot> placed = Placement.of(granted, slots, demand.receivers());
        Supply supply = supply(workers);
        boolean pinned = demand.pinning() != PinPolicy.OFF && topology.isPinnable();
        Roles roles = new Roles(demand, supply, threads, pinned, placed);
        List<Assignment> assignments = roles.assign(workers, spare(slots, pinned));
        boolean degraded = supply == Supply.SCARCE
                || granted.stream().filter(wish -> wish.role().isHot()).count() < demand.receivers() + workers;
        PlanWords words = new PlanWords(topology, demand, taken, supply, threads, workers, placed.keySet());
        return new CorePlan(
                topology,
                demand,
                supply,
                threads,
                assignments,
                shared(slots, pinned),
                degraded,
                words.notes(assignments));
    }

    /**
     * Receivers and workers get whatever CPU there is but one, which stays for everything else unless pinning all of them is
     * required; the others get physical cores only, and leave one.
     */
    private boolean isGranted(Role role, int position, int workers) {
        if (!role.isHot()) return position < cores - 1;
        boolean all = demand.pinning() == PinPolicy.REQUIRED && demand.receivers() + workers <= threads;
        return position < (all ? threads : threads - 1);
    }

    private Supply supply(int workers) {
        int wanted = demand.receivers() + workers + OTHERS;
        if (topology.quota().isPresent()) return Supply.QUOTA;
        if (cores >= wanted) return Supply.AMPLE;
        return threads >= wanted ? Supply.SIBLINGS : Supply.SCARCE;
    }

    private CpuSet shared(List<Slot> given, boolean pinned) {
        if (!pinned) return topology.allowed();
        int[] cpus = given.stream().mapToInt(Slot::cpu).toArray();
        return pool.available().minus(CpuSet.of(cpus));
    }

    private int spare(List<Slot> given, boolean pinned) {
        return topology.isPinnable() ? shared(given, pinned).first() : Assignment.NO_CPU;
    }

    /** The wait of a role; see {@code docs/decisions/004-core-plan.md} for the table. */
    static WaitPolicy wait(Role role, Supply supply, boolean ownCpu, boolean isolated, boolean hotFits) {
        if (supply == Supply.QUOTA || !role.mayBePinned() || role == Role.JOB) return WaitPolicy.BLOCK;
        if (supply == Supply.SCARCE) {
            // Receivers look at their sockets themselves: as long as each has a CPU to run on, short sleeps serve them
            // best.
            return role == Role.RECEIVER && hotFits ? WaitPolicy.YIELD_THEN_PARK : WaitPolicy.BLOCK;
        }
        if (supply == Supply.SIBLINGS || !ownCpu) return WaitPolicy.YIELD_THEN_PARK;
        if (isolated) return WaitPolicy.SPIN;
        // The scheduler wakes for ticks, whose time it knows: no need to burn a core in between.
        return role == Role.SCHEDULER ? WaitPolicy.YIELD_THEN_PARK : WaitPolicy.SPIN_THEN_YIELD;
    }
}
