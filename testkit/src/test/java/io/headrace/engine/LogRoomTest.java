package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.exec.checkpoint.CheckpointDirectory;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.ManualClock;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.Roll;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The log of a context with state keeps no more than its checkpoints need, and waits where the disk has no room. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class LogRoomTest {
    private static final int BLOCK = 64 << 10;
    private static final int ROLL = 512 << 10;
    private static final long PER_BATCH = 2L * BLOCK / Long.BYTES;
    private static final long KEYS = 97;
    private static final int MOST_ROLLS = 6;

    private final ManualClock clock = new ManualClock();
    private final Numbers source = new Numbers();
    private final AtomicLong seen = new AtomicLong();
    private final Map<Long, Long> counts = new ConcurrentSkipListMap<>();

    @TempDir
    Path temporary;

    /** Numbers, each to come once and in order, counted by key, with a checkpoint behind each batch. */
    private StreamingContext context(Path directory) {
        StreamingContext context = StreamingContext.builder("room")
                .batchInterval(Durations.seconds(1))
                .clock(clock)
                .directory(directory)
                .durability(Durability.PROCESS)
                .set("headrace.checkpoint.interval", "1s")
                .set("headrace.block.bytes", String.valueOf(BLOCK))
                .set("headrace.block.count", "8")
                .set("headrace.receiver.ring.slots", "2")
                .set("headrace.log.roll.bytes", String.valueOf(ROLL))
                .build();
        context.polledStream("numbers", source, Codecs.LONG)
                .transform(rdd -> {
                    for (long number : rdd.collect()) assertThat(number).isEqualTo(seen.getAndIncrement());
                    return rdd;
                })
                .mapToPair(number -> new Tuple2<>(number % KEYS, 1L))
                .<Long>updateStateByKey((values, state) -> Optional.of(values.size() + state.orElse(0L)))
                .foreachRDD(rdd -> rdd.collect().forEach(pair -> counts.put(pair._1(), pair._2())));
        return context;
    }

    private static Map<Long, Long> expected(long numbers) {
        Map<Long, Long> counts = new TreeMap<>();
        for (long number = 0; number < numbers; number++) counts.merge(number % KEYS, 1L, Long::sum);
        return counts;
    }

    private static void await(StreamingContext context, BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean())
            assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
    }

    private static List<Roll> rolls(Path directory) {
        try {
            return LogFiles.list(directory.resolve(Log.DIRECTORY_NAME)).rolls();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long lastCheckpoint(Path directory) {
        try {
            List<Long> numbers =
                    new CheckpointDirectory(directory.resolve(CheckpointDirectory.DIRECTORY_NAME)).numbers();
            return numbers.isEmpty() ? 0 : numbers.get(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void runUpTo(StreamingContext context, long numbers) throws InterruptedException {
        source.limit.set(numbers);
        await(context, () -> source.taken.get() == numbers);
        await(context, () -> {
            clock.advance(Durations.seconds(1));
            return seen.get() == numbers;
        });
    }

    @Test
    void shouldKeepFewRollsWhileManyAreWritten() throws Exception {
        Path directory = temporary.resolve("context");
        long batches = 18L * ROLL / (PER_BATCH * Long.BYTES);
        try (StreamingContext context = context(directory)) {
            context.start();
            for (long batch = 1; batch <= batches; batch++) {
                runUpTo(context, batch * PER_BATCH);
                await(context, () -> {
                    clock.advance(Durations.seconds(1)); // a checkpoint needs a batch
                    return rolls(directory).size() <= MOST_ROLLS;
                });
            }
            context.stop(true);
        }
        assertThat(counts).isEqualTo(expected(batches * PER_BATCH));
        List<Roll> left = rolls(directory);
        assertThat(left.get(left.size() - 1).ordinal()).isGreaterThan(2 * MOST_ROLLS);
    }

    @Tag("root")
    @Test
    void shouldWaitOnAFullTmpfs() throws Exception {
        waitAndGoOn("mount", "-t", "tmpfs", "-o", "size=12m", "tmpfs", mountPoint());
    }

    @Tag("root")
    @Test
    void shouldWaitOnAFullExt4() throws Exception {
        String image = temporary.resolve("image").toString();
        run("truncate", "-s", "32M", image);
        run("mkfs.ext4", "-q", "-F", image);
        waitAndGoOn("mount", "-o", "loop", image, mountPoint());
    }

    private String mountPoint() throws IOException {
        return Files.createDirectories(temporary.resolve("mount")).toString();
    }

    private void waitAndGoOn(String... mount) throws Exception {
        run(mount);
        Path directory = Path.of(mountPoint()).resolve("context");
        try {
            fillAndGoOn(directory, 8 * PER_BATCH, 200 * PER_BATCH);
            goOnAfterARestart(directory, 200 * PER_BATCH);
            beRefusedWithoutRoom(directory);
        } finally {
            run("umount", "-l", mountPoint()); // the counters stay mapped until they are collected
        }
    }

    private void fillAndGoOn(Path directory, long some, long many) throws Exception {
        Path filler = directory.resolveSibling("filler");
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream console = System.err;
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try (StreamingContext context = context(directory)) {
            context.start();
            runUpTo(context, some);
            await(context, () -> lastCheckpoint(directory) > 0);
            await(context, () -> {
                fill(filler);
                source.limit.incrementAndGet();
                clock.advance(Durations.seconds(1));
                return said.toString(StandardCharsets.UTF_8).contains("no checkpoint can be written");
            });
            long stood = goOnWithoutRoom(context, filler, many);
            assertThat(stood).isLessThan(many);
            assertThat(said.toString(StandardCharsets.UTF_8)).contains("the disk of the log has no room");
            long before = lastCheckpoint(directory);
            Files.delete(filler);
            await(context, () -> {
                clock.advance(Durations.seconds(1));
                return seen.get() == many;
            });
            await(context, () -> {
                clock.advance(Durations.seconds(1));
                return lastCheckpoint(directory) > before + 1
                        && rolls(directory).size() <= MOST_ROLLS;
            });
            context.stop(true);
        } finally {
            System.setErr(console);
            console.print(said.toString(StandardCharsets.UTF_8));
        }
        assertThat(counts).isEqualTo(expected(many));
    }

    private void goOnAfterARestart(Path directory, long many) throws Exception {
        try (StreamingContext context = context(directory)) {
            context.start();
            source.limit.set(many + PER_BATCH);
            await(context, () -> {
                clock.advance(Durations.seconds(1));
                return seen.get() == many + PER_BATCH;
            });
            context.stop(true);
        }
        assertThat(counts).isEqualTo(expected(many + PER_BATCH));
    }

    /** A start that finds no room at all says which disk is full. */
    private void beRefusedWithoutRoom(Path directory) {
        fill(directory.resolveSibling("filler"));
        try (StreamingContext context = context(directory)) {
            assertThatThrownBy(context::start)
                    .hasMessageContainingAll("headrace.directory is " + directory, "No space left", "make room");
        }
    }

    /** Takes all the room that there is, also what is given back meanwhile. */
    private static void fill(Path file) {
        byte[] some = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            while (true) out.write(some);
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space");
        }
    }

    /**
     * Gives the source numbers, and takes all room meanwhile that is given back: else a checkpoint may be written in what the one before has
     * freed of the log, and so on, and the disk would be full for nobody.
     *
     * @return how many were taken before everything stood still
     */
    private long goOnWithoutRoom(StreamingContext context, Path file, long many) throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        CompletableFuture<Void> filling = CompletableFuture.runAsync(() -> {
            while (!isOver.get()) {
                fill(file);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
            }
        });
        try {
            source.limit.set(many);
            return standsStill(context);
        } finally {
            isOver.set(true);
            filling.get(20, TimeUnit.SECONDS);
        }
    }

    /** Batches go on until nothing has been taken, and nothing worked on, for a while: how much was taken. */
    private long standsStill(StreamingContext context) throws InterruptedException {
        long before = -1;
        while (before != source.taken.get() + seen.get()) {
            before = source.taken.get() + seen.get();
            for (int i = 0; i < 5; i++) {
                clock.advance(Durations.seconds(1));
                assertThat(context.awaitTerminationOrTimeout(300)).isFalse();
            }
        }
        return source.taken.get();
    }

    private static void run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), output)
                .isZero();
    }
}
