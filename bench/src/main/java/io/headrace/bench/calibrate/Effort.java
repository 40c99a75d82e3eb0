package io.headrace.bench.calibrate;

/**
 * How long a measurement takes, as a share of what gives figures to rely on: tests run everything with very little.
 *
 * <p><b>Threading:</b> immutable.
 */
record Effort(double share) {
    static final Effort FULL = new Effort(1);

    /** So many nanoseconds, or fewer. */
    Rounds rounds(long fullNanos) {
        return new Rounds((long) (fullNanos * share));
    }

    /** So many times, or fewer, but at least once. */
    int times(int full) {
        return (int) Math.max(1, full * share);
    }

    long bytes(long full) {
        return (long) Math.max(1, full * share);
    }
}
