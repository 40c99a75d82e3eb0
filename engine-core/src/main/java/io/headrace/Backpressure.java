package io.headrace;

import java.time.Duration;

/**
 * The settings of back-pressure: see {@code docs/configuration.md}.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param initialRate in records a second; 0 for none
 * @param minRate in records a second: no rule goes below it
 * @param target goal of {@link BackpressureRule#LATENCY}
 */
public record Backpressure(
        BackpressureRule rule,
        long initialRate,
        double proportional,
        double integral,
        double derived,
        long minRate,
        Duration target) {}
