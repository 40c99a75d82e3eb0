package io.headrace.affinity.plan;

import io.headrace.affinity.plan.WishList.Wish;
import io.headrace.affinity.topology.CpuSet;
import io.headrace.affinity.topology.Topology;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says in sentences what a plan decided and what had to give way.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PlanWords {
    private final Topology topology;
    private final CoreDemand demand;
    private final CpuSet taken;
    private final Supply supply;
    private final int threads;
    private final int workers;
    private final Set<Wish> granted;
    private final List<String> notes = new ArrayList<>();

    PlanWords(
            Topology topology,
            CoreDemand demand,
            CpuSet taken,
            Supply supply,
            int threads,
            int workers,
            Set<Wish> granted) {
        this.topology = topology;
        this.demand = demand;
        this.taken = taken;
        this.supply = supply;
        this.threads = threads;
        this.workers = workers;
        this.granted = granted;
    }

    /** {@code 4 of 8 online CPUs allowed, 2 of them taken by other contexts, a quota of 1.5 CPUs}. */
    static String whatThereIs(Topology topology, CpuSet taken) {
        StringBuilder text = new StringBuilder();
        text.append(topology.allowed().size())
                .append(" of ")
                .append(topology.online().size());
        text.append(" online CPUs allowed: ").append(topology.allowed());
        if (!taken.isEmpty())
            text.append("; taken by other contexts of this process: ").append(taken);
        if (topology.quota().isPresent())
            text.append("; a quota of ").append(quota(topology)).append(" CPUs");
        return text.toString();
    }

    List<String> notes(List<Assignment> assignments) {
        notes.add("There is room for " + count(threads, "busy thread") + " (" + whatThereIs(topology, taken) + ").");
        tellSupply();
        tellWorkers();
        tellShared(Role.RECEIVER, demand.receivers());
        tellShared(Role.WORKER, workers);
        tellServices(assignments);
        tellPinning(assignments);
        tellPlaces(assignments);
        return notes;
    }

    private void tellSupply() {
        int wanted = demand.receivers() + workers + 2;
        String demanded = count(demand.receivers(), "receiver") + ", " + count(workers, "worker")
                + ", one CPU for log and scheduler and one for" + " JIT, garbage collection and the system make "
                + wanted;
        switch (supply) {
            case AMPLE -> notes.add(demanded + ": each has a core.");
            case SIBLINGS ->
                notes.add(demanded + ": enough CPUs, but not enough cores. Some roles share a core as its SMT"
                        + " threads, so none spins.");
            case SCARCE ->
                notes.add(demanded + ", which is more than there are: roles share CPUs and park while they have"
                        + " nothing to do.");
            case QUOTA ->
                notes.add("A quota of " + quota(topology) + " CPUs holds: CPU time burnt while waiting would be"
                        + " missing when work comes, so nothing spins and everything parks.");
        }
    }

    private void tellWorkers() {
        if (demand.hasAutoWorkers()) {
            notes.add("The number of workers was left to the plan: " + workers
                    + (workers == demand.mostWorkers() ? " (as many as are of use to so few receivers)." : "."));
        }
    }

    private void tellShared(Role role, int count) {
        List<Integer> without = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!granted.contains(new Wish(role, i))) without.add(i);
        }
        if (without.isEmpty()) return;
        String which = CpuSet.of(without.stream().mapToInt(Integer::intValue).toArray())
                .toString();
        notes.add("Without a CPU of their own: " + without.size() + " of " + count(count, role.word()) + " (" + which
                + "). They share CPUs with everything else and take turns.");
    }

    private void tellServices(List<Assignment> assignments) {
        Map<Integer, Assignment> owners = new HashMap<>();
        List<String> shared = new ArrayList<>();
        List<String> riding = new ArrayList<>();
        for (Assignment assignment : assignments) {
            Assignment owner = owners.putIfAbsent(assignment.thread(), assignment);
            if (owner != null) {
                String other = owner.role().isNumbered() ? owner.name() : "the " + owner.name();
                riding.add("The " + assignment.name() + " runs on the thread of " + other + ".");
            } else if (isService(assignment.role()) && !granted.contains(new Wish(assignment.role(), 0))) {
                shared.add(assignment.name());
            }
        }
        if (!shared.isEmpty()) notes.add("Without a CPU of their own: " + String.join(", ", shared) + ".");
        notes.addAll(riding);
    }

    private static boolean isService(Role role) {
        return role.mayBePinned() && !role.isHot();
    }

    private void tellPinning(List<Assignment> assignments) {
        if (demand.pinning() == PinPolicy.OFF) {
            notes.add("Pinning is OFF: the system decides where threads run.");
        } else if (!topology.isPinnable()) {
            notes.add("Threads cannot be pinned here: all that is known is "
                    + topology.source().text() + ".");
        } else if (threads == 2 && demand.pinning() == PinPolicy.PREFERRED) {
            notes.add(
                    "With two CPUs only one thread is pinned; the other CPU stays for JIT, garbage collection and the system.");
        } else if (granted.size() >= threads && topology.quota().isEmpty()) {
            notes.add(
                    "Pinning is REQUIRED and takes every CPU: JIT, garbage collection and the system run beside hot roles.");
        }
        boolean isolated = assignments.stream()
                .anyMatch(assignment -> assignment.role() != Role.SPARE
                        && assignment.hasCpu()
                        && topology.cpu(assignment.cpu()).isolated());
        if (isolated) notes.add("Isolated CPUs (" + topology.isolated() + ") are used first.");
    }

    private void tellPlaces(List<Assignment> assignments) {
        List<Assignment> hot = assignments.stream()
                .filter(assignment -> assignment.role().isHot() && assignment.hasCpu())
                .toList();
        String slow = hot.stream()
                .filter(assignment -> topology.cpu(assignment.cpu()).efficient())
                .map(Assignment::name)
                .collect(Collectors.joining(", "));
        if (!slow.isEmpty()) notes.add("On efficient cores, because the fast ones do not suffice: " + slow + ".");
        String nodes = hot.stream()
                .map(assignment -> topology.cpu(assignment.cpu()).node())
                .distinct()
                .sorted()
                .map(node -> node == Topology.UNKNOWN ? "unknown" : String.valueOf(node))
                .collect(Collectors.joining(", "));
        if (nodes.contains(",")) {
            notes.add("Receivers and workers spread over several memory nodes (" + nodes
                    + "); each receiver is near to its workers where there was room.");
        }
    }

    static String count(int count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String quota(Topology topology) {
        return String.format(Locale.ROOT, "%.2f", topology.quota().orElse(0));
    }
}
