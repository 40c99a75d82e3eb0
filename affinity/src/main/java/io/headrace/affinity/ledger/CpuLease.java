package io.headrace.affinity.ledger;

import io.headrace.affinity.topology.CpuSet;

/**
 * CPUs that belong to one owner until this is closed.
 *
 * <p><b>Threading:</b> any thread; closing it twice is the same as once.
 */
public final class CpuLease implements AutoCloseable {
    private final CpuLedger ledger;
    private final String owner;
    private final CpuSet cpus;

    CpuLease(CpuLedger ledger, String owner, CpuSet cpus) {
        this.ledger = ledger;
        this.owner = owner;
        this.cpus = cpus;
    }

    public String owner() {
        return owner;
    }

    /** What was taken; it does not change when it is given back. */
    public CpuSet cpus() {
        return cpus;
    }

    @Override
    public void close() {
        ledger.giveBack(this);
    }

    @Override
    public String toString() {
        return owner + ": " + cpus;
    }
}
