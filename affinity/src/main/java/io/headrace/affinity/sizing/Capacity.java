package io.headrace.affinity.sizing;

import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.CorePlan;
import io.headrace.affinity.plan.Role;
import io.headrace.affinity.topology.Cache;
import io.headrace.affinity.topology.Cpu;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.Topology;
import java.util.HashMap;
import java.util.Map;

/**
 * What the CPUs of a plan can do, in CPUs that have a fast core for themselves.
 *
 * <p><b>Threading:</b> immutable.
 */
final class Capacity {
    private final CorePlan plan;
    private final CostModel costs;
    /** On which everything runs that has no CPU of its own: what is left over, or, if that is nothing, all. */
    private final CpuSet shared;

    private final Map<Integer, Integer> cpuOfThread = new HashMap<>();
    private final double fastestShared;
    private final double ofShared;

    Capacity(CorePlan plan, CostModel costs) {
        this.plan = plan;
        this.costs = costs;
        for (Assignment assignment : plan.assignments()) {
            if (assignment.hasCpu() && assignment.role() != Role.SPARE)
                cpuOfThread.put(assignment.thread(), assignment.cpu());
        }
        CpuSet rest = plan.sharedCpus();
        this.shared = rest.isEmpty() ? plan.topology().allowed() : rest;
        this.fastestShared = shared.stream().mapToDouble(this::speed).max().orElse(1);
        this.ofShared = sumOfShared();
    }

    CorePlan plan() {
        return plan;
    }

    /** Whether a role runs on the shared CPUs; where all CPUs are given away, even those that own one do. */
    boolean shares(Assignment assignment) {
        int cpu = cpuOf(assignment);
        return cpu == Assignment.NO_CPU || shared.contains(cpu);
    }

    /** What a role's thread can have at most. */
    double of(Assignment assignment) {
        int cpu = cpuOf(assignment);
        return cpu == Assignment.NO_CPU ? fastestShared : own(cpu);
    }

    /** A role that runs on another one's thread has no CPU of its own, but that thread may. */
    private int cpuOf(Assignment assignment) {
        return cpuOfThread.getOrDefault(assignment.thread(), Assignment.NO_CPU);
    }

    /** What a CPU gives to the role that it belongs to: less when another role's CPU is on the same core. */
    private double own(int cpu) {
        CpuSet others = unit(cpu).and(plan.cpus()).minus(CpuSet.of(cpu));
        return speed(cpu) * (others.isEmpty() ? 1 : costs.get(Cost.SMT_SHARE));
    }

    /** What the shared CPUs give together. */
    double ofShared() {
        return ofShared;
    }

    private double sumOfShared() {
        CpuSet busy = plan.cpus().or(shared);
        double sum = 0;
        for (int cpu : shared.stream().toArray()) {
            CpuSet others = unit(cpu).and(busy).minus(CpuSet.of(cpu));
            sum += speed(cpu) * (others.isEmpty() ? 1 : costs.get(Cost.SMT_SHARE));
        }
        return sum;
    }

    /** What a worker may count on of the caches: its share of the outermost one, within the limit that the costs set. */
    double workerCacheBytes() {
        Assignment worker = plan.of(Role.WORKER);
        int cpu = worker.hasCpu() ? worker.cpu() : plan.topology().allowed().first();
        Cache last = plan.topology().lastLevelCache(cpu);
        double limit = costs.get(Cost.CACHE_BYTES);
        if (last == null || last.bytes() == 0) return limit;
        return Math.min(
                limit,
                (double) last.bytes()
                        / Math.max(1, last.cpus().and(plan.topology().online()).size()));
    }

    /** The memory nodes near to the plan's CPUs. */
    int nodes() {
        CpuSet used = plan.cpus().or(shared);
        long nodes = used.stream()
                .map(cpu -> plan.topology().cpu(cpu).node())
                .filter(node -> node != Topology.UNKNOWN)
                .distinct()
                .count();
        return (int) Math.max(1, nodes);
    }

    private CpuSet unit(int number) {
        Cpu cpu = plan.topology().cpu(number);
        return cpu.siblings().isEmpty() ? CpuSet.of(number) : cpu.siblings();
    }

    private double speed(int cpu) {
        return (double) plan.topology().cpu(cpu).capacity() / Cpu.FULL_CAPACITY;
    }
}
