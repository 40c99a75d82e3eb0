package io.headrace.affinity.pin;

import io.headrace.affinity.plan.PinPolicy;
import io.headrace.affinity.topology.CpuSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Binds the calling thread to CPUs until it is closed. That it really is bound is read back from the kernel; on close the thread
 * gets the mask that it had before.
 *
 * <pre>{@code
 * try (CpuPin pin = CpuPin.to(plan.of(Role.WORKER, 0).cpu(), PinPolicy.PREFERRED)) {
 *     runUntilStopped();
 * }
 * }</pre>
 *
 * A thread that is started by a pinned one inherits its mask: start threads first, and let each pin itself. Virtual threads have
 * no mask of their own and cannot be pinned.
 *
 * <p><b>Threading:</b> the thread that is pinned makes it and closes it; a second close does nothing.
 */
public final class CpuPin implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CpuPin.class);

    private final Thread owner;
    private final CpuSet cpus;
    /** The mask to go back to; null when nothing was changed. */
    private final @Nullable CpuSet before;

    private final @Nullable String whyNot;
    private boolean closed;

    private CpuPin(CpuSet cpus, @Nullable CpuSet before, @Nullable String whyNot) {
        this.owner = Thread.currentThread();
        this.cpus = cpus;
        this.before = before;
        this.whyNot = whyNot;
    }

    /** Binds the calling thread to one CPU; see {@link #to(CpuSet, PinPolicy)}. */
    public static CpuPin to(int cpu, PinPolicy policy) {
        return to(CpuSet.of(cpu), policy);
    }

    /**
     * Binds the calling thread to some CPUs.
     *
     * @return a pin that is to be closed, whether it holds ({@link #isPinned()}) or not
     * @throws PinException when the policy is REQUIRED and the thread cannot be bound; its mask is then what it was
     */
    public static CpuPin to(CpuSet cpus, PinPolicy policy) {
        if (cpus.isEmpty()) throw new IllegalArgumentException("a thread cannot be pinned to no CPU at all");
        if (policy == PinPolicy.OFF) return none("pinning is OFF");
        CpuSet before = KernelMask.ofCallingThread();
        String whyNot = before == null ? "the kernel does not tell the mask of a thread" : bind(before, cpus);
        if (whyNot == null) return new CpuPin(cpus, before, null);
        String what =
                "thread '" + Thread.currentThread().getName() + "' cannot be pinned to CPU " + cpus + ": " + whyNot;
        if (policy == PinPolicy.REQUIRED) {
            throw new PinException(what + ". Pinning is REQUIRED; set it to PREFERRED to go on without");
        }
        LOG.warn("{}; it runs where the system puts it", what);
        return none(whyNot);
    }

    /** A pin for a role that has no CPU: it changes nothing. */
    public static CpuPin none(String whyNot) {
        return new CpuPin(CpuSet.EMPTY, null, whyNot);
    }

    /** Binds, and reads back; undoes what it did if that is not what was asked for. */
    private static @Nullable String bind(CpuSet before, CpuSet cpus) {
        String whyNot = obstacle(before, cpus);
        if (whyNot != null) return whyNot;
        whyNot = AffinityLibrary.set(cpus);
        CpuSet after = KernelMask.ofCallingThread();
        if (whyNot == null && !cpus.equals(after)) {
            whyNot = "the kernel was told " + cpus + " but keeps to " + after
                    + " (does the cpuset of the process hold these CPUs?)";
        }
        if (whyNot != null && !before.equals(after)) restore(before);
        return whyNot;
    }

    private static @Nullable String obstacle(CpuSet before, CpuSet cpus) {
        if (Thread.currentThread().getThreadGroup().getName().equals("VirtualThreads")) {
            return "it is a virtual thread, and those have no CPU of their own; use a platform thread";
        }
        String whyNot = AffinityLibrary.whyNot();
        if (whyNot != null) return whyNot;
        int highest = Math.max(before.last(), cpus.last());
        if (highest < AffinityLibrary.CPUS) return null;
        return "CPU " + highest + " is beyond what the affinity library can name (0 to " + (AffinityLibrary.CPUS - 1)
                + ")";
    }

    private static void restore(CpuSet mask) {
        String whyNot = AffinityLibrary.set(mask);
        CpuSet after = KernelMask.ofCallingThread();
        if (whyNot != null || !mask.equals(after)) {
            // The cpuset has changed meanwhile: the kernel has the last word, and the thread runs on what it is left.
            LOG.warn(
                    "thread '{}' had the CPUs {} before it was pinned and has {} now: {}",
                    Thread.currentThread().getName(),
                    mask,
                    after,
                    whyNot == null ? "the kernel cut them down" : whyNot);
        }
    }

    /** Whether the thread is bound. */
    public boolean isPinned() {
        return before != null && !closed;
    }

    /** The CPUs it is bound to; empty if it is not. */
    public CpuSet cpus() {
        return cpus;
    }

    /** Why it is not bound, or null if it was. */
    public @Nullable String whyNot() {
        return whyNot;
    }

    @Override
    public void close() {
        if (closed) return;
        if (before != null) {
            if (Thread.currentThread() != owner) {
                throw new IllegalStateException("the pin of thread '" + owner.getName() + "' to CPU " + cpus
                        + " must be closed by that thread, not by '"
                        + Thread.currentThread().getName() + "'");
            }
            restore(before);
        }
        closed = true;
    }

    @Override
    public String toString() {
        return isPinned() ? "pinned to CPU " + cpus : "not pinned" + (whyNot == null ? "" : ": " + whyNot);
    }
}
