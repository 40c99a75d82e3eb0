package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.FullPolicy;
import io.headrace.receiver.Receiver;
import io.headrace.testkit.ManualClock;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a full input does: the jobs stand still, and a source brings more than memory holds. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class FullTest {
    private static final Duration SECOND = Durations.seconds(1);
    private static final int MORE_THAN_FITS = 3_000;

    @TempDir
    Path directory;

    private final List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);

    private static DStream<Long> stream(StreamingContext context, PlainNumbers source) {
        return context.polledUtf8Stream("plain", source)
                .map(text -> Long.valueOf(text.toString().strip()));
    }

    private StreamingContext context(ManualClock clock, Durability durability, FullPolicy policy) {
        return StreamingContext.builder("full")
                .batchInterval(SECOND)
                .clock(clock)
                .directory(directory)
                .durability(durability)
                .set("headrace.core.pinning", "OFF")
                .set("headrace.batch.queue.length", "1")
                .set("headrace.block.bytes", "65536")
                .set("headrace.receiver.ring.slots", "2")
                .set("headrace.block.count", "8")
                .set("headrace.receiver.full", policy.name())
                // What fails stops beside an output that stands still: it is waited for in vain.
                .set("headrace.stop.timeout", policy == FullPolicy.FAIL ? "100ms" : "10s")
                .build();
    }

    /** Starts, and lets the first batch stand still in its output. */
    private void begin(StreamingContext context, PlainNumbers source, ManualClock clock) throws Exception {
        stream(context, source).foreachRDD(rdd -> {
            seen.addAll(rdd.collect());
            stuck.countDown();
            if (!go.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("nobody let it go");
        });
        source.limit.set(10);
        context.start();
        await(context, source.taken, 10);
        clock.advance(SECOND);
        assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(StreamingContext context, AtomicLong count, long expected) throws Exception {
        while (count.get() < expected)
            assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
    }

    private long counted(CounterId id) throws IOException {
        return CountersReader.open(directory.resolve("counters")).value(id, 0).orElseThrow();
    }

    private void finish(StreamingContext context) {
        go.countDown();
        context.stop(true);
    }

    private static List<Long> upTo(long end) {
        List<Long> all = new ArrayList<>();
        for (long i = 0; i < end; i++) all.add(i);
        return all;
    }

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"OFF", "PROCESS"})
    void shouldHoldTheSourceAndLoseNothing(Durability durability) throws Exception {
        ManualClock clock = new ManualClock();
        PlainNumbers source = new PlainNumbers();
        try (StreamingContext context = context(clock, durability, FullPolicy.BLOCK)) {
            begin(context, source, clock);
            source.limit.set(MORE_THAN_FITS);
            while (counted(CounterId.RECEIVER_HELD) == 0)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            assertThat(source.taken.get()).isLessThan(MORE_THAN_FITS);
            go.countDown();
            while (source.taken.get() < MORE_THAN_FITS) {
                clock.advance(SECOND);
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            }
            finish(context);
        }
        assertThat(seen).isEqualTo(upTo(MORE_THAN_FITS));
    }

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"OFF", "PROCESS"})
    void shouldSpillWhileTheJobsAreBehind(Durability durability) throws Exception {
        ManualClock clock = new ManualClock();
        PlainNumbers source = new PlainNumbers();
        try (StreamingContext context = context(clock, durability, FullPolicy.SPILL)) {
            begin(context, source, clock);
            source.limit.set(MORE_THAN_FITS);
            await(context, source.taken, MORE_THAN_FITS);
            finish(context);
        }
        assertThat(seen).isEqualTo(upTo(MORE_THAN_FITS));
    }

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"OFF", "PROCESS"})
    void shouldDropTheNewestAndCountThem(Durability durability) throws Exception {
        ManualClock clock = new ManualClock();
        PlainNumbers source = new PlainNumbers();
        try (StreamingContext context = context(clock, durability, FullPolicy.DROP_NEWEST)) {
            begin(context, source, clock);
            source.limit.set(MORE_THAN_FITS);
            await(context, source.taken, MORE_THAN_FITS);
            finish(context);
        }
        long dropped = counted(CounterId.RECORDS_DROPPED);
        assertThat(dropped).isPositive();
        assertThat(seen).hasSize((int) (MORE_THAN_FITS - dropped)).isSorted().doesNotHaveDuplicates();
        assertThat(seen.subList(0, 10)).isEqualTo(upTo(10)); // there was room for them
    }

    @ParameterizedTest
    @EnumSource(
            value = Durability.class,
            names = {"OFF", "PROCESS"})
    void shouldDropTheOldestThatIsNotLogged(Durability durability) throws Exception {
        ManualClock clock = new ManualClock();
        PlainNumbers source = new PlainNumbers();
        try (StreamingContext context = context(clock, durability, FullPolicy.DROP_OLDEST)) {
            begin(context, source, clock);
            source.limit.set(MORE_THAN_FITS);
            await(context, source.taken, MORE_THAN_FITS);
            finish(context);
        }
        long dropped = counted(CounterId.RECORDS_DROPPED);
        assertThat(dropped).isPositive();
        assertThat(seen).hasSize((int) (MORE_THAN_FITS - dropped)).isSorted().contains(0L, MORE_THAN_FITS - 1L);
        List<Long> before = List.copyOf(seen);
        seen.clear();
        // The log has no gap: a restart goes on behind it.
        try (StreamingContext context = context(clock, durability, FullPolicy.DROP_OLDEST)) {
            stream(context, source).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            source.limit.set(MORE_THAN_FITS + 5);
            context.start();
            await(context, source.taken, MORE_THAN_FITS + 5);
            context.stop(true);
        }
        assertThat(before).isNotEmpty();
        assertThat(seen).hasSize(5);
    }

    @Test
    void shouldFailByName() throws Exception {
        ManualClock clock = new ManualClock();
        PlainNumbers source = new PlainNumbers();
        try (StreamingContext context = context(clock, Durability.OFF, FullPolicy.FAIL)) {
            begin(context, source, clock);
            source.limit.set(MORE_THAN_FITS);
            assertThatThrownBy(() -> {
                        boolean ended = context.awaitTerminationOrTimeout(30_000);
                        assertThat(ended).isTrue();
                    })
                    .hasMessageContaining("stream plain")
                    .hasMessageContaining("FAIL");
            go.countDown();
        }
    }

    /** Stores numbers, and hands on what is thrown. */
    private static final class Storing extends Receiver<Long> {
        private static final long serialVersionUID = 1;
        /** Of this run: threads of an earlier one have their own. */
        private static volatile BlockingQueue<String> thrown = new LinkedBlockingQueue<>();

        private static final AtomicLong STORED = new AtomicLong();
        private final boolean asWhole;

        Storing(boolean asWhole) {
            super(StorageLevel.MEMORY_AND_DISK_SER);
            this.asWhole = asWhole;
        }

        @Override
        public void onStart() {
            BlockingQueue<String> mine = thrown;
            Thread thread = new Thread(() -> storeAll(mine), "storing");
            thread.setDaemon(true);
            thread.start();
        }

        private void storeAll(BlockingQueue<String> mine) {
            try {
                for (long i = 0; i < 100_000; i++) {
                    if (asWhole) store(List.of(i));
                    else store(i);
                    STORED.incrementAndGet();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                mine.add(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public void onStop() {}
    }

    private @Nullable String storing(boolean asWhole, FullPolicy policy) throws Exception {
        ManualClock clock = new ManualClock();
        Storing.thrown = new LinkedBlockingQueue<>();
        Storing.STORED.set(0);
        try (StreamingContext context = context(clock, Durability.OFF, policy)) {
            AtomicLong records = new AtomicLong();
            context.receiverStream(new Storing(asWhole)).foreachRDD(rdd -> {
                records.addAndGet(rdd.count());
                stuck.countDown();
                if (!go.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("nobody let it go");
            });
            context.start();
            while (stuck.getCount() > 0 && Storing.thrown.isEmpty()) {
                clock.advance(SECOND);
                boolean isStuck = stuck.await(5, TimeUnit.MILLISECONDS);
                if (isStuck) break;
            }
            while (Storing.thrown.isEmpty() && Storing.STORED.get() < 100_000) Thread.onSpinWait();
            String thrown = Storing.thrown.peek();
            if (thrown == null) {
                finish(context);
                assertThat(records.get() + counted(CounterId.RECORDS_DROPPED)).isEqualTo(100_000);
                assertThat(counted(CounterId.RECORDS_DROPPED)).isPositive();
            } else if (policy == FullPolicy.FAIL) {
                assertThatThrownBy(() -> {
                            boolean ended = context.awaitTerminationOrTimeout(30_000);
                            assertThat(ended).isTrue();
                        })
                        .hasMessageContaining("FAIL");
            }
            go.countDown();
            return thrown;
        }
    }

    @Test
    void shouldDoTheSameToThreadsThatStore() throws Exception {
        assertThat(storing(false, FullPolicy.DROP_NEWEST)).isNull();
    }

    @Test
    void shouldFailThreadsThatStoreAndTheContext() throws Exception {
        assertThat(storing(false, FullPolicy.FAIL)).contains("FAIL").contains("receiver io.headrace");
    }

    @Test
    void shouldNotDropWhatIsAcknowledged() throws Exception {
        assertThat(storing(true, FullPolicy.DROP_OLDEST))
                .contains("acknowledged")
                .contains("DROP_OLDEST");
    }
}
