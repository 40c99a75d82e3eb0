package io.headrace.metrics;

import io.headrace.StreamingContext;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.nio.file.Path;

/**
 * Everything that a program counts, as meters of Micrometer: for Prometheus, Graphite, JMX, StatsD, and whatever else Micrometer has a
 * registry for. The meters read the program's counters file when they are asked; nothing is recorded on the program's threads.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class HeadraceMetrics {
    private HeadraceMetrics() {}

    /**
     * The meters of a context, tagged with its name ({@code app}): there from its start, at once when it runs, until it is stopped.
     * {@code HeadraceMetrics.of(context).bindTo(registry)}.
     */
    public static MeterBinder of(StreamingContext context) {
        return of(context, Tags.empty());
    }

    /** As {@link #of(StreamingContext)}, with more tags: two programs of one name need them. */
    public static MeterBinder of(StreamingContext context, Iterable<Tag> tags) {
        Tags more = Tags.of(tags);
        return registry -> context.addObserver(new ContextMeters(registry, more));
    }

    /**
     * The meters of a program in another process, which need not help, nor run yet.
     *
     * @param directory the context's directory ({@code headrace.directory}), or a counters file
     */
    public static DirectoryMetrics ofDirectory(Path directory) {
        return ofDirectory(directory, Tags.empty());
    }

    /** As {@link #ofDirectory(Path)}, with more tags. */
    public static DirectoryMetrics ofDirectory(Path directory, Iterable<Tag> tags) {
        return new DirectoryMetrics(directory, Tags.of(tags));
    }
}
