package io.headrace.exec.flow;

import io.headrace.Backpressure;

/**
 * The estimator that the settings ask for.
 *
 * <p><b>Threading:</b> no state.
 */
public final class Rules {
    private Rules() {}

    /** A new one, for one input. */
    public static RateEstimator estimator(Backpressure settings, long batchNanos) {
        return switch (settings.rule()) {
            case PID ->
                new PidRateEstimator(
                        batchNanos,
                        settings.proportional(),
                        settings.integral(),
                        settings.derived(),
                        settings.minRate());
            case LATENCY ->
                new LatencyRateEstimator(
                        settings.target().toNanos(), batchNanos, settings.initialRate(), settings.minRate());
        };
    }
}
