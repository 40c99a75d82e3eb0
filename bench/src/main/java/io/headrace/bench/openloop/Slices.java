package io.headrace.bench.openloop;

import org.HdrHistogram.Histogram;

/**
 * Latencies by the time at which records were meant to be sent, in slices of the same length.
 *
 * <p><b>Threading:</b> one thread records; read when it has ended.
 */
public final class Slices {
    private static final long LONGEST_NANOS = 1_000_000_000_000L;
    private static final int DIGITS = 2;

    private final long sliceNanos;
    private final Histogram[] histograms;

    /** @param count so many slices; what comes behind the last is counted in that */
    public Slices(long sliceNanos, int count) {
        this.sliceNanos = Math.max(1, sliceNanos);
        histograms = new Histogram[Math.max(1, count)];
        for (int i = 0; i < histograms.length; i++) histograms[i] = new Histogram(LONGEST_NANOS, DIGITS);
    }

    /** A record that was meant to be sent so long behind the begin of the schedule took so long. */
    void record(long sinceBegin, long latency) {
        int slice = (int) Math.min(histograms.length - 1, Math.max(0, sinceBegin) / sliceNanos);
        histograms[slice].recordValue(Math.min(LONGEST_NANOS, Math.max(0, latency)));
    }

    public int count() {
        return histograms.length;
    }

    /** How long a slice is. */
    public long nanos() {
        return sliceNanos;
    }

    /** A percentile of the slices from one to before another, in nanoseconds; 0 when nothing was recorded. */
    public double percentile(double percentile, int from, int to) {
        Histogram all = new Histogram(LONGEST_NANOS, DIGITS);
        for (int i = from; i < Math.min(to, histograms.length); i++) all.add(histograms[i]);
        return all.getTotalCount() == 0 ? 0 : (double) all.getValueAtPercentile(percentile);
    }
}
