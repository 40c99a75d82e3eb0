package io.headrace;

import io.headrace.file.LocalPaths;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.plan.Given;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Makes a {@link StreamingContext}: {@code StreamingContext.builder("wordcount").batchInterval(Duration.ofMillis(10)).build()}.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class StreamingContextBuilder {
    private final String name;
    private HeadraceConf.Builder conf = HeadraceConf.builder();
    private @Nullable Duration batchInterval;
    private @Nullable Backend backend;

    StreamingContextBuilder(String name) {
        this.name = name;
    }

    /** How long a batch is: 1 ms or more, a whole number of milliseconds. */
    public StreamingContextBuilder batchInterval(Duration interval) {
        batchInterval = Given.checked(interval, "interval");
        return this;
    }

    /** All settings at once; what was set before is gone. */
    public StreamingContextBuilder conf(HeadraceConf settings) {
        conf = Given.checked(settings, "configuration").toBuilder();
        return this;
    }

    /** One setting by its name: {@code docs/configuration.md} lists them. */
    public StreamingContextBuilder set(String key, String value) {
        conf.set(key, value);
        return this;
    }

    /** Where log, checkpoints and state are kept: what was acknowledged is not lost, and a restart goes on. */
    public StreamingContextBuilder directory(Path directory) {
        conf.directory(directory);
        return this;
    }

    /** As {@link #directory(Path)}. */
    public StreamingContextBuilder directory(String directory) {
        return directory(LocalPaths.of("the directory", directory));
    }

    public StreamingContextBuilder durability(Durability durability) {
        conf.durability(durability);
        return this;
    }

    public StreamingContextBuilder workers(int workers) {
        conf.workers(workers);
        return this;
    }

    /**
     * Shows the running program in a browser on this machine, at this port; 0 for any that is free. Needs {@code
     * io.headrace:headrace-console} on the class path.
     */
    public StreamingContextBuilder console(int port) {
        conf.console(port);
        return this;
    }

    public StreamingContextBuilder strict(boolean strict) {
        conf.strict(strict);
        return this;
    }

    public StreamingContextBuilder failurePolicy(FailurePolicy policy) {
        conf.failurePolicy(policy);
        return this;
    }

    /** The classes whose objects may be stored. */
    public StreamingContextBuilder kryo(KryoRegistry registry) {
        conf.kryo(registry);
        return this;
    }

    /** Another clock than the system's, for tests and replays. */
    public StreamingContextBuilder clock(InstantSource clock) {
        conf.clock(clock);
        return this;
    }

    /** What runs the program, instead of what is found on the class path. */
    public StreamingContextBuilder backend(Backend chosen) {
        backend = Given.checked(chosen, "backend");
        return this;
    }

    public StreamingContext build() {
        HeadraceConf settings = conf.name(name).build();
        Duration interval = batchInterval != null ? batchInterval : settings.batchInterval();
        if (interval == null)
            throw new IllegalArgumentException("context \"" + name + "\" has no batch interval: give batchInterval("
                    + "Duration.ofMillis(10)), or set " + Settings.BATCH_INTERVAL.key());
        return new StreamingContext(settings, interval, backend);
    }
}
