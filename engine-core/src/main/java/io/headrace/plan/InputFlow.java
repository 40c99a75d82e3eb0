package io.headrace.plan;

import io.headrace.receiver.FullPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What the program says of one input's flow, in place of the context's settings.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param maxRate records a second; 0: as the settings say
 * @param whenFull null: as the settings say
 */
public record InputFlow(long maxRate, @Nullable FullPolicy whenFull) {
    /** As the settings say. */
    public static final InputFlow NONE = new InputFlow(0, null);

    /** More than any input takes in. */
    public static final long MOST_RATE = 4_000_000_000L;

    public InputFlow {
        if (maxRate < 0 || maxRate > MOST_RATE)
            throw new IllegalArgumentException(
                    "a rate of " + maxRate + " records a second; it must be from 1 to " + MOST_RATE);
    }

    public InputFlow withMaxRate(long recordsPerSecond) {
        return new InputFlow(recordsPerSecond, whenFull);
    }

    public InputFlow withWhenFull(FullPolicy policy) {
        return new InputFlow(maxRate, policy);
    }
}
