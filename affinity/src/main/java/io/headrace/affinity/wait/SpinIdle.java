package io.headrace.affinity.wait;

/**
 * {@link WaitPolicy#SPIN}.
 *
 * <p><b>Threading:</b> as {@link IdleStrategy}.
 */
final class SpinIdle implements IdleStrategy {
    @Override
    public void idle(int workCount, long maxNanos) {
        if (workCount <= 0) Thread.onSpinWait();
    }

    @Override
    public void reset() {
        // Every wait is the shortest.
    }

    @Override
    public void wake() {
        // It never sleeps.
    }

    @Override
    public WaitPolicy policy() {
        return WaitPolicy.SPIN;
    }
}
