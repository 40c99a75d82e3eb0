package io.headrace.metrics;

import io.headrace.exec.counters.CountersReader;

/**
 * One number of the counters file, in base units. Reading it is a load from memory.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Cell {
    private final CountersReader reader;
    private final int place;
    private final Unit unit;

    Cell(CountersReader reader, int place, Unit unit) {
        this.reader = reader;
        this.place = place;
        this.unit = unit;
    }

    double value() {
        try {
            return unit.inBaseUnits(reader.valueAt(place));
        } catch (InternalError e) {
            return Double.NaN; // the file was cut short by somebody: there is no number any more
        }
    }
}
