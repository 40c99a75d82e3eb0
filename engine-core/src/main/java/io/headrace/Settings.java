package io.headrace;

import io.headrace.affinity.plan.PinPolicy;
import io.headrace.memory.block.BlockFormat;
import io.headrace.memory.table.KeyGroups;
import io.headrace.plan.InputFlow;
import io.headrace.receiver.FullPolicy;
import io.headrace.sink.SinkAhead;
import io.headrace.wal.Durability;
import io.headrace.wal.LogOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All settings there are, in the order of {@code docs/configuration.md}.
 *
 * <p><b>Threading:</b> immutable.
 */
final class Settings {
    static final int MIN_BLOCK_BYTES = 64 << 10;
    static final int MAX_BLOCK_BYTES = 4 << 20;
    static final long MOST_RECORDS_PER_SECOND = InputFlow.MOST_RATE;

    static final Setting<String> NAME = Setting.text("headrace.name", "headrace");
    static final Setting<Path> DIRECTORY = Setting.path("headrace.directory", "none");
    static final Setting<String> BACKEND = Setting.text("headrace.backend", "the only one there is");
    static final Setting<Boolean> STRICT = Setting.flag("headrace.strict");
    static final Setting<FailurePolicy> FAILURE =
            Setting.word("headrace.failure", FailurePolicy.class, FailurePolicy.FAIL, "FAIL");
    static final Setting<Duration> STOP_TIMEOUT =
            Setting.time("headrace.stop.timeout", null, "ten batch intervals, 10s at least", Duration.ZERO);

    static final Setting<Boolean> STOP_ON_SHUTDOWN = Setting.flag("headrace.stop.on.shutdown");
    static final Setting<Path> STOP_MARKER = Setting.path("headrace.stop.marker", "none");
    static final Setting<Integer> SINK_RETRIES = Setting.integer("headrace.sink.retries", 3, 0, Integer.MAX_VALUE);
    static final Setting<Duration> SINK_RETRY_DELAY =
            Setting.time("headrace.sink.retry.delay", Duration.ofMillis(100), "100ms", Duration.ofMillis(1));
    static final Setting<Duration> OUTPUT_SLOW_AFTER =
            Setting.time("headrace.output.slow.after", Duration.ofSeconds(10), "10s", Duration.ofMillis(1));
    static final Setting<SinkAhead> SINK_AHEAD =
            Setting.word("headrace.sink.ahead", SinkAhead.class, SinkAhead.FAIL, "FAIL");

    static final Setting<Duration> BATCH_INTERVAL =
            Setting.time("headrace.batch.interval", null, "as the program says", Duration.ofMillis(1));
    static final Setting<Integer> CATCH_UP_TICKS =
            Setting.integer("headrace.batch.catchup.ticks", 1_000, 0, Integer.MAX_VALUE);
    static final Setting<Integer> BATCH_QUEUE = Setting.powerOfTwo("headrace.batch.queue.length", 64, 1, 1 << 16);
    static final Setting<Integer> CONCURRENT_JOBS = Setting.integer("headrace.batch.concurrent.jobs", 1, 1, 64);
    static final Setting<Duration> REMEMBER = Setting.time("headrace.batch.remember", Duration.ZERO);

    static final Setting<Duration> BLOCK_INTERVAL = Setting.time(
            "headrace.block.interval",
            null,
            "a quarter of the batch interval, from 1ms to 200ms; re-tuned while running",
            Duration.ofNanos(1_000));
    static final Setting<Integer> BLOCK_BYTES =
            Setting.powerOfTwo("headrace.block.bytes", 256 << 10, MIN_BLOCK_BYTES, MAX_BLOCK_BYTES);
    static final Setting<Integer> BLOCK_COUNT = Setting.integer("headrace.block.count", 0, 0, 1 << 24);
    static final Setting<Integer> MAX_RECORD_BYTES =
            Setting.integer("headrace.record.max.bytes", 0, 0, BlockFormat.maxRecordLength(MAX_BLOCK_BYTES));
    static final Setting<Long> MEMORY_LIMIT = Setting.number("headrace.memory.limit", 0, 0, Long.MAX_VALUE);
    static final Setting<Long> SPILL_MEMORY = Setting.number("headrace.spill.memory", 0, 0, Long.MAX_VALUE);
    static final Setting<Long> SPILL_LIMIT = Setting.number("headrace.spill.limit", 0, 0, Long.MAX_VALUE);

