package io.headrace;

import java.io.Serializable;
import java.time.Duration;

/**
 * The time of a batch, in milliseconds since 1970.
 *
 * <p><b>Threading:</b> immutable.
 */
public record Time(long milliseconds) implements Comparable<Time>, Serializable {
    private static final long serialVersionUID = 1;

    public Time plus(Duration later) {
        return new Time(Math.addExact(milliseconds, later.toMillis()));
    }

    public Time minus(Duration earlier) {
        return new Time(Math.subtractExact(milliseconds, earlier.toMillis()));
    }

    /** How long after the other time this one is. */
    public Duration minus(Time other) {
        return Duration.ofMillis(Math.subtractExact(milliseconds, other.milliseconds));
    }

    public boolean less(Time other) {
        return milliseconds < other.milliseconds;
    }

    public boolean lessEq(Time other) {
        return milliseconds <= other.milliseconds;
    }

    public boolean greater(Time other) {
        return milliseconds > other.milliseconds;
    }

    public boolean greaterEq(Time other) {
        return milliseconds >= other.milliseconds;
    }

    public boolean isMultipleOf(Duration interval) {
        return milliseconds % interval.toMillis() == 0;
    }

    @Override
    public int compareTo(Time other) {
        return Long.compare(milliseconds, other.milliseconds);
    }

    /** {@code 1234 ms}. */
    @Override
    public String toString() {
        return milliseconds + " ms";
    }
}
