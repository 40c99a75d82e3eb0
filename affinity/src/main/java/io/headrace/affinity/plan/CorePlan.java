package io.headrace.affinity.plan;

import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.Topology;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which role runs where and how it waits. Made by {@link CorePlanner}.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class CorePlan {
    private final Topology topology;
    private final CoreDemand demand;
    private final Supply supply;
    private final int available;
    private final List<Assignment> assignments;
    private final CpuSet cpus;
    private final CpuSet sharedCpus;
    private final boolean degraded;
    private final List<String> notes;

    CorePlan(
            Topology topology,
            CoreDemand demand,
            Supply supply,
            int available,
            List<Assignment> assignments,
            CpuSet sharedCpus,
            boolean degraded,
            List<String> notes) {
        this.topology = topology;
        this.demand = demand;
        this.supply = supply;
        this.available = available;
        this.assignments = List.copyOf(assignments);
        this.cpus = CpuSet.of(assignments.stream()
                .filter(assignment -> assignment.role() != Role.SPARE && assignment.hasCpu())
                .mapToInt(Assignment::cpu)
                .toArray());
        this.sharedCpus = sharedCpus;
        this.degraded = degraded;
        this.notes = List.copyOf(notes);
    }

    public Topology topology() {
        return topology;
    }

    public CoreDemand demand() {
        return demand;
    }

    public Supply supply() {
        return supply;
    }

    /** CPUs that this plan could draw on: allowed, not taken by others, and no more than the quota pays for. */
    public int available() {
        return available;
    }

    public int receivers() {
        return demand.receivers();
    }

    /** The workers, decided on if they were left to the plan. */
    public int workers() {
        return (int) assignments.stream()
                .filter(assignment -> assignment.role() == Role.WORKER)
                .count();
    }

    /** All roles: receivers, log, scheduler, workers, job, maintenance, console, spare. */
    public List<Assignment> assignments() {
        return assignments;
    }

    /** What is planned for a role of which there is one. */
    public Assignment of(Role role) {
        return of(role, 0);
    }

    public Assignment of(Role role, int index) {
        for (Assignment assignment : assignments) {
            if (assignment.role() == role && assignment.index() == index) return assignment;
        }
        throw new IllegalArgumentException("this plan has no " + role.word() + " " + index);
    }

    /** The role on whose thread this one runs, on its CPU and with its wait; empty for a role with a thread of its own. */
    public Optional<Assignment> owner(Assignment assignment) {
        return assignments.stream()
                .filter(other -> other.thread() == assignment.thread())
                .findFirst()
                .filter(first -> first.role() != assignment.role());
    }

    /** The CPUs that belong to one role each: the ones to be pinned to. */
    public CpuSet cpus() {
        return cpus;
    }

    /** The CPUs that nobody is pinned to: for roles without a CPU, JIT, garbage collection and the system. May be empty. */
    public CpuSet sharedCpus() {
        return sharedCpus;
    }

    /** Whether roles have to share CPUs that had better not. */
    public boolean isDegraded() {
        return degraded;
    }

    /** What was decided and why, and what had to give way, in sentences. */
    public List<String> notes() {
        return notes;
    }

    /** The plan for people: a line a role, then the sentences. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        for (Assignment assignment : assignments) {
            boolean spare = assignment.role() == Role.SPARE;
            String where = assignment.hasCpu()
                    ? "CPU " + assignment.cpu()
                    : owner(assignment).map(owner -> "with " + owner.name()).orElse("shared");
            String rest = sharedCpus.isEmpty() ? "none" : "CPU " + sharedCpus;
            String how = assignment.waitPolicy().name().toLowerCase(Locale.ROOT).replace('_', ' ');
            String line = String.format("%-14s %-14s %s", assignment.name(), spare ? rest : where, spare ? "" : how);
            text.append(line.stripTrailing()).append(System.lineSeparator());
        }
        for (String note : notes) text.append("- ").append(note).append(System.lineSeparator());
        return text.toString();
    }

    @Override
    public String toString() {
        return PlanWords.count(demand.receivers(), "receiver") + " and " + PlanWords.count(workers(), "worker") + " on "
                + available + " CPUs (" + supply + ")";
    }
}
