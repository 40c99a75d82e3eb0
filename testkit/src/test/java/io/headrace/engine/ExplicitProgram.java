package io.headrace.engine;

import io.headrace.Durations;
import io.headrace.FailurePolicy;
import io.headrace.MapWithStateDStream;
import io.headrace.PairDStream;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.StreamingContext;
import io.headrace.Time;
import io.headrace.Tuple2;
import io.headrace.testkit.ManualClock;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.StreamSupport;

/**
 * Every kind of window and state over batches that depend on their time alone, with a line for each output of each batch in a file: to be
 * killed at any instant and started again. {@code ExplicitProgram DIRECTORY OUTPUT DURABILITY CONCURRENT-JOBS LAST-BATCH CHECKPOINT-BATCHES
 * [REPLAY-BATCHES]}.
 */
final class ExplicitProgram {
    static final long BATCH_MILLIS = 5;
    private static final int KEYS = 20;

    /** Time stands between 0 and the last batch, and goes as fast as the batches do. */
    static final class Fast implements InstantSource {
        private final ManualClock clock = new ManualClock(Instant.EPOCH);
        private final long last;

        Fast(long last) {
            this.last = last;
        }

        @Override
        public Instant instant() {
            if (clock.millis() < last) clock.advance(Durations.milliseconds(1));
            return clock.instant();
        }
    }

    private ExplicitProgram() {}

    public static void main(String[] args) throws Exception {
        long last = Long.parseLong(args[4]) * BATCH_MILLIS;
        try (StreamingContext context = context(
                Path.of(args[0]),
                Path.of(args[1]),
                Durability.valueOf(args[2]),
                Integer.parseInt(args[3]),
                last,
                Integer.parseInt(args[5]),
                args.length > 6 ? Integer.parseInt(args[6]) : 0)) {
            context.start();
            context.awaitTermination();
        }
    }

    /** As a number of jobs: one, and batches are joined when they are late, as nearly all are. */
    static final int JOINED = 0;

    static StreamingContext context(
            Path directory,
            Path output,
            Durability durability,
            int concurrentJobs,
            long lastMillis,
            int checkpointBatches) {
        return context(directory, output, durability, concurrentJobs, lastMillis, checkpointBatches, 0);
    }

    /** @param replayBatches so many of the past can be run again */
    static StreamingContext context(
            Path directory,
            Path output,
            Durability durability,
            int concurrentJobs,
            long lastMillis,
            int checkpointBatches,
            int replayBatches) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("explicit")
                    .batchInterval(Durations.milliseconds(BATCH_MILLIS))
                    .clock(new Fast(lastMillis))
                    .durability(durability)
                    .failurePolicy(FailurePolicy.DEAD_LETTER)
                    .set("headrace.batch.catchup.ticks", "1000000")
                    .set("headrace.checkpoint.interval", checkpointBatches * BATCH_MILLIS + "ms")
                    .set("headrace.log.replay", replayBatches * BATCH_MILLIS + "ms")
                    .set("headrace.block.bytes", String.valueOf(64 << 10))
                    .set("headrace.log.roll.bytes", String.valueOf(512 << 10))
                    .set("headrace.batch.concurrent.jobs", String.valueOf(Math.max(1, concurrentJobs)))
                    .set("headrace.behind.response", concurrentJobs == JOINED ? "JOIN" : "WARN")
                    .set("headrace.behind.after", "1ms")
                    .build();
            write(context, output);
            return context;
        });
    }

    /** The batch of a time, always the same. */
    static List<List<Tuple2<Long, Long>>> batchAt(long timeMillis) {
        Random random = new Random(timeMillis * 31);
        List<List<Tuple2<Long, Long>>> partitions = new ArrayList<>();
        for (int p = 0; p < timeMillis / BATCH_MILLIS % 4; p++) {
            List<Tuple2<Long, Long>> part = new ArrayList<>();
            for (int i = 0; i < random.nextInt(40); i++)
                part.add(new Tuple2<>((long) random.nextInt(KEYS), random.nextLong(1_000)));
            partitions.add(part);
        }
        return partitions;
    }

    private static void write(StreamingContext context, Path output) {
        PairDStream<Long, Long> pairs = context.<Tuple2<Long, Long>>batchStream(ExplicitProgram::batchAt)
                .mapToPair(pair -> {
                    if (pair._2() % 97 == 3) throw new IllegalArgumentException("a number that throws: " + pair._2());
                    return pair;
                });
        record(
                output,
                "plain",
                pairs.reduceByKeyAndWindow(Long::sum, window(7), window(1)).name("plain"));
        record(
                output,
                "inverse",
                pairs.reduceByKeyAndWindow(Long::sum, (a, b) -> a - b, window(6), window(2))
                        .name("inverse"));
        record(
                output,
                "group",
                pairs.groupByKeyAndWindow(window(4), window(2)).name("group").mapValues(ExplicitProgram::listed));
        record(output, "window", pairs.window(window(3), window(3)).name("window"));
        record(output, "state", pairs.<String>updateStateByKey((values, state) -> {
            String next = (state.orElse("") + values).replaceAll("^.*(.{20})$", "$1");
            return next.hashCode() % 5 == 0 ? Optional.empty() : Optional.of(next);
        }));
        MapWithStateDStream<Long, Long, String, String> mapped =
                pairs.mapWithState(StateSpec.<Long, Long, String, String>function(ExplicitProgram::mapped)
                        .initialState(context.parallelizePairs(
                                List.of(new Tuple2<>(3L, "three"), new Tuple2<>(-1L, "never"))))
                        .timeout(window(9)));
        mapped.name("mapped").foreachRDD((rdd, time) -> record(output, "mapped", time, rdd.collect()));
        record(output, "snapshot", mapped.stateSnapshots());
    }

    /** The last values of a key; one of them in five forgets it. */
    private static String mapped(Long key, Optional<Long> value, State<String> state) {
        String call = key + " " + value + " " + state;
        if (state.isTimingOut()) return call;
        if (value.get() % 5 != 0)
            state.update((state.getOption().orElse("") + value.get()).replaceAll("^.*(.{10})$", "$1"));
        else if (value.get() % 2 == 0 && state.exists()) state.remove();
        return call;
    }

    private static Duration window(int batches) {
        return Durations.milliseconds(batches * BATCH_MILLIS);
    }

    private static String listed(Iterable<Long> values) {
        return StreamSupport.stream(values.spliterator(), false).toList().toString();
    }

    private static <K, V> void record(Path output, String name, PairDStream<K, V> stream) {
        stream.foreachRDD((rdd, time) -> record(output, name, time, rdd.collect()));
    }

    private static void record(Path output, String name, Time time, List<?> rows) {
        append(
                output,
                time.milliseconds() / BATCH_MILLIS + " " + name + " "
                        + rows.stream().map(String::valueOf).sorted().toList());
    }

    private static synchronized void append(Path output, String line) {
        try (FileChannel file = FileChannel.open(
                output, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE)) {
            // One write, so that a kill leaves a line or none; what is torn after all has no dot.
            ByteBuffer buffer = ByteBuffer.wrap((line + " .\n").getBytes(StandardCharsets.UTF_8));
            while (buffer.hasRemaining()) file.write(buffer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
