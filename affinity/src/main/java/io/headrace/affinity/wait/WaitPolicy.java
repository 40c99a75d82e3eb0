package io.headrace.affinity.wait;

import java.util.concurrent.TimeUnit;

/**
 * How a role waits. In this order each costs less CPU while idle and reacts later than the one before; what they cost on a
 * machine is measured with {@link WaitProbe}.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum WaitPolicy {
    /** Never leaves the CPU: for a CPU that nobody else may use. */
    SPIN(true),
    /** Spins for some microseconds, then offers the CPU to others between looks: for a CPU of one's own. */
    SPIN_THEN_YIELD(true),
    /** Offers the CPU a few times, then sleeps in growing steps of at most a millisecond: for a shared CPU. */
    YIELD_THEN_PARK(false),
    /** Sleeps until called, or for a millisecond: where idle CPU time is taken from somebody. */
    BLOCK(false);

    private static final long DEFAULT_MAX_PARK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final boolean burnsCpu;

    WaitPolicy(boolean burnsCpu) {
        this.burnsCpu = burnsCpu;
    }

    /** Whether a thread that waits so keeps its CPU busy. */
    public boolean burnsCpu() {
        return burnsCpu;
    }

    /** Whether this one reacts sooner, and costs more, than the other. */
    public boolean isHotterThan(WaitPolicy other) {
        return compareTo(other) < 0;
    }

    /** A strategy for one thread, which sleeps for a millisecond at most if it sleeps at all. */
    public IdleStrategy newIdle() {
        return newIdle(DEFAULT_MAX_PARK_NANOS);
    }

    /**
     * A strategy for one thread.
     *
     * @param maxParkNanos the longest sleep of a thread that nobody wakes; how long it may overlook work that comes without a
     *     call
     */
    public IdleStrategy newIdle(long maxParkNanos) {
        return newIdle(maxParkNanos, Sleep.PARKED);
    }

    /** As {@link #newIdle(long)}, for a thread that sleeps, if it does, in a way of its own. */
    public IdleStrategy newIdle(long maxParkNanos, Sleep sleep) {
        if (maxParkNanos <= 0) {
            throw new IllegalArgumentException(
                    "the longest sleep of a waiting thread must be positive: " + maxParkNanos);
        }
        return switch (this) {
            case SPIN -> new SpinIdle();
            case SPIN_THEN_YIELD -> new YieldIdle();
            case YIELD_THEN_PARK -> ParkIdle.yieldFirst(maxParkNanos, sleep);
            case BLOCK -> ParkIdle.atOnce(maxParkNanos, sleep);
        };
    }

    /**
     * A strategy for a thread that is called for all its work: where it sleeps, it sleeps at once as long as it may, for looking by itself
     * in growing steps would find nothing that a call does not say.
     */
    public IdleStrategy newIdleWhenCalled(long maxParkNanos) {
        if (this != YIELD_THEN_PARK) return newIdle(maxParkNanos);
        if (maxParkNanos <= 0)
            throw new IllegalArgumentException(
                    "the longest sleep of a waiting thread must be positive: " + maxParkNanos);
        return ParkIdle.yieldThenCalled(maxParkNanos, Sleep.PARKED);
    }
}
