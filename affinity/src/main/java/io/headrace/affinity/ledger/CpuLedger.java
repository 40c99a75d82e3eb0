package io.headrace.affinity.ledger;

import io.headrace.affinity.topology.CpuSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The CPUs that are taken, and by whom: two contexts of one process never get the same. Other processes are not seen; they are
 * kept apart by cpusets.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class CpuLedger {
    private static final CpuLedger PROCESS = new CpuLedger();

    private final List<CpuLease> leases = new ArrayList<>();

    /** A ledger of its own, for tests and for plans that are never carried out. */
    public CpuLedger() {}

    /** The ledger of this process. */
    public static CpuLedger process() {
        return PROCESS;
    }

    /** All CPUs that somebody holds. */
    public synchronized CpuSet taken() {
        CpuSet taken = CpuSet.EMPTY;
        for (CpuLease lease : leases) taken = taken.or(lease.cpus());
        return taken;
    }

    /**
     * Takes CPUs. The choice is made while nobody else can take any, so what it is told to be free stays so.
     *
     * @param owner who takes them, for messages
     * @param choose from the CPUs that are taken to those that are wanted; when it throws, nothing is taken
     * @throws IllegalStateException when the choice contains a CPU that somebody holds
     */
    public synchronized CpuLease take(String owner, UnaryOperator<CpuSet> choose) {
        CpuSet wanted = choose.apply(taken());
        for (CpuLease lease : leases) {
            if (!lease.cpus().intersects(wanted)) continue;
            throw new IllegalStateException(owner + " wants CPU " + lease.cpus().and(wanted) + ", which "
                    + lease.owner() + " holds; close that one first, or plan with what is left");
        }
        CpuLease lease = new CpuLease(this, owner, wanted);
        leases.add(lease);
        return lease;
    }

    synchronized void giveBack(CpuLease lease) {
        leases.remove(lease);
    }

    /** {@code orders: 1-3, clicks: 5}. */
    @Override
    public synchronized String toString() {
        return String.join(", ", leases.stream().map(CpuLease::toString).toList());
    }
}
