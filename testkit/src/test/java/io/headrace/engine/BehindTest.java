package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.BehindResponse;
import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.StreamingException;
import io.headrace.StreamingListener;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.FullPolicy;
import io.headrace.sink.BatchId;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import io.headrace.wal.Durability;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Batches that are late, and are joined. What is shed is in {@link SheddingTest}. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class BehindTest {
    private static final Duration SECOND = Durations.seconds(1);
    private static final long WAIT_SECONDS = 30;

    @TempDir
    Path directory;

    private final BlockingQueue<StreamingListener.StreamingListenerFallingBehind> behind = new LinkedBlockingQueue<>();
    private final BlockingQueue<StreamingListener.StreamingListenerCaughtUp> caughtUp = new LinkedBlockingQueue<>();
    private final CountDownLatch go = new CountDownLatch(1);

    private static StreamingContextBuilder late(StreamingContextBuilder builder, BehindResponse response) {
        return builder.set("headrace.behind.after", "250ms").set("headrace.behind.response", response.name());
    }

    private void listen(StreamingContext context) {
        context.addStreamingListener(new StreamingListener() {
            @Override
            public void onFallingBehind(StreamingListenerFallingBehind event) {
                behind.add(event);
                go.countDown();
            }

            @Override
            public void onCaughtUp(StreamingListenerCaughtUp event) {
                caughtUp.add(event);
            }
        });
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        if (!latch.await(WAIT_SECONDS, TimeUnit.SECONDS)) throw new IllegalStateException("nobody came");
    }

    private static boolean isLane(String thread) {
        return thread.contains("output");
    }

    @Test
    void shouldJoinOutputsWhileBatchesAreLate() throws Exception {
        Map<Long, String> threads = new ConcurrentHashMap<>();
        List<Long> committed = Collections.synchronizedList(new ArrayList<>());
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch together = new CountDownLatch(3);
        try (StreamTest test = StreamTest.every(
                SECOND, builder -> late(builder, BehindResponse.JOIN).set("headrace.behind.joined", "3"))) {
            listen(test.context());
            test.context().addBatchTimes((time, records, delay, processing) -> committed.add(time));
            BatchFeed<Integer> feed = new BatchFeed<>();
            for (int i = 1; i <= 5; i++) feed.batch(i);
            var stream = test.stream(feed);
            stream.foreachRDD((rdd, time) -> {
                threads.put(time.milliseconds(), Thread.currentThread().getName());
                if (time.milliseconds() == 2_000) await(go);
                if (time.milliseconds() > 2_000 && time.milliseconds() <= 5_000) {
                    together.countDown(); // three batches are here at the same time, or this never ends
                    await(together);
                }
                order.add(time.milliseconds() + " first");
            });
            stream.foreachRDD((rdd, time) -> order.add(time.milliseconds() + " second " + rdd.collect()));
            test.advance(); // the first batch of a JVM is slow
            test.clock().advance(Durations.seconds(4));
            var told = behind.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            assertThat(told).isNotNull();
            assertThat(told.response()).isEqualTo(BehindResponse.JOIN);
            assertThat(told.schedulingDelay()).isGreaterThan(250);
            assertThat(told.processingDelay()).isPositive();
            assertThat(told.batchesWaiting()).isEqualTo(3);
            var over = caughtUp.poll(WAIT_SECONDS, TimeUnit.SECONDS);
            assertThat(over).isNotNull();
            assertThat(over.response()).isEqualTo(BehindResponse.JOIN);
            assertThat(over.behindMillis()).isPositive();
            assertThat(over.recordsDropped()).isZero();
            assertThat(over.time()).isPositive();
            // Listeners are told one after the other: the test's own may be behind this one.
            while (committed.size() < 5 || test.completedBatches().size() < 5)
                assertThat(test.context().awaitTerminationOrTimeout(2)).isFalse();
            long last = 5_000;
            do { // nothing is late any more: one at a time, as at first
                test.advance();
                last += 1_000;
            } while (isLane(threads.get(last)));
            assertThat(threads.get(last)).isEqualTo(threads.get(2_000L));
            assertThat(behind).isEmpty();
        }
        assertThat(committed)
                .startsWith(1_000L, 2_000L, 3_000L, 4_000L, 5_000L, 6_000L)
                .isSorted();
        assertThat(isLane(threads.get(2_000L))).isFalse();
        Set<String> lanes = new HashSet<>(List.of(threads.get(3_000L), threads.get(4_000L), threads.get(5_000L)));
        assertThat(lanes).hasSize(3).allMatch(BehindTest::isLane);
        for (int i = 1; i <= 5; i++)
            assertThat(order.indexOf(i + "000 first"))
                    .isNotNegative()
                    .isLessThan(order.indexOf(i + "000 second [" + i + "]"));
    }

    /** What each output said of each batch, while batches were late. */
    private Map<String, String> results(BehindResponse response, Set<String> threads) throws Exception {
        Map<String, String> results = new ConcurrentSkipListMap<>();
        CountDownLatch isLate = new CountDownLatch(1);
        try (StreamTest test = StreamTest.every(SECOND, builder -> late(builder, response))) {
            test.context().addStreamingListener(new StreamingListener() {
                @Override
                public void onFallingBehind(StreamingListenerFallingBehind event) {
                    isLate.countDown();
                }
            });
            BatchFeed<Integer> feed = new BatchFeed<>();
            for (int i = 0; i < 12; i++) feed.batch(i, i * 7, i * 13);
            PairDStream<Integer, Integer> pairs = test.stream(feed).mapToPair(x -> new Tuple2<>(x % 5, x));
            pairs.foreachRDD((rdd, time) -> {
                threads.add(Thread.currentThread().getName());
                if (time.milliseconds() == 1_000) await(isLate);
                results.put("counts " + time, String.valueOf(rdd.count()));
            });
            record(
                    results,
                    "sums",
                    pairs.<Integer>updateStateByKey((values, before) -> Optional.of(before.orElse(0)
                            + values.stream().mapToInt(Integer::intValue).sum())));
            record(results, "window", pairs.reduceByKeyAndWindow(Integer::sum, Durations.seconds(3)));
            test.context().start();
            test.clock().advance(Durations.seconds(12));
            while (test.completedBatches().size() < 12)
                assertThat(test.context().awaitTerminationOrTimeout(2)).isFalse();
        }
        return results;
    }

    private static void record(Map<String, String> results, String name, PairDStream<Integer, Integer> stream) {
        stream.foreachRDD((rdd, time) -> {
            Map<Integer, Integer> all = new TreeMap<>();
            for (Tuple2<Integer, Integer> pair : rdd.collect()) all.put(pair._1(), pair._2());
            results.put(name + " " + time, all.toString());
        });
    }

    @Test
    void shouldGiveTheSameWhetherBatchesAreJoinedOrNot() throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        Map<String, String> joined = results(BehindResponse.JOIN, threads);
        assertThat(threads).anyMatch(BehindTest::isLane);
        threads.clear();
        assertThat(joined).hasSize(36).isEqualTo(results(BehindResponse.WARN, threads));
        assertThat(threads).hasSize(1).noneMatch(BehindTest::isLane);
    }

    @Test
    void shouldRunBatchesAgainUnderTheirIdsWhenAJoinedOutputFails() throws Exception {
        RecordingSink sink = new RecordingSink();
        CountDownLatch others = new CountDownLatch(2);
        List<Long> ran = Collections.synchronizedList(new ArrayList<>());
        try (StreamTest test = joining(sink, ran, time -> {
            if (time == 1_000) await(go);
            if (time > 3_000) others.countDown();
            if (time != 3_000) return;
            await(others); // later ones have got so far
            throw new IllegalStateException("the third fails");
        })) {
            listen(test.context());
            test.context().start();
            test.clock().advance(Durations.seconds(5));
            assertThatThrownBy(() -> {
                        boolean ended = test.context().awaitTerminationOrTimeout(WAIT_SECONDS * 1_000);
                        assertThat(ended).isTrue();
                    })
                    .isInstanceOf(StreamingException.class)
                    .hasMessageContaining("batch 1-3 of 3000 ms")
                    .hasMessageContaining("the third fails");
        }
        assertThat(ran).contains(4_000L, 5_000L);
        assertThat(sink.committed.keySet()).containsExactly(new BatchId(1, 1), new BatchId(1, 2));
        ran.clear();
        try (StreamTest test = joining(sink, ran, time -> {})) {
            test.context().start();
            while (sink.committed.size() < 5)
                assertThat(test.context().awaitTerminationOrTimeout(2)).isFalse();
        }
        assertThat(ran).startsWith(3_000L, 4_000L, 5_000L);
        for (int i = 1; i <= 5; i++)
            assertThat(sink.committed).containsEntry(new BatchId(1, i), List.of((long) i * 1_000));
    }

    /** What an output does with the batch of a time. */
    private interface Body {
        void run(long time) throws Exception;
    }

    private StreamTest joining(RecordingSink sink, List<Long> ran, Body body) {
        StreamTest test = StreamTest.every(
                SECOND,
                builder ->
                        late(builder, BehindResponse.JOIN).directory(directory).durability(Durability.PROCESS));
        var times = test.context().<Long>batchStream(time -> List.of(List.of(time)));
        times.foreachRDD((rdd, time) -> {
            ran.add(time.milliseconds());
            body.run(time.milliseconds());
        });
        times.sinkTo(sink);
        return test;
    }

    @Test
    void shouldRefuseDataOfThePastWhereBatchesMayBeJoined() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND, builder -> late(builder, BehindResponse.JOIN))) {
            var stream = test.stream(new BatchFeed<Integer>().batch(1));
            stream.foreachRDD(
                    (rdd, time) -> assertThat(stream.slice(time, time)).isEmpty());
            assertThatThrownBy(test::advance).hasMessageContaining("headrace.behind.response at WARN or SHED");
        }
    }

    @Test
    void shouldRefuseWhatCannotBe() {
        StreamingContextBuilder builder = StreamingContext.builder("wrong").batchInterval(SECOND);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.set("headrace.behind.response", "SHEDD"))
                .withMessageContaining("headrace.behind.response=SHEDD")
                .withMessageContaining("WARN, JOIN, SHED");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamingContext.builder("wrong")
                        .batchInterval(SECOND)
                        .set("headrace.behind.joined", "8")
                        .build())
                .withMessageContaining("headrace.behind.joined=8")
                .withMessageContaining("set that to JOIN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamingContext.builder("wrong")
                        .batchInterval(SECOND)
                        .set("headrace.behind.response", "JOIN")
                        .set("headrace.batch.concurrent.jobs", "4")
                        .build())
                .withMessageContaining("headrace.behind.joined=4")
                .withMessageContaining("more than headrace.batch.concurrent.jobs, which is 4");
    }

    @Test
    void shouldRefuseToShedWhereNothingMayBeDropped() {
        try (StreamTest test = StreamTest.every(
                SECOND,
                builder -> late(builder, BehindResponse.SHED).set("headrace.receiver.full", FullPolicy.SPILL.name()))) {
            test.context().rateStream(5).print();
            test.stream(new BatchFeed<Integer>()).print();
            assertThatThrownBy(test.context()::start)
                    .isInstanceOf(StreamingException.class)
                    .hasMessageContaining("headrace.behind.response=SHED")
                    .hasMessageContaining("whenFull(DROP_NEWEST)");
        }
    }
}
