package io.headrace.bench.openloop;

import java.util.concurrent.TimeUnit;

/**
 * The time before a schedule: records come as fast as they are taken, and tell the greatest rate, which is what was taken in the second half by the
 * time until the last of it was in the sink. It is over when nothing has come out for half a second.
 *
 * <p><b>Threading:</b> the source's thread, but {@link #arrived}: the sinks'.
 */
final class WarmUp {
    /** Answer of {@link #due}: the schedule may begin. */
    static final int OVER = -1;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final double SECOND = 1e9;

    private final long nanos;
    private long begin;
    private long taken;
    private long takenAtHalf;
    private long halfAt;
    private double greatestRate;
    private volatile long lastArrival;

    WarmUp(long nanos) {
        this.nanos = nanos;
    }

    /** How many records are to be sent now, so many at most, or {@link #OVER}. */
    int due(long now, int most) {
        if (begin == 0) begin = now;
        long since = now - begin;
        if (since < nanos) {
            if (halfAt == 0 && since > nanos / 2) {
                halfAt = now;
                takenAtHalf = taken;
            }
            return most;
        }
        long quietSince = Math.max(lastArrival, begin + nanos);
        if (now - quietSince < PAUSE_NANOS) return 0;
        if (nanos > 0) greatestRate = (taken - takenAtHalf) * SECOND / Math.max(1, quietSince - halfAt);
        return OVER;
    }

    void sent() {
        taken++;
    }

    /** A row is in the sink. */
    void arrived() {
        lastArrival = System.nanoTime();
    }

    long begin() {
        return begin;
    }

    /** Records a second; known when it is over. */
    double greatestRate() {
        return greatestRate;
    }
}
