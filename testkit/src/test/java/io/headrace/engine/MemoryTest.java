package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.Tuple2;
import io.headrace.exec.counters.ErrorsReader;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.Receiver;
import io.headrace.testkit.ManualClock;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More data than memory, and more than disk: what is received waits or is held, and each record comes once, in order. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class MemoryTest {
    private static final int BLOCK = 64 << 10;
    private static final int BLOCKS = 8;

    /** More numbers than the blocks hold. */
    private static final long IN_MEMORY = BLOCKS * BLOCK / 8;

    private static final long MANY = 10 * IN_MEMORY;

    private final ManualClock clock = new ManualClock();
    private final Numbers source = new Numbers();
    private final AtomicLong seen = new AtomicLong();

    @TempDir
    Path directory;

    private StreamingContextBuilder small(Durability durability) {
        StreamingContextBuilder builder = StreamingContext.builder("small")
                .batchInterval(Durations.seconds(1))
                .clock(clock)
                .set("headrace.block.bytes", String.valueOf(BLOCK))
                .set("headrace.block.count", String.valueOf(BLOCKS))
                .set("headrace.receiver.ring.slots", "2");
        return durability == Durability.OFF
                ? builder
                : builder.directory(directory).durability(durability);
    }

    private static void await(StreamingContext context, BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean())
            assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
    }

    private void checkOrder(Iterable<Long> numbers) {
        for (long number : numbers) assertThat(number).isEqualTo(seen.getAndIncrement());
    }

    private void checkOrderWhenLetGo(StreamingContext context, CountDownLatch go) {
        context.polledStream("numbers", source, Codecs.LONG).foreachRDD(rdd -> {
            assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
            checkOrder(rdd.collect());
        });
    }

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"OFF", "PROCESS"})
    void shouldSendBlocksToTheDiskAndReadThemBack(Durability durability) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (StreamingContext context = small(durability).build()) {
            checkOrderWhenLetGo(context, go);
            source.limit.set(MANY);
            context.start();
            await(context, () -> source.taken.get() >= 100);
            clock.advance(Durations.seconds(1));
            await(context, () -> source.taken.get() == MANY);
            go.countDown();
            context.stop(true);
        }
        assertThat(seen.get()).isEqualTo(MANY);
    }

    @Test
    void shouldHoldReceiversWhenTheJobsAreAsFarBehindAsTheyMayBe() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (StreamingContext context =
                small(Durability.OFF).set("headrace.batch.queue.length", "2").build()) {
            checkOrderWhenLetGo(context, go);
            source.limit.set(1);
            context.start();
            clock.advance(Durations.seconds(3));
            assertThat(context.awaitTerminationOrTimeout(100)).isFalse();
            source.limit.set(MANY);
            await(context, () -> source.taken.get() > IN_MEMORY / 4);
            assertThat(context.awaitTerminationOrTimeout(200)).isFalse();
            assertThat(source.taken.get()).isLessThan(2 * IN_MEMORY);
            go.countDown();
            await(context, () -> {
                clock.advance(Durations.seconds(1));
                return source.taken.get() == MANY;
            });
            context.stop(true);
        }
        assertThat(seen.get()).isEqualTo(MANY);
    }

    /** Stores numbers as fast as it may. */
    private static final class Storing extends Receiver<Long> {
        private static final long serialVersionUID = 1;
        private static final AtomicLong STORED = new AtomicLong();
        private transient Thread thread;

        Storing() {
            super(StorageLevel.MEMORY_ONLY);
        }

        @Override
        public void onStart() {
            STORED.set(0);
            thread = new Thread(() -> {
                try {
                    for (long n = 0; n < MANY; n++) {
                        store(n);
                        STORED.incrementAndGet();
                    }
                } catch (InterruptedException | RuntimeException e) {
                    Thread.currentThread().interrupt(); // the test is over
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void onStop() throws Exception {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void shouldHoldReceiversWhoseBlocksMustStayInMemory() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (StreamingContext context = small(Durability.PROCESS).build()) {
            context.receiverStream(new Storing()).foreachRDD(rdd -> {
                assertThat(go.await(60, TimeUnit.SECONDS)).isTrue();
                checkOrder(rdd.collect());
            });
            context.start();
            await(context, () -> Storing.STORED.get() > IN_MEMORY / 4);
            assertThat(context.awaitTerminationOrTimeout(300)).isFalse();
            assertThat(Storing.STORED.get()).isLessThan(2 * IN_MEMORY);
            go.countDown();
            await(context, () -> {
                clock.advance(Durations.seconds(1));
                return Storing.STORED.get() == MANY;
            });
            context.stop(true);
        }
        assertThat(seen.get()).isEqualTo(MANY);
    }

    @Test
    void shouldNameTheTableThatHasNoMemory() throws Exception {
        try (StreamingContext context = small(Durability.OFF)
                .set("headrace.memory.limit", String.valueOf(4 << 20))
                .build()) {
            context.polledStream("numbers", source, Codecs.LONG)
                    .mapToPair(n -> new Tuple2<>(n, 1L))
                    .<Long>updateStateByKey((values, state) -> Optional.of(1L))
                    .name("all numbers")
                    .foreachRDD(rdd -> {});
            source.limit.set(MANY);
            context.start();
            await(context, () -> source.taken.get() == MANY);
            clock.advance(Durations.seconds(1));
            assertThatThrownBy(() -> context.awaitTerminationOrTimeout(20_000))
                    .hasMessageContaining("all numbers")
                    .hasMessageContaining("budget")
                    .hasMessageContaining("memory.limit");
        }
    }

    @Test
    void shouldNameTheFoldThatHasNoMemory() throws Exception {
        try (StreamingContext context = small(Durability.OFF)
                .set("headrace.memory.limit", String.valueOf(4 << 20))
                .build()) {
            context.polledUtf8Stream("numbers", source)
                    .countByValue()
                    .name("counts")
                    .foreachRDD(rdd -> {});
            source.limit.set(MANY);
            context.start();
            await(context, () -> source.taken.get() == MANY);
            clock.advance(Durations.seconds(1));
            assertThatThrownBy(() -> context.awaitTerminationOrTimeout(20_000))
                    .hasMessageContaining("counts")
                    .hasMessageContaining("memory limit");
        }
    }

    @Test
    void shouldRefuseMemoryThatIsNotThere() {
        assertThatThrownBy(() -> small(Durability.OFF)
                        .set("headrace.memory.limit", String.valueOf(100 << 10))
                        .build())
                .hasMessageContaining("headrace.memory.limit=102400")
                .hasMessageContaining("the blocks alone need that");
        try (StreamingContext context =
                small(Durability.OFF).set("headrace.block.count", "3").build()) {
            context.polledStream("numbers", source, Codecs.LONG).foreachRDD(rdd -> {});
            assertThatThrownBy(context::start)
                    .hasMessageContaining("headrace.block.count=3")
                    .hasMessageContaining("6 blocks at least");
        }
    }

    @Tag("root")
    @Test
    void shouldWaitWhileTheDiskIsFullAndGoOnWhenThereIsRoom() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("mount"));
        mount("mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", mount.toString());
        try (StreamingContext context = small(Durability.PROCESS)
                .directory(mount.resolve("context"))
                .set("headrace.log.roll.bytes", String.valueOf(1 << 20))
                .set("headrace.spill.limit", "1000000000") // the disk is to be full before
                .build()) {
            Path filler = mount.resolve("filler");
            context.polledStream("numbers", source, Codecs.LONG).foreachRDD(rdd -> checkOrder(rdd.collect()));
            context.start();
            Files.write(filler, new byte[2 << 20]);
            source.limit.set(MANY);
            long stood = standsStill(context);
            assertThat(stood).isLessThan(MANY);
            Files.delete(filler);
            await(context, () -> {
                clock.advance(Durations.seconds(1));
                return source.taken.get() > stood;
            });
            await(context, () -> {
                clock.advance(Durations.seconds(1));
                return source.taken.get() == MANY;
            });
            context.stop(true);
        } finally {
            mount("umount", "-l", mount.toString()); // the counters stay mapped until they are collected
        }
        assertThat(seen.get()).isEqualTo(MANY);
    }

    /** Without a log, blocks go to a file of their own. */
    @Tag("root")
    @Test
    void shouldSayThatTheDiskForBlocksIsFullAndGoOnWhenThereIsRoom() throws Exception {
        Path mount = Files.createDirectory(directory.resolve("temporary"));
        mount("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount.toString());
        String before = System.setProperty("java.io.tmpdir", mount.toString());
        CountDownLatch go = new CountDownLatch(1);
        try (StreamingContext context = small(Durability.OFF)
                .directory(directory.resolve("context"))
                .durability(Durability.OFF)
                .set("headrace.spill.limit", "1000000000") // the disk is to be full before
                .build()) {
            checkOrderWhenLetGo(context, go);
            source.limit.set(MANY);
            context.start();
            await(context, () -> source.taken.get() >= 100);
            clock.advance(Durations.seconds(1));
            await(context, () -> !complaints().isEmpty());
            assertThat(complaints())
                    .singleElement(InstanceOfAssertFactories.STRING)
                    .contains("No space left on device")
                    .contains(mount.toString())
                    .contains("what was taken in is kept");
            assertThat(source.taken.get()).isLessThan(MANY);
            mount("mount", "-o", "remount,size=64m", mount.toString());
            await(context, () -> source.taken.get() == MANY);
            go.countDown();
            context.stop(true);
        } finally {
            System.setProperty("java.io.tmpdir", before);
            mount("umount", "-l", mount.toString());
        }
        assertThat(seen.get()).isEqualTo(MANY);
    }

    /** What {@code headrace errors} shows of blocks. */
    private List<String> complaints() {
        try {
            return ErrorsReader.read(directory.resolve("context").resolve("errors")).entries().stream()
                    .filter(entry -> entry.where().equals("blocks"))
                    .map(ErrorsReader.Entry::what)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until nothing has been taken for a while: how much was. */
    private long standsStill(StreamingContext context) throws InterruptedException {
        long before = -1;
        while (before != source.taken.get()) {
            before = source.taken.get();
            assertThat(context.awaitTerminationOrTimeout(500)).isFalse();
        }
        return before;
    }

    private static void mount(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor())
                .as("%s: %s", String.join(" ", command), output)
                .isZero();
    }
}