    static final Setting<Integer> RECEIVERS = Setting.integer("headrace.receivers", 0, 0, 1 << 15);
    static final Setting<Integer> RING_SLOTS = Setting.powerOfTwo("headrace.receiver.ring.slots", 16, 2, 1 << 16);
    static final Setting<Duration> RESTART_DELAY =
            Setting.time("headrace.receiver.restart.delay", Duration.ofSeconds(2));
    static final Setting<Long> MAX_RATE = Setting.number("headrace.receiver.max.rate", 0, 0, MOST_RECORDS_PER_SECOND);
    static final Setting<FullPolicy> FULL =
            Setting.word("headrace.receiver.full", FullPolicy.class, FullPolicy.BLOCK, "BLOCK");

    static final Setting<Boolean> BACKPRESSURE = Setting.flag("headrace.backpressure.enabled");
    static final Setting<BackpressureRule> RULE =
            Setting.word("headrace.backpressure.rule", BackpressureRule.class, BackpressureRule.PID, "PID");
    static final Setting<Long> INITIAL_RATE =
            Setting.number("headrace.backpressure.initial.rate", 0, 0, MOST_RECORDS_PER_SECOND);
    static final Setting<Double> PROPORTIONAL = Setting.factor("headrace.backpressure.pid.proportional", 1.0);
    static final Setting<Double> INTEGRAL = Setting.factor("headrace.backpressure.pid.integral", 0.2);
    static final Setting<Double> DERIVED = Setting.factor("headrace.backpressure.pid.derived", 0.0);
    static final Setting<Long> MIN_RATE =
            Setting.number("headrace.backpressure.min.rate", 100, 1, MOST_RECORDS_PER_SECOND);
    static final Setting<Duration> TARGET =
            Setting.time("headrace.backpressure.target", null, "the batch interval", Duration.ofMillis(1));
    static final Setting<Duration> BEHIND =
            Setting.time("headrace.behind.after", null, "ten batch intervals, 1s at least", Duration.ofMillis(1));

    static final Setting<BehindResponse> BEHIND_RESPONSE =
            Setting.word("headrace.behind.response", BehindResponse.class, BehindResponse.WARN, "WARN");
    static final Setting<Integer> BEHIND_JOINED = Setting.integer("headrace.behind.joined", 4, 2, 64);

    static final Setting<Integer> CONSOLE_PORT = Setting.port("headrace.console.port", "none");
    static final Setting<String> CONSOLE_ADDRESS = Setting.text("headrace.console.address", "127.0.0.1");
    static final Setting<String> CONSOLE_TOKEN = Setting.text("headrace.console.token", "none");
    static final Setting<String> CONSOLE_HOSTS = Setting.text("headrace.console.hosts", "none");

    static final Setting<Duration> MIN_REMEMBER = Setting.time("headrace.files.min.remember", Duration.ofSeconds(60));

    static final Setting<Integer> WORKERS = Setting.integer("headrace.workers", 0, 0, 1 << 10);
    static final Setting<PinPolicy> PINNING =
            Setting.word("headrace.core.pinning", PinPolicy.class, PinPolicy.PREFERRED, "PREFERRED");

    static final Setting<Integer> KEY_GROUPS =
            Setting.integer("headrace.key.groups", KeyGroups.DEFAULT_GROUPS, 1, KeyGroups.MOST_GROUPS);
    static final Setting<Integer> PARTITIONS = Setting.integer("headrace.partitions", 4, 1, KeyGroups.MOST_GROUPS);

