package io.headrace.metrics;

import io.headrace.ContextObserver;
import io.headrace.exec.counters.CountersReader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The meters of a context of this process, for as long as its program runs.
 *
 * <p><b>Threading:</b> as the context tells its observers, one at a time.
 */
final class ContextMeters implements ContextObserver {
    private final MeterRegistry registry;
    private final Tags tags;
    private @Nullable RunMeters run;

    ContextMeters(MeterRegistry registry, Tags tags) {
        this.registry = registry;
        this.tags = tags;
    }

    @Override
    public void started(Path counters) {
        try {
            RunMeters meters = new RunMeters(registry, CountersReader.open(counters), tags);
            run = meters;
            meters.register();
        } catch (IOException e) {
            throw new UncheckedIOException("there are no metrics: " + counters + " cannot be read", e);
        }
    }

    @Override
    public void stopped() {
        RunMeters meters = run;
        if (meters != null) meters.remove();
    }
}
