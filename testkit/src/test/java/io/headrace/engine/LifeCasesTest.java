package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.BatchInfo;
import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.OutputOperationInfo;
import io.headrace.Rdd;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextState;
import io.headrace.StreamingListener;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.Receiver;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** How contexts begin and end, what they throw, what they tell, and in which order: as who knows Spark expects it. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class LifeCasesTest {
    private static final Duration SECOND = Durations.seconds(1);

    private static StreamTest test() {
        return StreamTest.every(SECOND, settings -> settings.workers(1));
    }

    /** That is thrown by the user's code. */
    private static final class Mine extends Exception {
        private static final long serialVersionUID = 1;

        Mine(String message) {
            super(message);
        }
    }

    @Test
    void shouldKeepTheCauseOfWhatAnOutputThrows() throws Exception {
        try (StreamTest test = test()) {
            test.stream(new BatchFeed<String>()).foreachRDD(rdd -> {
                throw new Mine("no table");
            });
            assertThatThrownBy(test::advance)
                    .hasMessageContaining("foreachRDD at LifeCasesTest")
                    .hasMessageContaining("no table")
                    .hasRootCauseInstanceOf(Mine.class);
            StreamingContext context = test.context();
            assertThatThrownBy(context::awaitTermination).hasRootCauseInstanceOf(Mine.class);
            assertThatThrownBy(() -> context.awaitTerminationOrTimeout(1)).hasRootCauseInstanceOf(Mine.class);
            assertThat(context.getState()).isEqualTo(StreamingContextState.STOPPED);
            assertThatThrownBy(context::start).hasMessageContaining("already been stopped");
            assertThatCode(context::stop).doesNotThrowAnyException();
        }
    }

    @Test
    void shouldRefuseToWaitForTheEndInAnOutput() throws Exception {
        try (StreamTest test = test()) {
            StreamingContext context = test.context();
            test.stream(new BatchFeed<String>()).foreachRDD(rdd -> context.awaitTermination());
            assertThatThrownBy(test::advance)
                    .hasMessageContaining("foreachRDD at LifeCasesTest")
                    .hasMessageContaining("a thread of the context itself");
        }
    }

    @Test
    void shouldKeepTheCauseOfWhatAFunctionThrows() throws Exception {
        try (StreamTest test = test()) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            test.collect(test.stream(feed).map(n -> {
                if (n == 3) throw new Mine("three");
                return n;
            }));
            feed.batch(1).batch(2, 3);
            test.advance();
            assertThatThrownBy(test::advance)
                    .hasMessageContaining("map at LifeCasesTest")
                    .hasMessageContaining("three")
                    .hasRootCauseInstanceOf(Mine.class);
        }
    }

    @Test
    void shouldRunNothingBehindAnOutputThatThrows() throws Exception {
        List<String> ran = Collections.synchronizedList(new ArrayList<>());
        try (StreamTest test = test()) {
            DStream<String> stream = test.stream(new BatchFeed<String>());
            stream.foreachRDD((rdd, time) -> ran.add("first"));
            stream.foreachRDD((rdd, time) -> {
                ran.add("second");
                throw new IOException("full");
            });
            stream.foreachRDD((rdd, time) -> ran.add("third"));
            assertThatThrownBy(test::advance).hasRootCauseInstanceOf(IOException.class);
        }
        assertThat(ran).containsExactly("first", "second");
    }

    @Test
    void shouldTellListenersOfEachBatchInOrder() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        try (StreamTest test = test()) {
            test.context().addStreamingListener(new Telling(told));
            BatchFeed<String> feed = new BatchFeed<>();
            DStream<String> stream = test.stream(feed);
            stream.print(0);
            stream.foreachRDD(rdd -> {});
            feed.batch("a", "b").empty();
            test.advance(2);
        }
        assertThat(told)
                .containsExactly(
                        "streaming",
                        "submitted 1000",
                        "started 1000",
                        "output 0 started",
                        "output 0 completed",
                        "output 1 started",
                        "output 1 completed",
                        "completed 1000: 2 records, 2 outputs",
                        "submitted 2000",
                        "started 2000",
                        "output 0 started",
                        "output 0 completed",
                        "output 1 started",
                        "output 1 completed",
                        "completed 2000: 0 records, 2 outputs");
    }

    @Test
    void shouldTellListenersWhyAnOutputFailed() throws Exception {
        List<String> told = Collections.synchronizedList(new ArrayList<>());
        try (StreamTest test = test()) {
            test.context().addStreamingListener(new Telling(told));
            test.stream(new BatchFeed<String>()).foreachRDD(rdd -> {
                throw new Mine("no table");
            });
            assertThatThrownBy(test::advance).hasRootCauseInstanceOf(Mine.class);
        }
        assertThat(told).anyMatch(line -> line.startsWith("output 0 completed") && line.contains("no table"));
    }

    private record Telling(List<String> told) implements StreamingListener {
        @Override
        public void onStreamingStarted(StreamingListenerStreamingStarted streamingStarted) {
            told.add("streaming");
        }

        @Override
        public void onBatchSubmitted(StreamingListenerBatchSubmitted batchSubmitted) {
            told.add("submitted " + batchSubmitted.batchInfo().batchTime().milliseconds());
        }

        @Override
        public void onBatchStarted(StreamingListenerBatchStarted batchStarted) {
            told.add("started " + batchStarted.batchInfo().batchTime().milliseconds());
        }

        @Override
        public void onBatchCompleted(StreamingListenerBatchCompleted batchCompleted) {
            BatchInfo info = batchCompleted.batchInfo();
            boolean isSum = info.totalDelay() == info.schedulingDelay() + info.processingDelay();
            told.add("completed " + info.batchTime().milliseconds() + ": " + info.numRecords() + " records, "
                    + info.outputOperationInfos().size() + " outputs" + (isSum ? "" : ", delays that are no sum"));
        }

        @Override
        public void onOutputOperationStarted(StreamingListenerOutputOperationStarted outputOperationStarted) {
            told.add("output " + outputOperationStarted.outputOperationInfo().id() + " started");
        }

        @Override
        public void onOutputOperationCompleted(StreamingListenerOutputOperationCompleted outputOperationCompleted) {
            OutputOperationInfo info = outputOperationCompleted.outputOperationInfo();
            String took = info.duration() < 0 ? " in no time" : "";
            told.add("output " + info.id() + " completed" + took + info.failureReason());
        }
    }

    @Test
    void shouldTakeDatasetsOutOfAQueueOneByOne() throws Exception {
        assertThat(queued(true, false)).containsExactly(List.of("a", "b"), List.of("c"), List.of());
        assertThat(queued(false, false)).containsExactly(List.of("a", "b", "c"), List.of(), List.of());
        assertThat(queued(true, true)).containsExactly(List.of("a", "b"), List.of("c"), List.of("default"));
        assertThat(queued(false, true)).containsExactly(List.of("a", "b", "c"), List.of("default"), List.of("default"));
    }

    private static List<List<String>> queued(boolean oneAtATime, boolean hasDefault) throws Exception {
        try (StreamTest test = test()) {
            StreamingContext context = test.context();
            Queue<Rdd<String>> queue = new ArrayDeque<>();
            queue.add(context.parallelize(List.of("a", "b")));
            queue.add(context.parallelize(List.of("c")));
            DStream<String> stream = hasDefault
                    ? context.queueStream(queue, oneAtATime, context.parallelize(List.of("default")))
                    : context.queueStream(queue, oneAtATime);
            Collected<String> all = test.collect(stream);
            test.advance(3);
            return all.batches();
        }
    }

    @Test
    void shouldTakeWhatIsPutIntoAQueueWhileItRuns() throws Exception {
        try (StreamTest test = test()) {
            Queue<Rdd<Integer>> queue = new ArrayDeque<>();
            Collected<Integer> all =
                    test.collect(test.context().queueStream(queue).map(n -> n * 2));
            test.advance();
            synchronized (queue) {
                queue.add(test.context().parallelize(List.of(1, 2, 3), 2));
            }
            test.advance(2);
            all.assertBatches(List.of(), List.of(2, 4, 6), List.of());
        }
    }

    /** Stores numbers when it is started, throws when it is told to. */
    private static final class Unsteady extends Receiver<Integer> {
        private static final long serialVersionUID = 1;
        private static final AtomicInteger STARTS = new AtomicInteger();

        Unsteady() {
            super(StorageLevel.MEMORY_ONLY);
        }

        @Override
        public void onStart() {
            if (STARTS.incrementAndGet() == 1) throw new IllegalStateException("not yet");
            Thread thread = new Thread(() -> {
                try {
                    store(List.of(1, 2, 3));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }

        @Override
        public void onStop() {}
    }

    @Test
    void shouldStartAReceiverAgainThatThrewAndSaySo() throws Exception {
        Unsteady.STARTS.set(0);
        CountDownLatch all = new CountDownLatch(3);
        List<String> errors = Collections.synchronizedList(new ArrayList<>());
        try (StreamingContext context = StreamingContext.builder("unsteady")
                .batchInterval(Durations.milliseconds(10))
                .set("headrace.receiver.restart.delay", "5ms")
                .build()) {
            context.addStreamingListener(new StreamingListener() {
                @Override
                public void onReceiverError(StreamingListenerReceiverError receiverError) {
                    errors.add(receiverError.receiverInfo().lastError()
                            + receiverError.receiverInfo().lastErrorMessage());
                }
            });
            context.receiverStream(new Unsteady())
                    .foreachRDD(rdd -> rdd.collect().forEach(n -> all.countDown()));
            context.start();
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(errors).anyMatch(error -> error.contains("not yet"));
    }

    /** Reports something, and goes on. */
    private static final class Reporting extends Receiver<Integer> {
        private static final long serialVersionUID = 1;

        Reporting() {
            super(StorageLevel.MEMORY_ONLY);
        }

        @Override
        public void onStart() {
            reportError("odd", new Mine("a strange record"));
        }

        @Override
        public void onStop() {}
    }

    @Test
    void shouldTellWhatAReceiverReports() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        try (StreamingContext context = StreamingContext.builder("reporting")
                .batchInterval(Durations.milliseconds(10))
                .build()) {
            context.addStreamingListener(new StreamingListener() {
                @Override
                public void onReceiverError(StreamingListenerReceiverError receiverError) {
                    if (receiverError.receiverInfo().lastErrorMessage().contains("odd")) told.countDown();
                }
            });
            context.receiverStream(new Reporting()).foreachRDD(rdd -> {});
            context.start();
            assertThat(told.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(context.getState()).isEqualTo(StreamingContextState.ACTIVE);
        }
    }

    @Test
    void shouldStopTwiceAndCloseBehindIt() throws Exception {
        try (StreamTest test = test()) {
            test.stream(new BatchFeed<String>()).foreachRDD(rdd -> {});
            test.advance();
            test.context().stop(true);
            test.context().stop();
            test.context().stop(false, true);
            assertThat(test.context().getState()).isEqualTo(StreamingContextState.STOPPED);
            assertThat(test.context().awaitTerminationOrTimeout(0)).isTrue();
            test.context().awaitTermination();
        }
    }

    @Test
    void shouldFinishTheBatchThatIsUnderWayWhenItStops() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicLong finished = new AtomicLong();
        try (StreamTest test = test()) {
            test.stream(new BatchFeed<String>()).foreachRDD(rdd -> {
                inside.countDown();
                assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
                finished.incrementAndGet();
            });
            test.context().start();
            test.clock().advance(SECOND);
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            Thread stopper = new Thread(() -> test.context().stop(true));
            stopper.start();
            go.countDown();
            stopper.join(20_000);
            assertThat(stopper.isAlive()).isFalse();
        }
        assertThat(finished.get()).isEqualTo(1);
    }

    @Test
    void shouldGracefullyRunBatchesThatAreDueAlready() throws Exception {
        List<Long> times = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (StreamTest test = test()) {
            test.stream(new BatchFeed<String>()).foreachRDD((rdd, time) -> {
                inside.countDown();
                assertThat(go.await(20, TimeUnit.SECONDS)).isTrue();
                times.add(time.milliseconds());
            });
            test.context().start();
            test.clock().advance(SECOND.multipliedBy(3));
            assertThat(inside.await(20, TimeUnit.SECONDS)).isTrue();
            Thread stopper = new Thread(() -> test.context().stop(true));
            stopper.start();
            go.countDown();
            stopper.join(20_000);
        }
        assertThat(times).isSorted().startsWith(1_000L);
    }

    @Test
    void shouldNotComputeWhatNoOutputReads() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (StreamTest test = test()) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            DStream<Integer> stream = test.stream(feed);
            DStream<Integer> unread = stream.map(n -> calls.incrementAndGet());
            assertThat(unread.slideDuration()).isEqualTo(SECOND);
            stream.foreachRDD(rdd -> {});
            feed.batch(1, 2);
            test.advance();
        }
        assertThat(calls).hasValue(0);
    }

    @Test
    void shouldComputeLazyStreamsOnlyWhenABodyAsks() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (StreamTest test = test()) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            test.stream(feed)
                    .map(n -> {
                        calls.incrementAndGet();
                        return n;
                    })
                    .foreachRDD((rdd, time) -> {
                        if (time.milliseconds() == 2_000)
                            assertThat(rdd.count()).isEqualTo(2);
                    });
            feed.batch(1, 2, 3).batch(4, 5);
            test.advance(2);
        }
        assertThat(calls).hasValue(2);
    }

    @Test
    void shouldFailABatchWhoseUnionHasNoDatasetFromAParent() throws Exception {
        try (StreamTest test = test()) {
            BatchFeed<String> gaps = new BatchFeed<>();
            test.collect(test.stream(gaps).union(test.stream(new BatchFeed<>())));
            gaps.batch("a").nothing();
            test.advance();
            assertThatThrownBy(test::advance)
                    .hasMessageContaining("union at LifeCasesTest")
                    .hasMessageContaining("has no dataset for batch");
        }
    }

    @Test
    void shouldFailABatchWhoseTransformationReturnsNull() throws Exception {
        try (StreamTest test = test()) {
            test.collect(test.stream(new BatchFeed<String>()).transform(rdd -> (Rdd<String>) null));
            assertThatThrownBy(test::advance).hasMessageContaining("returned null instead of a dataset");
        }
    }

    @Test
    void shouldRefuseActionsInsideFunctions() throws Exception {
        try (StreamTest test = test()) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            test.stream(feed).foreachRDD(rdd -> rdd.foreach(n -> rdd.count()));
            feed.batch(1);
            assertThatThrownBy(test::advance).hasStackTraceContaining("count");
        }
    }

    @Test
    void shouldGiveEveryBatchTheTimeOfItsTick() throws Exception {
        List<Long> times = new ArrayList<>();
        try (StreamTest test = StreamTest.every(Durations.milliseconds(250))) {
            test.clock().advance(Durations.milliseconds(730));
            test.stream(new BatchFeed<String>()).foreachRDD((rdd, time) -> times.add(time.milliseconds()));
            test.advance(3);
        }
        assertThat(times).containsExactly(750L, 1_000L, 1_250L);
    }

    @Test
    void shouldSlideFromTheFirstBatchOn() throws Exception {
        List<Long> times = new ArrayList<>();
        try (StreamTest test = StreamTest.every(SECOND)) {
            test.clock().advance(Durations.seconds(7)); // begins with the batch of 8 s: slides of 3 are 10, 13 …
            test.stream(new BatchFeed<String>())
                    .window(Durations.seconds(3), Durations.seconds(3))
                    .foreachRDD((rdd, time) -> times.add(time.milliseconds()));
            test.advance(6);
        }
        assertThat(times).containsExactly(10_000L, 13_000L);
    }

    @Test
    void shouldRunSeveralPipelinesOfOneInput() throws Exception {
        try (StreamTest test = test()) {
            BatchFeed<String> feed = new BatchFeed<>();
            DStream<String> words = test.stream(feed);
            Collected<Tuple2<String, Long>> counts = test.collect(words.countByValue());
            Collected<Long> total = test.collect(words.count());
            Collected<String> longer = test.collect(words.filter(word -> word.length() > 1));
            feed.batch("a", "bb", "a");
            test.advance();
            counts.assertLastInAnyOrder(new Tuple2<>("a", 2L), new Tuple2<>("bb", 1L));
            total.assertLast(3L);
            longer.assertLast("bb");
        }
    }
}
