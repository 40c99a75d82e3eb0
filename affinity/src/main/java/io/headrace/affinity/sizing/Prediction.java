package io.headrace.affinity.sizing;

import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.CorePlan;
import io.headrace.affinity.plan.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is to be expected when a load, cut into a shape, runs on the CPUs of a plan.
 *
 * <p><b>Threading:</b> immutable.
 */
final class Prediction {
    static final String SHARED_CPUS = "sharedCpus";
    static final String QUOTA = "quota";
    static final String BATCH = "batch";
    static final String DISK = "disk";
    static final String MEMORY_BANDWIDTH = "memoryBandwidth";
    static final String MEMORY = "memory";
    static final String LATENCY = "latency";

    private static final List<Role> REPORTED =
            List.of(Role.RECEIVER, Role.WORKER, Role.LOG, Role.SCHEDULER, Role.JOB, Role.MAINTENANCE);

    /** A worker gets at least so much of a CPU: what else runs there does not starve it altogether. */
    private static final double LEAST_CAPACITY = 0.01;

    private final SizingRequest request;
    private final CostModel costs;
    private final CorePlan plan;
    private final Shape shape;
    private final Capacity capacity;
    private final Flow flow;
    private final RoleTimes times;
    private final double sharedCpu;
    private final double batchShare;
    private final Utilisation utilisation;

    Prediction(SizingRequest request, CostModel costs, Capacity capacity, Shape shape, KeyDraw draw) {
        this.request = request;
        this.costs = costs;
        this.plan = capacity.plan();
        this.capacity = capacity;
        this.shape = shape;
        flow = new Flow(request, costs, shape, draw, capacity.workerCacheBytes());
        times = new RoleTimes(request, costs, shape, flow);
        sharedCpu = plan.assignments().stream()
                .filter(capacity::shares)
                .mapToDouble(times::cpu)
                .sum();
        batchShare = times.batchShare(!plan.of(Role.WORKER).waitPolicy().burnsCpu()) / workerCapacity();
        utilisation = compute();
    }

    CorePlan plan() {
        return plan;
    }

    Shape shape() {
        return shape;
    }

    Flow flow() {
        return flow;
    }

    Utilisation utilisation() {
        return utilisation;
    }

    /** From the arrival of a record to the output of its batch, when it just misses a block and then a tick. */
    double latencyNanos() {
        return shape.blocks().intervalNanos() + shape.batchNanos() * (1 + batchShare) + costs.get(Cost.JITTER);
    }

    double recoveryNanos() {
        return flow.recoveryNanos(batchShare);
    }

    private Utilisation compute() {
        Utilisation.Builder loads = new Utilisation.Builder();
        double ceiling = costs.get(Cost.CPU_CEILING);
        Map<Integer, Double> busyOfThread = new HashMap<>();
        plan.assignments().forEach(role -> busyOfThread.merge(role.thread(), times.busy(role), Double::sum));
        for (Role role : REPORTED) {
            plan.assignments().stream()
                    .filter(assignment -> assignment.role() == role)
                    .forEach(assignment -> loads.add(
                            role.word(),
                            busyOfThread.getOrDefault(assignment.thread(), 0.0) / capacity.of(assignment),
                            ceiling));
        }
        loads.add(BATCH, batchShare, ceiling);
        loads.add(SHARED_CPUS, sharedCpu / capacity.ofShared(), ceiling);
        double cpu = plan.assignments().stream().mapToDouble(times::cpu).sum();
        plan.topology().quota().ifPresent(quota -> loads.add(QUOTA, cpu / quota, ceiling));
        addMachine(loads);
        return loads.build();
    }

    private void addMachine(Utilisation.Builder loads) {
        double disk = flow.diskBytesPerSecond() / costs.get(Cost.DISK_BANDWIDTH);
        loads.add(DISK, disk, costs.get(Cost.DISK_CEILING));
        double bandwidth = costs.get(Cost.MEMORY_BANDWIDTH) * capacity.nodes();
        loads.add(MEMORY_BANDWIDTH, flow.memoryBytesPerSecond() / bandwidth, costs.get(Cost.MEMORY_BANDWIDTH_CEILING));
        if (request.memoryBytes() > 0) {
            double needed = flow.offHeapBytes() + JvmFlags.heapBytes(request) + JvmFlags.OWN_BYTES;
            loads.addSteady(MEMORY, needed / request.memoryBytes(), costs.get(Cost.MEMORY_CEILING));
        }
        if (request.latencyGoal() != null) {
            loads.addSteady(LATENCY, latencyNanos() / request.latencyGoal().toNanos(), 1);
        }
    }

    /** What the worker that is placed worst gets of a CPU, when the others that run there have had theirs. */
    private double workerCapacity() {
        double least = Double.MAX_VALUE;
        double ofWorkers = 0;
        int sharing = 0;
        for (Assignment worker : plan.assignments()) {
            if (worker.role() != Role.WORKER) continue;
            least = Math.min(least, capacity.of(worker));
            if (!capacity.shares(worker)) continue;
            ofWorkers += times.cpu(worker);
            sharing++;
        }
        if (sharing > 0) least = Math.min(least, (capacity.ofShared() - (sharedCpu - ofWorkers)) / sharing);
        return Math.max(LEAST_CAPACITY, least);
    }
}
