package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.Rdd;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.StreamingContextState;
import io.headrace.StreamingException;
import io.headrace.Tuple2;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.ManualClock;
import io.headrace.testkit.StreamTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Starts and ends of contexts, in order and otherwise; and how long a batch's data lives. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class LifeTest {
    private static final Duration SECOND = Durations.seconds(1);

    @TempDir
    Path directory;

    private static StreamingContextBuilder fast(String name) {
        return StreamingContext.builder(name).batchInterval(Durations.milliseconds(10));
    }

    @Test
    void shouldStopFromInsideAnOutput() throws Exception {
        for (boolean graceful : new boolean[] {false, true}) {
            AtomicLong seen = new AtomicLong();
            try (StreamingContext context = fast("inside").build()) {
                context.rateStream(10_000).foreachRDD(rdd -> {
                    if (seen.addAndGet(rdd.count()) > 0) context.stop(graceful);
                });
                context.start();
                assertThat(context.awaitTerminationOrTimeout(20_000)).isTrue();
                assertThat(context.getState()).isEqualTo(StreamingContextState.STOPPED);
            }
            assertThat(seen.get()).isPositive();
        }
    }

    @Test
    void shouldProcessWhatFullRingsHoldBeforeAGracefulStop() throws Exception {
        Numbers source = new Numbers();
        AtomicLong seen = new AtomicLong();
        try (StreamingContext context = StreamingContext.builder("full")
                .batchInterval(Duration.ofHours(1))
                .set("headrace.block.bytes", String.valueOf(64 << 10))
                .set("headrace.block.count", "8")
                .set("headrace.receiver.ring.slots", "2")
                .directory(directory)
                .build()) {
            context.polledStream("numbers", source, Codecs.LONG).foreachRDD(rdd -> {
                for (long number : rdd.collect()) assertThat(number).isEqualTo(seen.getAndIncrement());
            });
            source.limit.set(Long.MAX_VALUE);
            context.start();
            while (source.taken.get() < 200_000)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            long begun = System.nanoTime();
            context.stop(true);
            assertThat(System.nanoTime() - begun).isLessThan(TimeUnit.SECONDS.toNanos(20));
        }
        assertThat(seen.get()).isEqualTo(source.taken.get());
    }

    @Test
    void shouldStopGracefullyAgainAndAgain() throws Exception {
        for (int run = 0; run < 10; run++) {
            Numbers source = new Numbers();
            AtomicLong seen = new AtomicLong();
            try (StreamingContext context = fast("again").build()) {
                context.polledStream("numbers", source, Codecs.LONG).foreachRDD(rdd -> seen.addAndGet(rdd.count()));
                source.limit.set(Long.MAX_VALUE);
                context.start();
                assertThat(context.awaitTerminationOrTimeout(5L * run)).isFalse();
                context.stop(true);
            }
            assertThat(seen.get()).isEqualTo(source.taken.get());
        }
    }

    @Test
    void shouldCloseWithoutAStart() {
        try (StreamingContext context = fast("never").build()) {
            context.rateStream(10).print();
        }
        StreamingContext context = fast("twice").build();
        context.close();
        context.close();
        assertThatThrownBy(context::start).hasMessageContaining("already been stopped");
    }

    @Test
    void shouldSayWhyItCannotStart() throws Exception {
        try (StreamingContext context = fast("nothing").build()) {
            context.rateStream(10).map(n -> n + 1);
            assertThatThrownBy(context::start).hasMessageContaining("no output operations registered");
            assertThat(context.getState()).isEqualTo(StreamingContextState.STOPPED);
            assertThatThrownBy(context::start).hasMessageContaining("already been stopped");
        }
        try (StreamingContext first = fast("first").directory(directory).build();
                StreamingContext second = fast("second").directory(directory).build()) {
            first.rateStream(10).foreachRDD(rdd -> {});
            second.rateStream(10).foreachRDD(rdd -> {});
            first.start();
            assertThatThrownBy(second::start).hasMessageContaining(directory.toString());
            assertThat(first.getState()).isEqualTo(StreamingContextState.ACTIVE);
        }
        try (StreamingContext third = fast("third").directory(directory).build()) {
            third.rateStream(10).foreachRDD(rdd -> {});
            third.start();
            assertThat(third.getState()).isEqualTo(StreamingContextState.ACTIVE);
        }
    }

    @Test
    void shouldNameThePortThatCannotBe() {
        try (StreamingContext context = fast("port").build()) {
            assertThatThrownBy(() -> {
                        context.socketTextStream("localhost", 70_000).print();
                        context.start();
                    })
                    .hasMessageContaining("70000");
        }
    }

    @Test
    void shouldRunTwoContextsAtOnce() throws Exception {
        AtomicLong left = new AtomicLong();
        AtomicLong right = new AtomicLong();
        try (StreamingContext one = fast("left").build();
                StreamingContext two =
                        fast("right").directory(directory).workers(2).build()) {
            one.rateStream(1_000).foreachRDD(rdd -> left.addAndGet(rdd.count()));
            two.rateStream(1_000)
                    .mapToPair(n -> new Tuple2<>(n % 3, 1L))
                    .reduceByKey(Long::sum)
                    .foreachRDD(rdd -> rdd.collect().forEach(pair -> right.addAndGet(pair._2())));
            one.start();
            two.start();
            while (left.get() == 0 || right.get() == 0) {
                assertThat(one.awaitTerminationOrTimeout(2)).isFalse();
                assertThat(two.awaitTerminationOrTimeout(2)).isFalse();
            }
            one.stop();
            long before = right.get();
            while (right.get() == before)
                assertThat(two.awaitTerminationOrTimeout(2)).isFalse();
        }
    }

    @Test
    void shouldRunThreeReceiversOnTwoCores() throws Exception {
        Map<String, Long> counts = new ConcurrentHashMap<>();
        try (StreamingContext context = fast("three").build()) {
            DStream<String> all = context.rateStream(5_000).name("a").map(n -> "a");
            all = all.union(context.rateStream(5_000).name("b").map(n -> "b"));
            all = all.union(context.rateStream(5_000).name("c").map(n -> "c"));
            all.countByValue().foreachRDD(rdd -> rdd.collect().forEach(p -> counts.merge(p._1(), p._2(), Long::sum)));
            context.start();
            while (counts.size() < 3 || counts.values().stream().anyMatch(n -> n < 500))
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            assertThat(context.explain()).contains("(rate 5000/s), named a", "receiver", "blocks of", "no log");
        }
    }

    @Test
    void shouldRefuseInStrictModeWhatItWouldDoOtherwise() {
        try (StreamingContext context = fast("strict").strict(true).build()) {
            context.socketTextStream("localhost", 1, StorageLevel.MEMORY_AND_DISK_SER_2)
                    .foreachRDD(rdd -> {});
            assertThatThrownBy(context::start)
                    .hasMessageContaining("MEMORY_AND_DISK_SER_2")
                    .hasMessageContaining("LifeTest.java");
        }
        int processors = Runtime.getRuntime().availableProcessors();
        try (StreamingContext context = fast("strict").strict(true).build()) {
            DStream<Long> all = context.rateStream(1);
            for (int i = 0; i < processors; i++) all = all.union(context.rateStream(2 + i));
            all.foreachRDD(rdd -> {});
            assertThatThrownBy(context::start).hasMessageContaining("strict").hasMessageContaining("receiver");
        }
    }

    @Test
    void shouldExplainBeforeAndWhileItRuns() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            test.stream(new BatchFeed<String>())
                    .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                    .name("words")
                    .countByValue()
                    .foreachRDD(rdd -> {});
            String before = test.context().explain();
            assertThat(before).contains("flatMap of #0, named words", "countByValue of", "output 0: foreachRDD");
            test.advance();
            assertThat(test.context().explain()).startsWith(before.strip()).contains("job", "counters in");
        }
    }

    @Test
    void shouldReleaseABatchAtOnceUnlessToldToRememberIt() throws Exception {
        AtomicReference<Rdd<Integer>> kept = new AtomicReference<>();
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            test.stream(feed).map(n -> n * 2).foreachRDD(kept::set);
            feed.batch(1, 2);
            test.advance();
            Rdd<Integer> rdd = kept.get();
            assertThatThrownBy(rdd::collect)
                    .isInstanceOf(StreamingException.class)
                    .hasMessageContaining("the data of batch 1-1 was released; use remember(duration)");
        }
    }

    @Test
    void shouldKeepABatchReadableAsLongAsItIsToBeRemembered() throws Exception {
        Map<Long, Rdd<Long>> kept = new ConcurrentHashMap<>();
        Map<Long, Rdd<Tuple2<Long, Long>>> sums = new ConcurrentHashMap<>();
        AtomicLong batches = new AtomicLong();
        Numbers source = new Numbers();
        ManualClock clock = new ManualClock();
        try (StreamingContext context = StreamingContext.builder("remembers")
                .batchInterval(SECOND)
                .clock(clock)
                .build()) {
            context.remember(Durations.seconds(3));
            DStream<Long> numbers = context.polledStream("numbers", source, Codecs.LONG);
            numbers.map(n -> -n).foreachRDD((rdd, time) -> kept.put(time.milliseconds() / 1_000, rdd));
            numbers.mapToPair(n -> new Tuple2<>(n % 2, n))
                    .reduceByKey(Long::sum)
                    .foreachRDD((rdd, time) -> sums.put(time.milliseconds() / 1_000, rdd.toRdd()));
            context.addBatchTimes((time, records, delay, processing) -> batches.incrementAndGet());
            context.start();
            for (long batch = 1; batch <= 6; batch++) {
                source.limit.set(3 * batch);
                while (source.taken.get() < 3 * batch)
                    assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
                clock.advance(SECOND);
                while (batches.get() < batch)
                    assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
                for (long past = Math.max(1, batch - 2); past <= batch; past++) {
                    assertThat(kept.get(past).collect()).containsExactly(3 - 3 * past, 2 - 3 * past, 1 - 3 * past);
                    assertThat(sums.get(past).collect()).hasSize(2);
                }
                if (batch < 5) continue;
                Rdd<Long> old = kept.get(batch - 4);
                assertThatThrownBy(old::collect).hasMessageContaining("batch 1-" + (batch - 4) + " was released");
            }
        }
    }
}
