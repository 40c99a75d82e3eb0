package io.headrace;

import io.headrace.affinity.plan.Assignment;
import io.headrace.affinity.plan.PinPolicy;
import io.headrace.affinity.sizing.Durations;
import io.headrace.affinity.sizing.SizingFile;
import io.headrace.memory.block.BlockFormat;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.plan.Given;
import io.headrace.receiver.FullPolicy;
import io.headrace.sink.SinkAhead;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be set of a context, validated. {@code docs/configuration.md} lists the names.
 *
 * <pre>
 *   HeadraceConf conf = HeadraceConf.builder()
 *           .name("wordcount")
 *           .set("headrace.block.bytes", "1048576")
 *           .build();
 * </pre>
 *
 * <p>It is long because each setting has a getter here and a setter in its builder; names, defaults and bounds are in {@code Settings}.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class HeadraceConf {
    private static final String DEFAULT_NAME = "headrace";
    private static final Duration SHORTEST_BLOCK = Duration.ofMillis(1);
    private static final Duration LONGEST_BLOCK = Duration.ofMillis(200);
    private static final Duration SHORTEST_STOP = Duration.ofSeconds(10);
    private static final Duration SHORTEST_BEHIND = Duration.ofSeconds(1);
    private static final Duration DEFAULT_TARGET = Duration.ofSeconds(1);

    private final Map<Setting<?>, Object> values;
    private final InstantSource clock;
    private final KryoRegistry kryo;
    private final List<Assignment> assignments;

    private HeadraceConf(Builder builder) {
        this.values = Map.copyOf(builder.values);
        this.clock = builder.clock;
        this.kryo = builder.kryo;
        this.assignments = builder.assignments;
        Contradictions.refuse(this);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** The defaults. */
    public static HeadraceConf ofDefaults() {
        return builder().build();
    }

    /**
     * The settings that the sizing tool wrote.
     *
     * @throws io.headrace.affinity.sizing.SizingException naming the key, the value and what would be right
     */
    public static HeadraceConf fromSizingFile(Path file) throws IOException {
        return builder().sizing(SizingFile.read(file)).build();
    }

    /** To change some of it. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.values.putAll(values);
        builder.clock = clock;
        builder.kryo = kryo;
        builder.assignments = assignments;
        return builder;
    }

    public String name() {
        return orElse(Settings.NAME, DEFAULT_NAME);
    }

    /** Where log, checkpoints and state are kept; null: nowhere. */
    public @Nullable Path directory() {
        return explicit(Settings.DIRECTORY);
    }

    /** The name of the engine that runs the program; null: the only one there is. */
    public @Nullable String backend() {
        return explicit(Settings.BACKEND);
    }

    /** Whether what could be done with a warning is refused. */
    public boolean strict() {
        return get(Settings.STRICT);
    }

    public FailurePolicy failurePolicy() {
        return get(Settings.FAILURE);
    }

    /** How long a graceful stop may take. */
    public Duration stopTimeout() {
        Duration batch = batchInterval();
        Duration byBatch = batch == null ? SHORTEST_STOP : batch.multipliedBy(10);
        return orElse(Settings.STOP_TIMEOUT, byBatch.compareTo(SHORTEST_STOP) < 0 ? SHORTEST_STOP : byBatch);
    }

    /** Whether the end of the JVM, such as by SIGTERM, stops the context gracefully. */
    public boolean stopOnShutdown() {
        return get(Settings.STOP_ON_SHUTDOWN);
    }

    /** When this file appears the context stops gracefully, and removes it; null: no file does. */
    public @Nullable Path stopMarker() {
        return explicit(Settings.STOP_MARKER);
    }

    /** How often an output is tried again that could not be written. */
    public int sinkRetries() {
        return get(Settings.SINK_RETRIES);
    }

    /** The pause before the first of those tries; it doubles from one to the next. */
    public Duration sinkRetryDelay() {
        return get(Settings.SINK_RETRY_DELAY);
    }

    /** After this long with one batch an output is called slow. */
    public Duration outputSlowAfter() {
        return get(Settings.OUTPUT_SLOW_AFTER);
    }

    /** What happens when a sink holds batches that the log does not know. */
    public SinkAhead sinkAhead() {
        return get(Settings.SINK_AHEAD);
    }

    /** Null when only the program says it. */
    public @Nullable Duration batchInterval() {
        return explicit(Settings.BATCH_INTERVAL);
    }

    /** So many missed ticks are made up for one by one; more become one empty stretch. */
    public int catchUpTicks() {
        return get(Settings.CATCH_UP_TICKS);
    }

    /** So many batches may wait for the jobs. */
    public int batchQueueLength() {
        return get(Settings.BATCH_QUEUE);
    }

    /** So many batches may be computed at once. */
    public int concurrentJobs() {
        return get(Settings.CONCURRENT_JOBS);
    }

    /** How long the data of a batch stays readable after the batch. */
    public Duration remember() {
        return get(Settings.REMEMBER);
    }

    /** After how long a block is closed that is not full: to begin with, unless {@link #isBlockIntervalFixed}. */
    public Duration blockInterval() {
        Duration batch = batchInterval();
        Duration quarter = batch == null ? LONGEST_BLOCK : batch.dividedBy(4);
        if (quarter.compareTo(SHORTEST_BLOCK) < 0) quarter = SHORTEST_BLOCK;
        if (quarter.compareTo(LONGEST_BLOCK) > 0) quarter = LONGEST_BLOCK;
        return orElse(Settings.BLOCK_INTERVAL, quarter);
    }

    /** Whether the block interval stays as it was set, instead of being tuned. */
    public boolean isBlockIntervalFixed() {
        return explicit(Settings.BLOCK_INTERVAL) != null;
    }

    public int blockBytes() {
        return get(Settings.BLOCK_BYTES);
    }

    /** How many blocks all receivers have together; 0: what rings, batches in flight and memory ask for. */
    public int blockCount() {
        return get(Settings.BLOCK_COUNT);
    }

    /** The longest record that is taken; longer ones are rejected. */
    public int maxRecordBytes() {
        int set = get(Settings.MAX_RECORD_BYTES);
        return set == 0 ? BlockFormat.maxRecordLength(blockBytes()) : set;
    }

    /** The context's share of off-heap memory in bytes; 0: all that the process may use. */
    public long memoryLimit() {
        return get(Settings.MEMORY_LIMIT);
    }

    /** Bytes of rows that operations may hold on the heap before they go on with bytes and the disk; 0: a quarter of the heap. */
    public long spillMemory() {
        return get(Settings.SPILL_MEMORY);
    }

    /** Bytes of received blocks that may lie outside memory, in the log or in the spill file; 0: a part of what is free on that disk. */
    public long spillLimit() {
        return get(Settings.SPILL_LIMIT);
    }

    /** How many receivers the machine was sized for; 0: as many as the program has. */
    public int receivers() {
        return get(Settings.RECEIVERS);
    }

    /** How many blocks wait between a receiver and the log. */
    public int ringSlots() {
        return get(Settings.RING_SLOTS);
    }

    /** The pause before a source that was lost is opened again. */
    public Duration receiverRestartDelay() {
        return get(Settings.RESTART_DELAY);
    }

    /** So many records a second an input takes in at most, unless its stream says otherwise; 0: as many as come. */
    public long maxRate() {
        return get(Settings.MAX_RATE);
    }

    /** What an input does with records that there is no room for, unless its stream says otherwise. */
    public FullPolicy fullPolicy() {
        return get(Settings.FULL);
    }

    /** How rates follow what batches take; null: they do not. */
    public @Nullable Backpressure backpressure() {
        if (!get(Settings.BACKPRESSURE)) return null;
        return new Backpressure(
                get(Settings.RULE),
                get(Settings.INITIAL_RATE),
                get(Settings.PROPORTIONAL),
                get(Settings.INTEGRAL),
                get(Settings.DERIVED),
                get(Settings.MIN_RATE),
                orElse(Settings.TARGET, batchInterval() == null ? DEFAULT_TARGET : batchInterval()));
    }

    /** When batches wait for longer than this, the context says that it falls behind. */
    public Duration behindAfter() {
        Duration batch = batchInterval();
        Duration byBatch = batch == null ? SHORTEST_BEHIND : batch.multipliedBy(10);
        return orElse(Settings.BEHIND, byBatch.compareTo(SHORTEST_BEHIND) < 0 ? SHORTEST_BEHIND : byBatch);
    }

    /** What is done while batches wait for longer. */
    public BehindResponse behindResponse() {
        return get(Settings.BEHIND_RESPONSE);
    }

    /** So many batches are under way at once while batches are late, where these are joined. */
    public int behindJoined() {
        return get(Settings.BEHIND_JOINED);
    }

    /** For how long at least it is known which files were taken; older ones are not looked at. */
    public Duration minRememberDuration() {
        return get(Settings.MIN_REMEMBER);
    }

    /** 0: as many as the core plan finds room for. */
    public int workers() {
        return get(Settings.WORKERS);
    }

    public PinPolicy pinning() {
        return get(Settings.PINNING);
    }

    /** Who runs where, as the sizing file says; empty: the engine makes its own plan. */
    public List<Assignment> assignments() {
        return assignments;
    }

    public int keyGroups() {
        return get(Settings.KEY_GROUPS);
    }

    /** Of a keyed result for which the program names no number. */
    public int defaultPartitions() {
        return get(Settings.PARTITIONS);
    }

    /** What survives what. */
    public Durability durability() {
        return orElse(Settings.DURABILITY, directory() == null ? Durability.OFF : Durability.PROCESS);
    }

    /** For how long batches of the past can be run again, in batch time; see {@link Replay}. */
    public Duration replay() {
        return get(Settings.REPLAY);
    }

    /** So many batches share one delta of the state. */
    public int deltaBatches() {
        return get(Settings.DELTA_BATCHES);
    }

    public long rollBytes() {
        return get(Settings.ROLL_BYTES);
    }

    /** Trimmed files of the log are moved here; null: they are deleted. */
    public @Nullable Path archive() {
        return explicit(Settings.ARCHIVE);
    }

    /** How long it is from one checkpoint to the next, a multiple of the batch interval; null: the engine's choice. */
    public @Nullable Duration checkpointInterval() {
        return explicit(Settings.CHECKPOINT_INTERVAL);
    }

    /** What the time of batches is read from. */
    public InstantSource clock() {
        return clock;
    }

    /** The classes whose objects may be stored. */
    public KryoRegistry kryo() {
        return kryo;
    }

    /** The port of the console on this machine; 0 for any that is free, null for no console. */
    public @Nullable Integer consolePort() {
        return explicit(Settings.CONSOLE_PORT);
    }

    /** Where the console listens. */
    public String consoleAddress() {
        return orElse(Settings.CONSOLE_ADDRESS, "127.0.0.1");
    }

    /** What who looks at the console must know; null: who can reach it may look. */
    public @Nullable String consoleToken() {
        return explicit(Settings.CONSOLE_TOKEN);
    }

    /** The names of this machine that browsers may know the console by, besides its addresses. */
    public List<String> consoleHosts() {
        String names = explicit(Settings.CONSOLE_HOSTS);
        return names == null ? List.of() : List.of(names.split("[,\\s]+"));
    }

    /** Everything that can be set, by name: what holds, or in words how it is found. */
    public Map<String, String> allSettings() {
        Map<String, String> all = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.ALL.values()) {
            String value = shown(setting);
            all.put(setting.key(), value == null ? setting.shownDefault() : value);
        }
        return all;
    }

    /** What was set, by name; secrets are not shown. */
    public Map<String, String> explicitSettings() {
        Map<String, String> shown = new LinkedHashMap<>();
        for (Setting<?> setting : Settings.ALL.values()) {
            String value = shown(setting);
            if (value != null) shown.put(setting.key(), value);
        }
        return shown;
    }

    private <T> @Nullable String shown(Setting<T> setting) {
        T value = explicit(setting);
        return value == null ? null : setting.shown(value);
    }

    /** This, for a context with that batch interval. */
    HeadraceConf withInterval(Duration interval) {
        Duration said = batchInterval();
        if (said == null) return toBuilder().batchInterval(interval).build();
        if (said.equals(interval)) return this;
        throw Settings.BATCH_INTERVAL.refusal(
                Durations.print(said),
                Durations.print(interval) + ", as the program says; or leave it out in one of the two places");
    }

    /** This, once nobody can set a directory any more. */
    HeadraceConf forStart() {
        Contradictions.refuseLogWithoutDirectory(this);
        return this;
    }

    private <T> T get(Setting<T> setting) {
        return orElse(setting, Objects.requireNonNull(setting.defaultValue(), setting.key()));
    }

    private <T> T orElse(Setting<T> setting, T otherwise) {
        T set = explicit(setting);
        return set == null ? otherwise : set;
    }

    /** What was set; null when nothing was. */
    @SuppressWarnings("unchecked") // values are put in under the setting that parsed them
    <T> @Nullable T explicit(Setting<T> setting) {
        return (T) values.get(setting);
    }

    @Override
    public String toString() {
        return "HeadraceConf" + explicitSettings();
    }

    /**
     * Collects settings. A value that cannot be is refused at once, what contradicts something else in {@link #build}.
     *
     * <p><b>Threading:</b> one thread.
     */
    public static final class Builder {
        private final Map<Setting<?>, Object> values = new LinkedHashMap<>();
        private InstantSource clock = InstantSource.system();
        private KryoRegistry kryo = KryoRegistry.ofJdkTypes();
        private List<Assignment> assignments = List.of();

        private Builder() {}

        /**
         * Sets by name.
         *
         * @throws IllegalArgumentException naming the key, the value and what would be right
         */
        public Builder set(String key, String value) {
            Setting<?> setting = Settings.named(Given.checked(key, "name"), Given.checked(value, "value"));
            values.put(setting, setting.parse(value));
            return this;
        }

        public Builder setAll(Map<String, String> settings) {
            Given.checked(settings, "map").forEach(this::set);
            return this;
        }

        /** Of the application: for people, and for messages. */
        public Builder name(String name) {
            return with(Settings.NAME, name);
        }

        /** As {@link #name}, by the name that Spark gives it. */
        public Builder setAppName(String name) {
            return name(name);
        }

        /** Where log, checkpoints and state are kept. */
        public Builder directory(Path directory) {
            return with(Settings.DIRECTORY, directory);
        }

        public Builder durability(Durability durability) {
            return with(Settings.DURABILITY, durability);
        }

        public Builder batchInterval(Duration interval) {
            return with(Settings.BATCH_INTERVAL, interval);
        }

        public Builder blockInterval(Duration interval) {
            return with(Settings.BLOCK_INTERVAL, interval);
        }

        public Builder blockBytes(int bytes) {
            return with(Settings.BLOCK_BYTES, bytes);
        }

        public Builder workers(int workers) {
            return with(Settings.WORKERS, workers);
        }

        public Builder pinning(PinPolicy policy) {
            return with(Settings.PINNING, policy);
        }

        /** Shows the running program in a browser on this machine, at this port; 0 for any that is free. */
        public Builder console(int port) {
            return with(Settings.CONSOLE_PORT, port);
        }

        public Builder strict(boolean strict) {
            return with(Settings.STRICT, strict);
        }

        public Builder failurePolicy(FailurePolicy policy) {
            return with(Settings.FAILURE, policy);
        }

        public Builder remember(Duration duration) {
            return with(Settings.REMEMBER, duration);
        }

        /** Another clock than the system's, for tests and replays. */
        public Builder clock(InstantSource clock) {
            this.clock = Given.checked(clock, "clock");
            return this;
        }

        /** The classes whose objects may be stored: in blocks, state, windows and spill files. */
        public Builder kryo(KryoRegistry registry) {
            this.kryo = Given.checked(registry, "registry");
            return this;
        }

        /** The settings that the sizing tool found. */
        public Builder sizing(SizingFile file) {
            with(Settings.RECEIVERS, Given.checked(file, "sizing file").receivers());
            with(Settings.WORKERS, file.workers());
            with(Settings.BATCH_INTERVAL, file.batchInterval());
            with(Settings.BLOCK_INTERVAL, file.blockInterval());
            with(Settings.BLOCK_BYTES, file.blockBytes());
            with(Settings.BLOCK_COUNT, file.blockCount());
            with(Settings.MEMORY_LIMIT, file.memoryLimit());
            with(Settings.DURABILITY, Durability.valueOf(file.durability().name()));
            with(Settings.REPLAY, file.replayRetention());
            with(Settings.DELTA_BATCHES, file.deltaBatches());
            assignments = file.assignments();
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException when settings contradict each other: it names them
         */
        public HeadraceConf build() {
            return new HeadraceConf(this);
        }

        <T> Builder with(Setting<T> setting, T value) {
            values.put(setting, setting.checked(Given.checked(value, "value")));
            return this;
        }
    }
}
