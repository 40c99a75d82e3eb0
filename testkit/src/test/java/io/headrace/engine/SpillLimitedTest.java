package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.exec.counters.ErrorsReader;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.FullPolicy;
import io.headrace.receiver.Receiver;
import io.headrace.testkit.ManualClock;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The jobs stand still, many batches may wait for them, and a source brings more than memory and the disk's share hold. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SpillLimitedTest {
    private static final Duration SECOND = Durations.seconds(1);
    private static final int MORE_THAN_FITS = 3_000;
    private static final int BLOCK = 64 << 10;
    private static final int LIMIT = 4 * BLOCK + 1_000;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private final PlainNumbers source = new PlainNumbers();
    private final List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    private StreamingContext context(Durability durability, FullPolicy policy, String stopTimeout) {
        return StreamingContext.builder("limited")
                .batchInterval(SECOND)
                .clock(clock)
                .directory(directory)
                .durability(durability)
                .set("headrace.core.pinning", "OFF")
                .set("headrace.block.bytes", String.valueOf(BLOCK))
                .set("headrace.receiver.ring.slots", "2")
                .set("headrace.block.count", "8")
                .set("headrace.spill.limit", String.valueOf(LIMIT))
                .set("headrace.receiver.full", policy.name())
                .set("headrace.stop.timeout", stopTimeout)
                .build();
    }

    private void collectNumbers(StreamingContext context) {
        context.polledUtf8Stream("plain", source)
                .map(text -> Long.valueOf(text.toString().strip()))
                .foreachRDD(rdd -> {
                    List<Long> numbers = rdd.collect();
                    seen.addAll(numbers);
                    if (!numbers.isEmpty()) standStill();
                });
    }

    private void standStill() throws InterruptedException {
        stuck.countDown();
        if (!go.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("nobody let it go");
    }

    /** Starts, lets the first batch stand still in its output, and brings too much. */
    private void fill(StreamingContext context) throws Exception {
        collectNumbers(context);
        source.limit.set(10);
        context.start();
        while (source.taken.get() < 10) pause(context);
        // A block is closed at the tick, too late for it perhaps: then the next batch has it.
        do {
            clock.advance(SECOND);
            pause(context);
        } while (!stuck.await(100, TimeUnit.MILLISECONDS));
        source.limit.set(MORE_THAN_FITS);
    }

    private static void pause(StreamingContext context) throws Exception {
        assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
    }

    private void awaitLimit(StreamingContext context) throws Exception {
        while (complaint().isEmpty()) pause(context);
        assertThat(complaint().orElseThrow().what())
                .contains("headrace.spill.limit=" + LIMIT)
                .contains("what was taken in is kept");
        assertThat(counted(CounterId.SPILL_LIMIT)).isEqualTo(LIMIT);
        assertBounded();
    }

    /** What {@code headrace errors} shows of it. */
    private Optional<ErrorsReader.Entry> complaint() throws IOException {
        return ErrorsReader.read(directory.resolve("errors")).entries().stream()
                .filter(entry -> entry.where().equals("blocks"))
                .findFirst();
    }

    private void assertBounded() throws IOException {
        assertThat(counted(CounterId.BLOCK_BYTES_OUTSIDE)).isLessThanOrEqualTo(LIMIT);
        String own = "headrace-spill-" + ProcessHandle.current().pid() + "-*";
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(Path.of(System.getProperty("java.io.tmpdir")), own)) {
            for (Path folder : folders)
                assertThat(Files.size(folder.resolve("blocks"))).isLessThanOrEqualTo(LIMIT);
        }
    }

    private long counted(CounterId id) throws IOException {
        return CountersReader.open(directory.resolve("counters")).value(id, 0).orElseThrow();
    }

    private static List<Long> upTo(long end) {
        return LongStream.range(0, end).boxed().toList();
    }

    @ParameterizedTest
    @CsvSource({"OFF,BLOCK", "OFF,SPILL", "PROCESS,BLOCK", "PROCESS,SPILL"})
    void shouldHoldTheSourceAtTheLimitAndLoseNothing(Durability durability, FullPolicy policy) throws Exception {
        try (StreamingContext context = context(durability, policy, "10s")) {
            fill(context);
            awaitLimit(context);
            assertThat(source.taken.get()).isLessThan(MORE_THAN_FITS);
            go.countDown();
            while (source.taken.get() < MORE_THAN_FITS) {
                clock.advance(SECOND);
                pause(context);
                assertBounded();
            }
            context.stop(true);
        }
        assertThat(seen).isEqualTo(upTo(MORE_THAN_FITS));
    }

    @ParameterizedTest
    @CsvSource({"OFF,DROP_NEWEST", "OFF,DROP_OLDEST", "PROCESS,DROP_NEWEST", "PROCESS,DROP_OLDEST"})
    void shouldDropAtTheLimitAndCount(Durability durability, FullPolicy policy) throws Exception {
        try (StreamingContext context = context(durability, policy, "10s")) {
            fill(context);
            awaitLimit(context);
            while (source.taken.get() < MORE_THAN_FITS) pause(context);
            assertBounded();
            go.countDown();
            context.stop(true);
        }
        long dropped = counted(CounterId.RECORDS_DROPPED);
        assertThat(dropped).isPositive();
        assertThat(seen).hasSize((int) (MORE_THAN_FITS - dropped)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void shouldFailAtTheLimitWhereThatIsThePolicy() throws Exception {
        try (StreamingContext context = context(Durability.OFF, FullPolicy.FAIL, "100ms")) {
            fill(context);
            assertThatThrownBy(() -> {
                        boolean ended = context.awaitTerminationOrTimeout(30_000);
                        assertThat(ended).isTrue();
                    })
                    .hasMessageContaining("stream plain")
                    .hasMessageContaining("FAIL");
            assertBounded();
            go.countDown();
        }
    }

    @Test
    void shouldEndAStopThatDoesNotWaitForTheJobs() throws Exception {
        try (StreamingContext context = context(Durability.PROCESS, FullPolicy.BLOCK, "100ms")) {
            fill(context);
            awaitLimit(context);
            context.stop(true, false);
        }
        int before = seen.size();
        go.countDown();
        seen.clear();
        // What was taken in lies in the log, more than the limit lets out of memory or not.
        try (StreamingContext context = context(Durability.PROCESS, FullPolicy.BLOCK, "10s")) {
            collectNumbers(context);
            context.start();
            while (source.taken.get() < MORE_THAN_FITS) {
                clock.advance(SECOND);
                pause(context);
            }
            context.stop(true);
        }
        assertThat(before).isEqualTo(10);
        assertThat(seen).contains(0L).doesNotHaveDuplicates();
    }

    /** Stores numbers from a thread of its own until it is told to stop. */
    private static final class Storing extends Receiver<Long> {
        private static final long serialVersionUID = 1;
        private static final AtomicLong STORED = new AtomicLong();

        Storing() {
            super(StorageLevel.DISK_ONLY);
        }

        @Override
        public void onStart() {
            Thread thread = new Thread(this::storeAll, "storing");
            thread.setDaemon(true);
            thread.start();
        }

        private void storeAll() {
            try {
                for (long i = 0; !isStopped(); i++) {
                    store(i);
                    STORED.incrementAndGet();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (IllegalStateException e) {
                // the context has stopped: this record is in no batch
            }
        }

        @Override
        public void onStop() {}
    }

    @Test
    void shouldStopWhileAThreadWaitsAndLoseNothingThatIsStored() throws Exception {
        Storing.STORED.set(0);
        AtomicLong records = new AtomicLong();
        try (StreamingContext context = context(Durability.OFF, FullPolicy.BLOCK, "30s")) {
            context.receiverStream(new Storing()).foreachRDD(rdd -> {
                records.addAndGet(rdd.count());
                standStill();
            });
            context.start();
            while (stuck.getCount() > 0) {
                clock.advance(SECOND);
                pause(context);
            }
            awaitLimit(context);
            go.countDown();
            context.stop(true);
        }
        assertThat(Storing.STORED.get()).isPositive();
        assertThat(records.get()).isEqualTo(Storing.STORED.get());
    }
}
