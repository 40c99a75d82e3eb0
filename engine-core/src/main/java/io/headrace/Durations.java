package io.headrace;

import java.time.Duration;

/**
 * Durations by the names that Spark gives them.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Durations {
    private Durations() {}

    public static Duration milliseconds(long milliseconds) {
        return Duration.ofMillis(milliseconds);
    }

    public static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    public static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }
}
