package io.headrace.affinity.wait;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Keeps the signal, which other threads write, off the cache lines of whatever lies in front of it. */
abstract class ParkIdlePadBefore {
    long b00, b01, b02, b03, b04, b05, b06, b07, b08, b09, b10, b11, b12, b13, b14, b15;
}

/** The signal between the sleeper and those who wake it. */
abstract class ParkIdleSignal extends ParkIdlePadBefore {
    /** The owner looks for work by itself. */
    static final int RUNNING = 0;
    /** The owner sleeps or is about to: who has work for it must unpark it. */
    static final int PARKED = 1;
    /** Somebody called since the owner last looked: it must look once more before it sleeps. */
    static final int SIGNALLED = 2;

    static final VarHandle SIGNAL;

    static {
        try {
            SIGNAL = MethodHandles.lookup().findVarHandle(ParkIdleSignal.class, "signal", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // through SIGNAL
    private volatile int signal;

    /** The thread that sleeps; written before PARKED is, read after PARKED was seen. */
    @Nullable
    Thread sleeper;
}

/**
 * {@link WaitPolicy#YIELD_THEN_PARK} and {@link WaitPolicy#BLOCK}: sleeps, and is woken without a call being lost.
 *
 * <pre>
 *             idle, no signal                     wake
 *   RUNNING ------------------> PARKED     any ---------> SIGNALLED   (unparks if it was PARKED)
 *      ^                          |                           |
 *      +--------------------------+---------------------------+
 *          slept enough, or woken        next idle: look again
 * </pre>
 *
 * <p>Why no call is lost: whoever brings work publishes it, then leaves SIGNALLED behind. If that comes before the owner's
 * RUNNING to PARKED, the exchange fails and the owner looks again; if it comes after, the owner is unparked, and a permit given
 * before it parks makes the park return at once. A caller that finds SIGNALLED already there may leave it at that, because the
 * owner clears the signal <i>before</i> it looks for work, and a full fence on either side orders "publish, then read the signal"
 * against "clear the signal, then look".
 *
 * <p>A thread that is called for all its work offers the CPU before it sleeps only where that pays: each sleep that lasted halves how often,
 * down to never, and work that came soon brings it back. Ten offers cost about a third of what being woken does.
 *
 * <p><b>Threading:</b> as {@link IdleStrategy}.
 */
final class ParkIdle extends ParkIdleSignal implements IdleStrategy {
    static final int YIELDS = 10;
    private static final long FIRST_PARK_NANOS = 50_000;

    /** Who was called so soon had better not have slept: falling asleep and waking take about as long. */
    private static final long SOON_NANOS = 100_000;

    long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14, a15;

    private final WaitPolicy policy;
    private final int yieldsFirst;
    private final boolean isCalled;
    private final long firstParkNanos;
    private final long maxParkNanos;
    private final Sleep sleep;
    private int yieldsThatPay;
    private int yields;
    private boolean hasSlept; // since the last work
    private long parkNanos;

    private ParkIdle(
            WaitPolicy policy, int yieldsFirst, boolean isCalled, long firstParkNanos, long maxParkNanos, Sleep sleep) {
        this.policy = policy;
        this.yieldsFirst = yieldsFirst;
        this.isCalled = isCalled;
        this.yieldsThatPay = yieldsFirst;
        this.firstParkNanos = firstParkNanos;
        this.maxParkNanos = maxParkNanos;
        this.sleep = sleep;
        this.parkNanos = firstParkNanos;
    }

    static ParkIdle yieldFirst(long maxParkNanos, Sleep sleep) {
        long first = Math.min(FIRST_PARK_NANOS, maxParkNanos);
        return new ParkIdle(WaitPolicy.YIELD_THEN_PARK, YIELDS, false, first, maxParkNanos, sleep);
    }

    static ParkIdle yieldThenCalled(long maxParkNanos, Sleep sleep) {
        return new ParkIdle(WaitPolicy.YIELD_THEN_PARK, YIELDS, true, maxParkNanos, maxParkNanos, sleep);
    }

    static ParkIdle atOnce(long maxParkNanos, Sleep sleep) {
        return new ParkIdle(WaitPolicy.BLOCK, 0, false, maxParkNanos, maxParkNanos, sleep);
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // offering the CPU is the point
    public void idle(int workCount, long maxNanos) {
        if (workCount > 0) {
            if (yields > 0 && !hasSlept) yieldsThatPay = yieldsFirst;
            reset();
        } else if (yields < yieldsThatPay) {
            yields++;
            Thread.yield();
        } else if (maxNanos > 0) {
            park(maxNanos);
        }
    }

    private void park(long mostNanos) {
        sleeper = Thread.currentThread();
        if (SIGNAL.compareAndSet(this, RUNNING, PARKED)) {
            long begin = isCalled ? System.nanoTime() : 0;
            sleep.sleep(parkNanos, mostNanos);
            if (isCalled) learn(System.nanoTime() - begin);
            hasSlept = true;
            parkNanos = Math.min(parkNanos * 2, maxParkNanos);
        }
        if ((int) SIGNAL.getAndSet(this, RUNNING) == SIGNALLED) reset();
        // The signal is cleared before the owner looks for work: see above.
        VarHandle.fullFence();
    }

    private void learn(long sleptNanos) {
        boolean wasSoon = sleptNanos < SOON_NANOS && (int) SIGNAL.getVolatile(this) == SIGNALLED;
        yieldsThatPay = wasSoon ? yieldsFirst : yieldsThatPay / 2;
    }

    @Override
    public void reset() {
        yields = 0;
        hasSlept = false;
        parkNanos = firstParkNanos;
    }

    @Override
    public void wake() {
        // The work is published before the signal is read: see above.
        VarHandle.fullFence();
        if ((int) SIGNAL.getVolatile(this) == SIGNALLED) return;
        if ((int) SIGNAL.getAndSet(this, SIGNALLED) == PARKED) sleep.wake(sleeper);
    }

    @Override
    public WaitPolicy policy() {
        return policy;
    }
}
