package io.headrace.affinity.wait;

import java.util.Arrays;

/**
 * What a wait policy costs on a machine.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class WaitReport {
    private static final double MICROS = 1_000.0;

    private final WaitPolicy policy;
    private final double idleCpu;
    private final long[] latencies;

    WaitReport(WaitPolicy policy, double idleCpu, long[] latencies) {
        this.policy = policy;
        this.idleCpu = idleCpu;
        this.latencies = latencies.clone();
        Arrays.sort(this.latencies);
    }

    public WaitPolicy policy() {
        return policy;
    }

    /** The share of one CPU that a thread used while it had nothing to do: 0 to 1. */
    public double idleCpu() {
        return idleCpu;
    }

    /** How many wake-ups were timed. */
    public int samples() {
        return latencies.length;
    }

    /** Nanoseconds from "work was published" to "the waiting thread saw it" that this share of the wake-ups did not exceed. */
    public long latencyNanos(double share) {
        if (share < 0 || share > 1) throw new IllegalArgumentException("a share is between 0 and 1, not " + share);
        int rank = (int) Math.ceil(share * latencies.length);
        return latencies[Math.max(0, rank - 1)];
    }

    @Override
    public String toString() {
        return String.format(
                "%-15s idle %5.1f %% of a CPU, wakes in %.1f us (half), %.1f us (99 %%), %.1f us (worst of %d)",
                policy,
                100 * idleCpu,
                latencyNanos(0.5) / MICROS,
                latencyNanos(0.99) / MICROS,
                latencyNanos(1) / MICROS,
                samples());
    }
}
