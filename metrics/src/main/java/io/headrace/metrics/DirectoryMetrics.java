package io.headrace.metrics;

import io.headrace.exec.counters.Counters;
import io.headrace.exec.counters.CountersReader;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters of a program in another process, read from its directory as {@code headrace top} does. A daemon thread looks once a second
 * whether the program was started again: then the meters are those of the new run. When it has ended, or was killed, they stay as they
 * were, with {@code headrace.up} at 0, until the next start.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class DirectoryMetrics implements MeterBinder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DirectoryMetrics.class);

    private final Path given;
    private final Tags tags;
    private final List<Bound> bound = new ArrayList<>();
    private final ScheduledExecutorService looks = new ScheduledThreadPoolExecutor(1, work -> {
        Thread thread = new Thread(work, "headrace metrics");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable CountersReader reader;
    private @Nullable Object fileKey;
    private @Nullable String problem;

    /** A registry, and the meters that it has of the run that was last seen. */
    private static final class Bound {
        final MeterRegistry registry;
        private @Nullable RunMeters meters;

        Bound(MeterRegistry registry) {
            this.registry = registry;
        }
    }

    DirectoryMetrics(Path given, Tags tags) {
        this.given = given;
        this.tags = tags;
    }

    /** Puts the meters into the registry: now, or as soon as the program has begun to count. */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        if (looks.isShutdown())
            throw new IllegalStateException("the metrics of " + given + " are closed: make them anew");
        if (bound.isEmpty()) {
            ScheduledFuture<?> unused = looks.scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
        }
        bound.add(new Bound(registry));
        look();
    }

    /** Looks whether the meters are still those of the program that runs. */
    synchronized void look() {
        try {
            CountersReader current = current();
            for (Bound one : bound) register(one, current);
            problem = null;
        } catch (IOException
                | RuntimeException
                | InternalError e) { // the last: the file was cut short while it was read
            String what = e.toString();
            if (!what.equals(problem)) LOG.warn("there are no metrics of {} for now: {}", given, what);
            problem = what;
        }
    }

    /** A file that is still mapped keeps its key: another key is another file. */
    private CountersReader current() throws IOException {
        Path file = Files.isDirectory(given) ? given.resolve(Counters.FILE_NAME) : given;
        Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
        CountersReader known = reader;
        if (known != null && Objects.equals(key, fileKey)) return known;
        CountersReader opened = CountersReader.open(file);
        bound.forEach(DirectoryMetrics::remove);
        reader = opened;
        fileKey = key;
        return opened;
    }

    private void register(Bound one, CountersReader current) {
        RunMeters meters = one.meters;
        if (meters == null) meters = new RunMeters(one.registry, current, tags);
        one.meters = meters;
        meters.register();
    }

    private static void remove(Bound one) {
        RunMeters meters = one.meters;
        if (meters != null) meters.remove();
        one.meters = null;
    }

    /** Takes the meters out of all registries. */
    @Override
    public synchronized void close() {
        looks.shutdownNow();
        bound.forEach(DirectoryMetrics::remove);
        bound.clear();
    }

    @Override
    public String toString() {
        return "metrics of " + given;
    }
}
