package io.headrace.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that stands until a test turns it. It begins at 1970, so that the batches of a new context have the times 1, 2, 3 …
 * intervals.
 *
 * <p><b>Threading:</b> turned by one thread, read by any.
 */
public final class ManualClock implements InstantSource {
    private volatile Instant now;

    public ManualClock() {
        this(Instant.EPOCH);
    }

    public ManualClock(Instant start) {
        now = start;
    }

    /** Lets time pass. */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException(
                    "the clock cannot advance by " + by + "; set() turns it back, as real clocks sometimes are");
        }
        now = now.plus(by);
    }

    /** Shows another time, also an earlier one. */
    public void set(Instant instant) {
        now = instant;
    }

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public String toString() {
        return "a clock that shows " + now;
    }
}
