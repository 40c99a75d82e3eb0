package io.headrace.bench.report;

import java.util.Arrays;

/** Median, least and greatest of several runs. <b>Threading:</b> immutable. */
public record Spread(double median, double min, double max, int runs) {
    public static Spread of(double... values) {
        if (values.length == 0) throw new IllegalArgumentException("a spread of nothing");
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1], sorted.length);
    }
}
