package io.headrace.metrics;

/**
 * The percentiles that are published, under Micrometer's tag for them.
 *
 * <p><b>Threading:</b> immutable.
 */
enum Percentile {
    P50("0.5"),
    P99("0.99"),
    P999("0.999");

    static final String TAG = "phi";

    private final String phi;
    private final double part;

    Percentile(String phi) {
        this.phi = phi;
        part = Double.parseDouble(phi);
    }

    String phi() {
        return phi;
    }

    double part() {
        return part;
    }
}
