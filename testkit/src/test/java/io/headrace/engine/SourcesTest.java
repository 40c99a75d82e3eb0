package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.Rdd;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.Receiver;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.io.DataOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Publishers, raw sockets, several receivers, queues. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SourcesTest {
    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();

    private static StreamingContext context() {
        return StreamingContext.builder("sources")
                .batchInterval(Durations.milliseconds(10))
                .set("headrace.receiver.restart.delay", "10ms")
                .build();
    }

    private List<Object> await(StreamingContext context, int count) throws InterruptedException {
        List<Object> got = new ArrayList<>();
        while (got.size() < count) {
            assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
            seen.drainTo(got);
        }
        return got;
    }

    @Test
    void shouldTakeAllThatAPublisherGives() throws Exception {
        try (SubmissionPublisher<Long> publisher = new SubmissionPublisher<>();
                StreamingContext context = context()) {
            context.flowStream(publisher, Codecs.LONG).foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.start();
            while (publisher.getNumberOfSubscribers() == 0)
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
            for (long i = 0; i < 5_000; i++) publisher.submit(i);

            assertThat(await(context, 5_000))
                    .containsExactlyElementsOf(
                            LongStream.range(0, 5_000).boxed().toList());
        }
    }

    @Test
    void shouldSubscribeAgainWhenThePublisherFails() throws Exception {
        try (SubmissionPublisher<String> publisher = new SubmissionPublisher<>();
                StreamingContext context = context()) {
            int[] subscriptions = {0};
            context.<String>flowStream(subscriber -> {
                        if (subscriptions[0]++ > 0) publisher.subscribe(subscriber);
                        else {
                            SubmissionPublisher<String> failing = new SubmissionPublisher<>(Runnable::run, 8);
                            failing.subscribe(subscriber);
                            failing.submit("before");
                            failing.closeExceptionally(new IllegalStateException("no more today"));
                        }
                    })
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.start();
            while (publisher.getNumberOfSubscribers() == 0)
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
            publisher.submit("after");

            assertThat(await(context, 2)).containsExactly("before", "after");
        }
    }

    @Test
    void shouldTakeRecordsThatAServerHasEncoded() throws Exception {
        try (TextServer server = new TextServer();
                StreamingContext context = context()) {
            context.rawSocketStream("localhost", server.port())
                    .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.start();
            try (TextServer.Client client = server.client()) {
                DataOutputStream out = new DataOutputStream(client.socket().getOutputStream());
                for (String record : List.of("one", "", "three")) {
                    byte[] bytes = record.getBytes(StandardCharsets.UTF_8);
                    out.writeInt(bytes.length);
                    out.write(bytes);
                }
                assertThat(await(context, 3)).containsExactly("one", "", "three");
            }
        }
    }

    /** Stores its numbers and ends. */
    private static final class Numbered extends Receiver<Long> {
        private static final long serialVersionUID = 1;
        private static final CountDownLatch DONE = new CountDownLatch(3);
        private final long first;

        Numbered(long first) {
            super(StorageLevel.MEMORY_AND_DISK_SER);
            this.first = first;
        }

        @Override
        public void onStart() {
            Thread thread = new Thread(() -> {
                try {
                    for (long i = first; i < first + 1_000; i++) store(i);
                    DONE.countDown();
                    stop("all numbers are stored");
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
    void shouldUniteSeveralReceivers() throws Exception {
        try (StreamingContext context = context()) {
            List<DStream<Long>> rest = new ArrayList<>();
            for (int i = 1; i < 3; i++)
                rest.add(context.receiverStream(new Numbered(i * 1_000L)).name("numbers " + i));
            context.union(context.receiverStream(new Numbered(0)).name("numbers 0"), rest)
                    .foreachRDD(rdd -> seen.addAll(rdd.collect()));
            context.start();

            List<Object> got = await(context, 3_000);
            assertThat(Numbered.DONE.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(got)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 3_000).boxed().toList());
        }
    }

    @Test
    void shouldTakeOneDatasetOfAQueueAtATime() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.milliseconds(100))) {
            Queue<Rdd<Integer>> queue = new ArrayDeque<>();
            Collected<Integer> numbers = test.collect(test.context().queueStream(queue));
            queue.add(test.context().parallelize(List.of(1, 2), 2));
            queue.add(test.context().parallelize(List.of(3), 1));
            test.advance(3);
            synchronized (queue) {
                queue.add(test.context().parallelize(List.of(4), 1)); // while it runs
            }
            test.advance();

            numbers.assertBatches(List.of(1, 2), List.of(3), List.of(), List.of(4));
        }
    }

    @Test
    @SuppressWarnings("JdkObsolete") // the queue that takes nulls
    void shouldNotTakeANullInAQueueForAnEmptyBatch() {
        for (boolean oneAtATime : new boolean[] {true, false}) {
            try (StreamTest test = StreamTest.every(Durations.milliseconds(100))) {
                Queue<Rdd<Integer>> queue = new LinkedList<>();
                Collected<Integer> numbers = test.collect(test.context().queueStream(queue, oneAtATime));
                queue.add(test.context().parallelize(List.of(1), 1));
                queue.add(null);
                assertThatThrownBy(() -> test.advance(2))
                        .hasStackTraceContaining("the queue of queueStream at SourcesTest.")
                        .hasStackTraceContaining("holds a null")
                        .hasStackTraceContaining("context.parallelize(List.of())");
                assertThat(numbers.batches()).isEqualTo(oneAtATime ? List.of(List.of(1)) : List.of());
            }
        }
    }

    @Test
    void shouldTakeAllDatasetsOfAQueueTogether() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.milliseconds(100))) {
            Queue<Rdd<Integer>> queue = new ArrayDeque<>();
            Collected<Integer> numbers = test.collect(test.context().queueStream(queue, false));
            queue.add(test.context().parallelize(List.of(1, 2), 2));
            queue.add(test.context().parallelize(List.of(3), 1));
            test.advance(2);

            numbers.assertBatches(List.of(1, 2, 3), List.of());
        }
    }

    @Test
    void shouldGiveTheDefaultDatasetOfAQueueThatIsEmpty() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.milliseconds(100))) {
            Queue<Rdd<Integer>> queue = new ArrayDeque<>();
            Rdd<Integer> byDefault = test.context().parallelize(List.of(0), 1);
            Collected<Integer> oneByOne = test.collect(test.context().queueStream(queue, true, byDefault));
            Queue<Rdd<Integer>> other = new ArrayDeque<>();
            Collected<Integer> together = test.collect(
                    test.context().queueStream(other, false, byDefault).name("other"));
            queue.add(test.context().parallelize(List.of(1), 1));
            other.add(test.context().parallelize(List.of(2), 1));
            test.advance(2);

            oneByOne.assertBatches(List.of(1), List.of(0));
            together.assertBatches(List.of(2), List.of(0));
        }
    }
}
