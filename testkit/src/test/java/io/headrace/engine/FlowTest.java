package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.StreamingContextBuilder;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.memory.codec.Codecs;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.FullPolicy;
import io.headrace.receiver.Receiver;
import io.headrace.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Rates, back-pressure, and what a full input does, through the engine. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class FlowTest {
    private static final Duration SECOND = Durations.seconds(1);

    @TempDir
    Path directory;

    private final AtomicLong records = new AtomicLong();

    private static final class Endless extends Receiver<Long> {
        private static final long serialVersionUID = 1;
        private static final AtomicLong STORED = new AtomicLong();
        private transient @Nullable Thread thread;

        Endless() {
            super(StorageLevel.MEMORY_AND_DISK_SER);
        }

        @Override
        public void onStart() {
            STORED.set(0);
            Thread storing = new Thread(
                    () -> {
                        try {
                            for (long i = 0; !isStopped(); i++) {
                                store(i);
                                STORED.incrementAndGet();
                            }
                        } catch (InterruptedException e) {
                            Thread.currentThread().interrupt();
                        } catch (IllegalStateException e) {
                            // the context has ended
                        }
                    },
                    "endless");
            storing.setDaemon(true);
            thread = storing;
            storing.start();
        }

        @Override
        public void onStop() throws Exception {
            Thread storing = thread;
            if (storing != null) storing.join();
        }
    }

    private StreamingContextBuilder builder(ManualClock clock) {
        return StreamingContext.builder("flow")
                .batchInterval(SECOND)
                .clock(clock)
                .set("headrace.core.pinning", "OFF");
    }

    private void count(StreamingContext context, Numbers numbers) {
        numbers.limit.set(Long.MAX_VALUE);
        context.polledStream("numbers", numbers, Codecs.LONG).foreachRDD(rdd -> records.addAndGet(rdd.count()));
    }

    /** Waits until so many have come, and then a little: no more may come. */
    private static void awaitExactly(StreamingContext context, AtomicLong count, long expected) throws Exception {
        while (count.get() < expected)
            assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
        assertThat(context.awaitTerminationOrTimeout(60)).isFalse();
        assertThat(count.get()).isEqualTo(expected);
    }

    @Test
    void shouldTakeInNoMoreThanTheRateOfAPolledSource() throws Exception {
        ManualClock clock = new ManualClock();
        Numbers numbers = new Numbers();
        try (StreamingContext context =
                builder(clock).set("headrace.receiver.max.rate", "500").build()) {
            count(context, numbers);
            context.start();
            awaitExactly(context, numbers.taken, 0);
            clock.advance(SECOND);
            awaitExactly(context, numbers.taken, 500);
            clock.advance(Durations.milliseconds(250));
            awaitExactly(context, numbers.taken, 625);
            clock.advance(SECOND);
            awaitExactly(context, numbers.taken, 1_125);
        }
    }

    @Test
    void shouldHoldAThreadThatStoresAndLetTheStreamsRateGoFirst() throws Exception {
        ManualClock clock = new ManualClock();
        Endless.STORED.set(0);
        try (StreamingContext context =
                builder(clock).set("headrace.receiver.max.rate", "500").build()) {
            context.receiverStream(new Endless()).maxRate(20).foreachRDD(rdd -> {});
            context.start();
            awaitExactly(context, Endless.STORED, 0);
            clock.advance(SECOND);
            awaitExactly(context, Endless.STORED, 20);
            clock.advance(SECOND);
            awaitExactly(context, Endless.STORED, 40);
        }
    }

    @Test
    void shouldHoldTheSenderOfASocketByTcp() throws Exception {
        try (TextServer server = new TextServer();
                StreamingContext context = StreamingContext.builder("held")
                        .batchInterval(Durations.milliseconds(20))
                        .directory(directory)
                        .build()) {
            context.socketTextStream("localhost", server.port())
                    .maxRate(1)
                    .foreachRDD(rdd -> records.addAndGet(rdd.count()));
            context.start();
            AtomicLong sent = new AtomicLong();
            CountDownLatch ended = new CountDownLatch(1);
            try (TextServer.Client client = server.client()) {
                Thread sender = new Thread(() -> {
                    try {
                        for (; ; sent.incrementAndGet()) client.send("x".repeat(60_000) + "\n");
                    } catch (IOException e) {
                        ended.countDown(); // closed below
                    }
                });
                sender.setDaemon(true);
                sender.start();
                long before;
                do { // until the buffers of both ends are full
                    before = sent.get();
                    assertThat(context.awaitTerminationOrTimeout(300)).isFalse();
                } while (sent.get() == 0 || sent.get() - before > 1);
                assertThat(sent.get()).isLessThan(2_000);
                assertThat(counted(CounterId.RECEIVER_LIMITED)).isPositive();
                assertThat(counted(CounterId.RATE_LIMIT)).isOne();
            }
            assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private long counted(CounterId id) throws IOException {
        return CountersReader.open(directory.resolve("counters")).value(id, 0).orElseThrow();
    }

    @Test
    void shouldBringTheRateDownToWhatBatchesProcess() throws Exception {
        Numbers numbers = new Numbers();
        numbers.limit.set(Long.MAX_VALUE);
        AtomicLong batches = new AtomicLong();
        try (StreamingContext context = StreamingContext.builder("pid")
                .batchInterval(Durations.milliseconds(20))
                .directory(directory)
                .set("headrace.backpressure.enabled", "true")
                .set("headrace.backpressure.initial.rate", "3000")
                .set("headrace.backpressure.min.rate", "50")
                .build()) {
            CountDownLatch never = new CountDownLatch(1);
            context.polledStream("numbers", numbers, Codecs.LONG).foreachRDD(rdd -> {
                long count = rdd.count();
                if (count > 0) batches.incrementAndGet();
                // a millisecond for each record: a thousand a second
                if (never.await(count, TimeUnit.MILLISECONDS)) throw new IllegalStateException("nobody counts down");
            });
            context.start();
            while (batches.get() < 8 || counted(CounterId.RATE_LIMIT) > 2_000)
                assertThat(context.awaitTerminationOrTimeout(10)).isFalse();
            assertThat(counted(CounterId.RATE_LIMIT)).isBetween(50L, 2_000L);
            context.stop(false);
        }
    }

    @Test
    void shouldHoldTheLatencyGoal() throws Exception {
        Numbers numbers = new Numbers();
        numbers.limit.set(Long.MAX_VALUE);
        try (StreamingContext context = StreamingContext.builder("latency")
                .batchInterval(Durations.milliseconds(20))
                .directory(directory)
                .set("headrace.backpressure.enabled", "true")
                .set("headrace.backpressure.rule", "LATENCY")
                .set("headrace.backpressure.initial.rate", "5000")
                .set("headrace.backpressure.target", "40ms")
                .build()) {
            CountDownLatch never = new CountDownLatch(1);
            context.polledStream("numbers", numbers, Codecs.LONG).foreachRDD(rdd -> {
                if (never.await(rdd.count(), TimeUnit.MILLISECONDS)) throw new IllegalStateException();
            });
            context.start();
            while (counted(CounterId.RATE_LIMIT) > 2_000)
                assertThat(context.awaitTerminationOrTimeout(10)).isFalse();
            context.stop(false);
        }
    }

    @Test
    void shouldRefuseRatesAndPoliciesWhereThereIsNothingToHold() {
        try (StreamingContext context = builder(new ManualClock()).build()) {
            Queue<io.headrace.Rdd<Integer>> queue = new ArrayDeque<>();
            assertThatIllegalStateException()
                    .isThrownBy(() -> context.queueStream(queue).maxRate(5))
                    .withMessageContaining("maxRate(5)");
            assertThatIllegalStateException()
                    .isThrownBy(() -> context.rateStream(5).map(x -> x).whenFull(FullPolicy.FAIL))
                    .withMessageContaining("whenFull(FAIL)")
                    .withMessageContaining("map at");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> context.rateStream(5).maxRate(0))
                    .withMessageContaining("maxRate(0)");
        }
    }

    @Test
    void shouldNotStartWithAPolicyThatWouldLie() {
        for (FullPolicy policy : FullPolicy.values()) {
            if (!policy.drops()) continue;
            try (StreamingContext context = builder(new ManualClock()).build()) {
                context.rateStream(5).whenFull(policy).print();
                assertThatThrownBy(context::start)
                        .hasMessageContaining("rateStream at")
                        .hasMessageContaining(policy.name())
                        .hasMessageContaining("positions");
            }
        }
        try (StreamingContext context = builder(new ManualClock()).build()) {
            context.socketTextStream("localhost", 1, StorageLevel.MEMORY_ONLY)
                    .whenFull(FullPolicy.SPILL)
                    .print();
            assertThatThrownBy(context::start).hasMessageContaining("SPILL").hasMessageContaining("disk");
        }
    }
}
