package io.headrace.exec.receive;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Two times from one clock: nanoseconds since 1970 for the header of a block, and a time that never goes back for intervals.
 *
 * <p>The system's clock makes an {@link Instant} for each question. So it is asked seldom: in between, its time is carried on by
 * {@link System#nanoTime}, and compared with its milliseconds, which cost no object. Any other clock is asked each time, for
 * intervals too: who sets the clock by hand sets the intervals with it.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class ArrivalClock {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final InstantSource source;
    private final boolean isSystem;
    private long anchorNanos;
    private long anchorEpochNanos;

    ArrivalClock(InstantSource source) {
        this.source = source;
        this.isSystem = source.equals(InstantSource.system()) || source.equals(Clock.systemUTC());
        anchor();
    }

    /** For intervals. */
    long nanoTime() {
        return isSystem ? System.nanoTime() : read();
    }

    /** Nanoseconds since 1970. */
    long epochNanos() {
        if (!isSystem) return read();
        long now = anchorEpochNanos + (System.nanoTime() - anchorNanos);
        if (Math.abs(now / NANOS_PER_MILLI - source.millis()) <= 1) return now;
        anchor(); // the clock was set, or drifted
        return anchorEpochNanos;
    }

    private void anchor() {
        anchorNanos = System.nanoTime();
        anchorEpochNanos = read();
    }

    private long read() {
        Instant now = source.instant();
        return now.getEpochSecond() * NANOS_PER_SECOND + now.getNano();
    }
}