    static final Setting<Durability> DURABILITY =
            Setting.word("headrace.log.durability", Durability.class, null, "PROCESS with a directory, OFF without");
    static final Setting<Duration> REPLAY = Setting.time("headrace.log.replay", Duration.ZERO);
    static final Setting<Integer> DELTA_BATCHES =
            Setting.integer("headrace.log.delta.batches", 1, 1, Integer.MAX_VALUE);
    static final Setting<Integer> ROLL_BYTES = Setting.powerOfTwo(
            "headrace.log.roll.bytes", (int) LogOptions.DEFAULT_ROLL_BYTES, (int) LogOptions.MIN_ROLL_BYTES, (int)
                    LogOptions.MAX_ROLL_BYTES);
    static final Setting<Duration> CHECKPOINT_INTERVAL = Setting.time(
            "headrace.checkpoint.interval",
            null,
            "10s, or the next multiple of the batch interval",
            Duration.ofMillis(1));
    static final Setting<Path> ARCHIVE = Setting.path("headrace.log.archive", "none");

    static final Map<String, Setting<?>> ALL = byKey(List.of(
            NAME,
            DIRECTORY,
            BACKEND,
            STRICT,
            FAILURE,
            STOP_TIMEOUT,
            STOP_ON_SHUTDOWN,
            STOP_MARKER,
            SINK_AHEAD,
            SINK_RETRIES,
            SINK_RETRY_DELAY,
            OUTPUT_SLOW_AFTER,
            BATCH_INTERVAL,
            CATCH_UP_TICKS,
            BATCH_QUEUE,
            CONCURRENT_JOBS,
            REMEMBER,
            BLOCK_INTERVAL,
            BLOCK_BYTES,
            BLOCK_COUNT,
            MAX_RECORD_BYTES,
            MEMORY_LIMIT,
            SPILL_MEMORY,
            SPILL_LIMIT,
            RECEIVERS,
            RING_SLOTS,
            RESTART_DELAY,
            MAX_RATE,
            FULL,
            MIN_REMEMBER,
            BACKPRESSURE,
            RULE,
            INITIAL_RATE,
            PROPORTIONAL,
            INTEGRAL,
            DERIVED,
            MIN_RATE,
            TARGET,
            BEHIND,
            BEHIND_RESPONSE,
            BEHIND_JOINED,
            CONSOLE_PORT,
            CONSOLE_ADDRESS,
            CONSOLE_TOKEN,
            CONSOLE_HOSTS,
            WORKERS,
            PINNING,
            KEY_GROUPS,
            PARTITIONS,
            DURABILITY,
            REPLAY,
            DELTA_BATCHES,
            ROLL_BYTES,
            ARCHIVE,
            CHECKPOINT_INTERVAL));

    private Settings() {}

    private static Map<String, Setting<?>> byKey(List<Setting<?>> settings) {
        Map<String, Setting<?>> byKey = new LinkedHashMap<>();
        for (Setting<?> setting : settings) byKey.put(setting.key(), setting);
        return byKey;
    }

    /** The setting of that name. */
    static Setting<?> named(String key, String value) {
        Setting<?> setting = ALL.get(key);
        if (setting != null) return setting;
        if (key.startsWith("headrace.core.") || key.startsWith("headrace.predicted."))
            throw new IllegalArgumentException(key + "=" + value
                    + ": such lines stand in the sizing tool's file only; read it with"
                    + " HeadraceConf.fromSizingFile(path)");
        throw new IllegalArgumentException(key + "=" + value + ": there is no such setting; did you mean "
                + closest(key) + "? docs/configuration.md lists all");
    }

    private static String closest(String key) {
        String best = NAME.key();
        int least = Integer.MAX_VALUE;
        for (String candidate : ALL.keySet()) {
            int distance = distance(key, candidate);
            if (distance >= least) continue;
            least = distance;
            best = candidate;
        }
        return best;
    }

    /** How many letters must be put in, taken out or changed. */
    private static int distance(String a, String b) {
        int[] above = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) above[j] = j;
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int change = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[b.length()];
    }
}
