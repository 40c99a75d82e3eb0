package io.headrace.exec.intake;

import java.util.concurrent.TimeUnit;

/**
 * Where in the time of {@link System#nanoTime} the milliseconds of the system's clock begin, as near as looks at both have shown: so that a
 * thread may sleep until a millisecond begins, instead of looking at a clock that counts nothing smaller.
 *
 * <pre>
 *   look         nanoTime − clock          never less than where millisecond 0 began, and nearly that right after one has begun
 *   origin       the least of the looks of this second and the one before, for the two clocks drift
 *   set clock    a look far from the origin: everything begins anew
 * </pre>
 *
 * An origin is late by what the best look was late; who sleeps until then wakes a little before, and looks.
 *
 * <p><b>Threading:</b> one thread.
 */
final class MillisPhase {
    private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(1);

    private boolean isTimed;
    private boolean wasHigh;
    private long windowNanos;
    private long before;
    private long now;

    /** Both clocks were looked at, one right after the other. */
    void look(long millis, long nanos) {
        long offset = nanos - millis * MILLI;
        boolean isLow = isTimed && offset < origin() - MILLI;
        boolean isHigh = isTimed && offset > origin() + 2 * MILLI;
        boolean isSet = isLow || (isHigh && wasHigh);
        if (isHigh && !isSet) {
            wasHigh = true; // or this thread was held between the two looks
            return;
        }
        wasHigh = false;
        if (!isTimed || isSet) {
            isTimed = true;
            before = offset;
            now = offset;
            windowNanos = nanos;
        } else if (nanos - windowNanos >= WINDOW_NANOS) {
            before = now;
            now = offset;
            windowNanos = nanos;
        } else if (offset < now) {
            now = offset;
        }
    }

    private long origin() {
        return Math.min(before, now);
    }

    /** When that millisecond begins, by nanoTime, after a {@link #look}; up to a millisecond late, and never early but for drift. */
    long beginOf(long millis) {
        return millis * MILLI + origin();
    }
}
