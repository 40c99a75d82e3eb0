package io.headrace.examples;

import java.util.Arrays;

/**
 * The last {@value #KEPT} latencies, kept without garbage. <b>Threading:</b> one thread.
 */
final class Latencies {
    private static final int KEPT = 1 << 16;

    private final long[] nanos = new long[KEPT];
    private long count;

    void record(long latencyNanos) {
        nanos[(int) (count++ % KEPT)] = latencyNanos;
    }

    /** In microseconds; NaN when nothing was recorded. */
    double percentileMicros(double percentile) {
        int kept = (int) Math.min(count, KEPT);
        if (kept == 0) return Double.NaN;
        long[] sorted = Arrays.copyOf(nanos, kept);
        Arrays.sort(sorted);
        return sorted[(int) Math.min(kept - 1, Math.round(kept * percentile / 100))] / 1000.0;
    }
}
