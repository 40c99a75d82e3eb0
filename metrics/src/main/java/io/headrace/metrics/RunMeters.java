package io.headrace.metrics;

import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.exec.counters.CountersReader.Reading;
import io.headrace.exec.counters.DelayBuckets;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The meters of one run of a program, in one registry. All of them are functions that read the counters file when somebody asks: nothing is
 * recorded, and no thread of the engine knows of them.
 *
 * <p><b>Threading:</b> one thread registers and removes; any reads.
 */
final class RunMeters {
    private final MeterRegistry registry;
    private final CountersReader reader;
    private final Tags tags;
    private final List<Meter> meters = new ArrayList<>();
    private int known;

    /**
     * Registers nothing yet.
     *
     * @param more tags of the user, beside the program's name
     */
    RunMeters(MeterRegistry registry, CountersReader reader, Tags more) {
        this.registry = registry;
        this.reader = reader;
        tags = Tags.of(Subject.PROGRAM.tag(), readable(reader.contextName())).and(more);
    }

    /** What would break a line becomes blanks. */
    private static String readable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    /** Registers what the file has and is not registered yet: all of it, or nothing. */
    void register() {
        if (reader.count() == known) return;
        List<Reading> readings = reader.readings();
        boolean done = false;
        try {
            if (known == 0) registerRun();
            for (int place = known; place < readings.size(); place++) register(place, readings);
            known = readings.size();
            done = true;
        } finally {
            if (!done) remove();
        }
    }

    private void registerRun() {
        gauge(Metric.UP, tags, () -> isRunning() ? 1 : 0);
        double start = Unit.MILLIS.inBaseUnits(reader.startedAt().toEpochMilli());
        gauge(Metric.START_TIME, tags, () -> start);
    }

    private boolean isRunning() {
        try {
            return !reader.isClosed() && reader.isWriterAlive();
        } catch (InternalError e) {
            return false; // the file was cut short by somebody
        }
    }

    private void register(int place, List<Reading> readings) {
        Reading reading = readings.get(place);
        CounterId id = reading.id();
        Metric metric = id == null ? null : Metric.of(id);
        if (id == null || metric == null) return; // of a newer version
        Cell cell = new Cell(reader, place, metric.unit());
        switch (metric.kind()) {
            case COUNTER -> counter(metric, tagsOf(metric, reading), cell);
            case GAUGE -> gauge(metric, tagsOf(metric, reading), cell::value);
            case PERCENTILES -> {
                if (reading.instance() == DelayBuckets.COUNT - 1)
                    percentiles(metric, id, readings); // the others are there
            }
        }
    }

    private Tags tagsOf(Metric metric, Reading reading) {
        Subject subject = metric.subject();
        if (subject == Subject.PROGRAM) return tags;
        return tags.and(subject.tag(), readable(reading.label()))
                .and(Subject.NUMBER_TAG, Integer.toString(reading.instance()));
    }

    private void percentiles(Metric metric, CounterId buckets, List<Reading> readings) {
        RecentDelays delays = new RecentDelays(reader, readings, buckets, System::nanoTime);
        for (Percentile percentile : Percentile.values())
            gauge(metric, tags.and(Percentile.TAG, percentile.phi()), () -> delays.seconds(percentile.part()));
    }

    private void gauge(Metric metric, Tags its, Supplier<Number> value) {
        checkNew(metric, its);
        meters.add(Gauge.builder(metric.metricName(), value)
                .tags(its)
                .baseUnit(metric.unit().baseUnit())
                .description(metric.meaning())
                .register(registry));
    }

    /** Meters refer to their object weakly: so it is the function that holds the cell. */
    private void counter(Metric metric, Tags its, Cell cell) {
        checkNew(metric, its);
        meters.add(FunctionCounter.builder(metric.metricName(), cell, unused -> cell.value())
                .tags(its)
                .baseUnit(metric.unit().baseUnit())
                .description(metric.meaning())
                .register(registry));
    }

    /** A registry gives the meter that it has, and would show the other program's numbers. */
    private void checkNew(Metric metric, Tags its) {
        @Nullable Meter other = registry.find(metric.metricName()).tags(its).meter();
        if (other != null)
            throw new IllegalStateException("the registry has a meter " + other.getId()
                    + " already: two running programs have one name; give each a name of its own, or tags:"
                    + " HeadraceMetrics.of(context, Tags.of(\"instance\", ...))");
    }

    /** Takes everything out of the registry. */
    void remove() {
        meters.forEach(registry::remove);
        meters.clear();
        known = 0;
    }
}
