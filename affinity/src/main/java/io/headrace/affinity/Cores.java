package io.headrace.affinity;

import io.headrace.affinity.ledger.CpuLease;
import io.headrace.affinity.ledger.CpuLedger;
import io.headrace.affinity.pin.CpuPin;
import io.headrace.affinity.pin.TimeSlice;
import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.CoreDemand;
import io.headrace.affinity.plan.CorePlan;
import io.headrace.affinity.plan.CorePlanner;
import io.headrace.affinity.plan.PinPolicy;
import io.headrace.affinity.plan.Role;
import io.headrace.affinity.topology.Topology;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The cores of one engine: planned from what other engines of the process have left, taken so that nobody else gets them, and
 * given back on close. Threads pin themselves through it.
 *
 * <pre>{@code
 * try (Cores cores = Cores.reserve("orders", Topology.live(), CoreDemand.of(2))) {
 *     // on the thread of worker 0:
 *     try (Cores.Seat seat = cores.enter(Role.WORKER, 0)) { ... }
 * }
 * }</pre>
 *
 * <p>CPUs stay taken as long as a thread sits on one: those that are still in use when this is closed are given back when the
 * last of its threads leaves.
 *
 * <p><b>Threading:</b> any thread; a {@link Seat} belongs to the thread that entered.
 */
public final class Cores implements AutoCloseable {
    private final CorePlan plan;
    private final CpuLease lease;
    private int seated;
    private boolean closed;

    private Cores(CorePlan plan, CpuLease lease) {
        this.plan = plan;
        this.lease = lease;
    }

    /**
     * Plans and takes cores of this process.
     *
     * @param owner the engine's name, for messages
     * @throws io.headrace.affinity.plan.PlanRefusedException when the demand cannot be met and allows no less; nothing is taken
     */
    public static Cores reserve(String owner, Topology topology, CoreDemand demand) {
        return reserve(CpuLedger.process(), owner, topology, demand);
    }

    /** As {@link #reserve(String, Topology, CoreDemand)}, with a ledger of one's own. */
    public static Cores reserve(CpuLedger ledger, String owner, Topology topology, CoreDemand demand) {
        AtomicReference<@Nullable CorePlan> made = new AtomicReference<>();
        CpuLease lease = ledger.take(owner, taken -> {
            CorePlan plan = CorePlanner.plan(topology, demand, taken);
            made.set(plan);
            return plan.cpus();
        });
        CorePlan plan = made.get();
        if (plan == null) throw new IllegalStateException("the ledger took CPUs without asking which");
        return new Cores(plan, lease);
    }

    public CorePlan plan() {
        return plan;
    }

    /**
     * Seats the calling thread on the CPU of a role; a role without a CPU changes nothing.
     *
     * @throws io.headrace.affinity.pin.PinException when pinning is REQUIRED and fails
     * @throws IllegalStateException when this was closed
     */
    public Seat enter(Role role, int index) {
        Assignment assignment = plan.of(role, index);
        synchronized (this) {
            if (closed)
                throw new IllegalStateException(
                        assignment.name() + " comes too late: the cores of " + lease.owner() + " have been given back");
            seated++;
        }
        try {
            return new Seat(this, assignment, pin(assignment), slice(assignment));
        } catch (RuntimeException | Error e) {
            leave();
            throw e;
        }
    }

    private CpuPin pin(Assignment assignment) {
        boolean own = assignment.hasCpu() && assignment.role() != Role.SPARE;
        if (!own) return CpuPin.none(assignment.name() + " has no CPU of its own");
        return CpuPin.to(assignment.cpu(), plan.demand().pinning());
    }

    /** Who is woken for each batch and does little must not wait until a busy thread's turn is over; who spins never waits. */
    private TimeSlice slice(Assignment assignment) {
        boolean isWoken = plan.demand().pinning() != PinPolicy.OFF
                && !assignment.waitPolicy().burnsCpu()
                && switch (assignment.role()) {
                    case LOG, SCHEDULER, JOB, WORKER -> true;
                    default -> false;
                };
        return isWoken ? TimeSlice.shorten() : TimeSlice.unchanged();
    }

    private synchronized void leave() {
        seated--;
        if (closed && seated == 0) lease.close();
    }

    /** Gives the CPUs back, at once or when the last thread leaves. */
    @Override
    public synchronized void close() {
        if (closed) return;
        closed = true;
        if (seated == 0) lease.close();
    }

    @Override
    public String toString() {
        return lease.owner() + ": " + plan;
    }

    /**
     * The calling thread's place.
     *
     * <p><b>Threading:</b> the thread that entered.
     */
    public static final class Seat implements AutoCloseable {
        private final Cores cores;
        private final Assignment assignment;
        private final CpuPin pin;
        private final TimeSlice slice;
        private boolean left;

        private Seat(Cores cores, Assignment assignment, CpuPin pin, TimeSlice slice) {
            this.cores = cores;
            this.assignment = assignment;
            this.pin = pin;
            this.slice = slice;
        }

        public Assignment assignment() {
            return assignment;
        }

        public CpuPin pin() {
            return pin;
        }

        /** Gives the thread its former mask back, and turns as long as those of all others. */
        @Override
        public void close() {
            if (left) return;
            slice.close();
            pin.close();
            left = true;
            cores.leave();
        }
    }
}
