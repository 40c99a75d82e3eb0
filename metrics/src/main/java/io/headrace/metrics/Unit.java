package io.headrace.metrics;

import org.jspecify.annotations.Nullable;

/**
 * What a number in the counters file is, and what it is shown as: times become seconds.
 *
 * <p><b>Threading:</b> immutable.
 */
enum Unit {
    NONE(null, 1),
    RECORDS("records", 1),
    BLOCKS("blocks", 1),
    BYTES("bytes", 1),
    NANOS("seconds", 1e9),
    MILLIS("seconds", 1e3);

    private final @Nullable String baseUnit;
    private final double perBaseUnit;

    Unit(@Nullable String baseUnit, double perBaseUnit) {
        this.baseUnit = baseUnit;
        this.perBaseUnit = perBaseUnit;
    }

    /** Micrometer's word for it; null where things are only counted. */
    @Nullable
    String baseUnit() {
        return baseUnit;
    }

    double inBaseUnits(long value) {
        return value / perBaseUnit;
    }
}
