package io.headrace.affinity.plan;

/**
 * What an engine wants of the machine. Starts from {@link #of}; the other methods give changed copies.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param receivers inputs, each a role of its own
 * @param workers how many, or {@link #AUTO}
 * @param log whether records are logged: without, no CPU is kept for it
 * @param strict whether a machine on which receivers or workers have to share a CPU is refused
 * @param pinning what becomes of the CPUs that are handed out
 */
public record CoreDemand(int receivers, int workers, boolean log, boolean strict, PinPolicy pinning) {
    /** As many workers as the machine has free cores for, within reason. */
    public static final int AUTO = 0;

    /** More than any machine has CPUs: a larger number is a mistake. */
    public static final int MAX_THREADS = 65_536;

    /** With automatic workers, so many at most for each receiver: more would wait for each other rather than for records. */
    public static final int AUTO_WORKERS_PER_RECEIVER = 8;

    public CoreDemand {
        if (receivers < 0 || receivers > MAX_THREADS) {
            throw new IllegalArgumentException("receivers: " + receivers + "; give a number from 0 to " + MAX_THREADS);
        }
        if (workers < 0 || workers > MAX_THREADS) {
            throw new IllegalArgumentException("workers: " + workers + "; give a number from 1 to " + MAX_THREADS
                    + ", or 0 to leave it to the plan");
        }
    }

    /** So many receivers, automatic workers, a log; pinned where possible, degraded where necessary. */
    public static CoreDemand of(int receivers) {
        return new CoreDemand(receivers, AUTO, true, false, PinPolicy.PREFERRED);
    }

    public CoreDemand withWorkers(int count) {
        return new CoreDemand(receivers, count, log, strict, pinning);
    }

    public CoreDemand withLog(boolean wanted) {
        return new CoreDemand(receivers, workers, wanted, strict, pinning);
    }

    public CoreDemand withStrict(boolean wanted) {
        return new CoreDemand(receivers, workers, log, wanted, pinning);
    }

    public CoreDemand withPinning(PinPolicy policy) {
        return new CoreDemand(receivers, workers, log, strict, policy);
    }

    /** Whether the plan decides on the number of workers. */
    public boolean hasAutoWorkers() {
        return workers == AUTO;
    }

    /** The workers without which it cannot be. */
    int leastWorkers() {
        return Math.max(1, workers);
    }

    int mostWorkers() {
        return hasAutoWorkers() ? AUTO_WORKERS_PER_RECEIVER * Math.max(1, receivers) : workers;
    }
}
