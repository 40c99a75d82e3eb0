package io.headrace.affinity.wait;

/**
 * {@link WaitPolicy#SPIN_THEN_YIELD}. The spin is limited by the clock, not by a count: a spin hint takes four cycles on one
 * processor and a hundred and forty on another.
 *
 * <p><b>Threading:</b> as {@link IdleStrategy}.
 */
final class YieldIdle implements IdleStrategy {
    private static final long SPIN_NANOS = 10_000;
    /** The clock is read once in so many spins. */
    private static final int SPINS_PER_LOOK = 16;

    private int spins;
    private long spinningSince;
    private boolean yielding;

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // offering the CPU is the point
    public void idle(int workCount, long maxNanos) {
        if (workCount > 0) {
            reset();
        } else if (yielding) {
            Thread.yield();
        } else {
            spin();
        }
    }

    private void spin() {
        if (spins % SPINS_PER_LOOK == 0) {
            long now = System.nanoTime();
            if (spins == 0) spinningSince = now;
            yielding = now - spinningSince >= SPIN_NANOS;
        }
        spins++;
        Thread.onSpinWait();
    }

    @Override
    public void reset() {
        spins = 0;
        yielding = false;
    }

    @Override
    public void wake() {
        // It never sleeps.
    }

    @Override
    public WaitPolicy policy() {
        return WaitPolicy.SPIN_THEN_YIELD;
    }
}
