package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.BatchTimes;
import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.ManualClock;
import io.headrace.testkit.StreamTest;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Ticks that are late, missed or too many; clocks that jump; batches of a millisecond. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class TimeTest {
    private static final Duration SECOND = Durations.seconds(1);

    @TempDir
    Path directory;

    /** What became of each batch. */
    private static final class Done implements BatchTimes {
        private final List<Long> times = new ArrayList<>();
        private final List<Long> scheduling = new ArrayList<>();
        private final List<Long> processing = new ArrayList<>();

        @Override
        public synchronized void batchDone(long time, long records, long schedulingDelay, long processingDelay) {
            times.add(time);
            scheduling.add(schedulingDelay);
            processing.add(processingDelay);
        }

        synchronized List<Long> times() {
            return List.copyOf(times);
        }

        void await(StreamingContext context, int count) throws InterruptedException {
            while (times().size() < count)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
        }

        static long median(List<Long> of, int from) {
            long[] sorted = of.stream().skip(from).mapToLong(n -> n).sorted().toArray();
            return sorted[sorted.length / 2];
        }
    }

    @Test
    void shouldRunMissedTicksOneByOneUpToALimit() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND, b -> b.set("headrace.batch.catchup.ticks", "5"))) {
            Done done = new Done();
            test.context().addBatchTimes(done);
            BatchFeed<Integer> feed = new BatchFeed<>();
            Collected<Tuple2<Integer, Integer>> sums = test.collect(test.stream(feed)
                    .mapToPair(n -> new Tuple2<>(0, n))
                    .reduceByKeyAndWindow(Integer::sum, Durations.seconds(3)));
            feed.batch(1).batch(2).batch(3).batch(4).batch(5);
            test.advance(1);
            test.clock().advance(Durations.seconds(3)); // three at once
            done.await(test.context(), 4);
            assertThat(done.times()).containsExactly(1_000L, 2_000L, 3_000L, 4_000L);
            sums.assertAt(4_000, new Tuple2<>(0, 9));
            test.clock().advance(Durations.seconds(20)); // too many: they are empty, but for the last
            done.await(test.context(), 5);
            assertThat(done.times()).endsWith(4_000L, 24_000L);
            sums.assertAt(24_000, new Tuple2<>(0, 5)); // what was in the window has left it
        }
    }

    @Test
    void shouldWaitWhileTheClockIsSetBack() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            Done done = new Done();
            test.context().addBatchTimes(done);
            BatchFeed<Integer> feed = new BatchFeed<>();
            Collected<Integer> all = test.collect(test.stream(feed));
            for (int i = 1; i <= 5; i++) feed.batch(i);
            test.advance(3);
            test.clock().set(Instant.ofEpochMilli(500));
            assertThat(test.context().awaitTerminationOrTimeout(50)).isFalse();
            test.clock().set(Instant.ofEpochMilli(3_999));
            assertThat(test.context().awaitTerminationOrTimeout(50)).isFalse();
            assertThat(done.times()).hasSize(3);
            test.clock().set(Instant.ofEpochMilli(5_000));
            done.await(test.context(), 5);
            assertThat(all.elements()).containsExactly(1, 2, 3, 4, 5);
            assertThat(done.times()).containsExactly(1_000L, 2_000L, 3_000L, 4_000L, 5_000L);
        }
    }

    @Test
    void shouldGoOnBehindTheLastBatchWhenTheClockWasSetBackBetweenRuns() throws Exception {
        List<Long> times = new ArrayList<>();
        ManualClock clock = new ManualClock(Instant.ofEpochMilli(100_000));
        run(clock, times, 3);
        clock.set(Instant.ofEpochMilli(90_000));
        try (StreamingContext context = logged(clock, times)) {
            context.start();
            assertThat(context.awaitTerminationOrTimeout(50)).isFalse();
            assertThat(times).hasSize(3);
            clock.set(Instant.ofEpochMilli(105_000));
            while (times.size() < 5)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
        }
        assertThat(times).containsExactly(101_000L, 102_000L, 103_000L, 104_000L, 105_000L);
    }

    private void run(ManualClock clock, List<Long> times, int batches) throws Exception {
        try (StreamingContext context = logged(clock, times)) {
            context.start();
            clock.advance(Durations.seconds(batches));
            while (times.size() < batches)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            context.stop(true);
        }
    }

    private StreamingContext logged(ManualClock clock, List<Long> times) {
        List<Long> seen = times;
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("logged")
                    .batchInterval(SECOND)
                    .clock(clock)
                    .build();
            context.<Integer>batchStream(time -> List.of(List.of(1)))
                    .foreachRDD((rdd, time) -> seen.add(time.milliseconds()));
            return context;
        });
    }

    @Test
    void shouldKeepUpWithBatchesOfAMillisecond() throws Exception {
        Done done = new Done();
        AtomicLong numbers = new AtomicLong();
        long begun;
        try (StreamingContext context = StreamingContext.builder("fast")
                .batchInterval(Durations.milliseconds(1))
                .directory(directory)
                .build()) {
            context.addBatchTimes(done);
            context.rateStream(20_000)
                    .mapToPair(n -> new Tuple2<>(n % 10, 1L))
                    .reduceByKey(Long::sum)
                    .foreachRDD(rdd -> rdd.collect().forEach(pair -> numbers.addAndGet(pair._2())));
            context.start();
            begun = System.currentTimeMillis();
            done.await(context, 2_000);
        }
        long taken = System.currentTimeMillis() - begun;
        List<Long> times = done.times();
        for (int i = 1; i < times.size(); i++) assertThat(times.get(i)).isGreaterThan(times.get(i - 1));
        System.out.printf(
                "batches of 1 ms: %d in %d ms, median scheduling delay %d us, median processing %d us%n",
                times.size(),
                taken,
                Done.median(done.scheduling, 500) / 1_000,
                Done.median(done.processing, 500) / 1_000);
        assertThat(numbers.get()).isPositive();
        // No storm: there are no more batches than milliseconds.
        assertThat(times.get(1_999) - times.get(0)).isGreaterThanOrEqualTo(1_999);
    }

    @Test
    void shouldShowHowFarItIsBehind() throws Exception {
        Done done = new Done();
        CountDownLatch go = new CountDownLatch(1);
        try (StreamTest test = StreamTest.every(SECOND)) {
            test.context().addBatchTimes(done);
            test.stream(new BatchFeed<Integer>())
                    .foreachRDD(
                            rdd -> assertThat(go.await(20, TimeUnit.SECONDS)).isTrue());
            test.context().start();
            test.clock().advance(Durations.seconds(3));
            assertThat(test.context().awaitTerminationOrTimeout(100)).isFalse();
            go.countDown();
            done.await(test.context(), 3);
        }
        assertThat(done.processing.get(0)).isGreaterThan(80_000_000);
        assertThat(done.scheduling.get(1)).isGreaterThan(80_000_000);
        assertThat(done.scheduling.get(2)).isGreaterThan(80_000_000);
    }

    @Test
    void shouldRunEmptyBatchesCheaply() throws Exception {
        for (Durability durability : List.of(Durability.OFF, Durability.PROCESS)) {
            Done done = new Done();
            try (StreamingContext context = StreamingContext.builder("empty")
                    .batchInterval(Durations.milliseconds(1))
                    .directory(directory.resolve(durability.name()))
                    .durability(durability)
                    .build()) {
                context.addBatchTimes(done);
                context.socketUtf8Stream("localhost", 1) // nobody is there
                        .split(' ')
                        .countByValue()
                        .foreachRDD(rdd -> {});
                context.start();
                done.await(context, 3_000);
            }
            long median = Done.median(done.processing, 2_000);
            System.out.printf(
                    "an empty batch, %s: median %.1f us from the job's taking it to its commit's hand-over,"
                            + " scheduling delay %.1f us%n",
                    durability, median / 1e3, Done.median(done.scheduling, 2_000) / 1e3);
            assertThat(median).isLessThan(2_000_000);
        }
    }

    @Test
    void shouldRunStateOnEmptyBatches() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            Collected<Tuple2<String, Integer>> ages = test.collect(test.stream(feed)
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .<Integer>updateStateByKey(
                            (values, age) -> age.orElse(0) >= 3 ? Optional.empty() : Optional.of(age.orElse(0) + 1)));
            feed.batch(Arrays.asList("a", "b"));
            test.advance(4);
            assertThat(ages.batches().stream().map(List::size)).containsExactly(2, 2, 2, 0);
            assertThat(ages.batches().get(2)).containsExactlyInAnyOrder(new Tuple2<>("a", 3), new Tuple2<>("b", 3));
        }
    }
}
