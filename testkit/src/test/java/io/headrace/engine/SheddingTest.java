package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.BehindResponse;
import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.StorageLevel;
import io.headrace.StreamingContext;
import io.headrace.StreamingListener;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.FullPolicy;
import io.headrace.receiver.Receiver;
import io.headrace.testkit.ManualClock;
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
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Late batches make inputs shed that may drop: one batch stands still in its output, and another waits behind it. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class SheddingTest {
    private static final Duration SECOND = Durations.seconds(1);
    private static final long SHEDS = 3; // what the counter says then
    private static final int BURST = 3_000;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private final List<Long> seen = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong others = new AtomicLong();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch go = new CountDownLatch(1);
    private final BlockingQueue<StreamingListener.StreamingListenerFallingBehind> behind = new LinkedBlockingQueue<>();
    private final BlockingQueue<StreamingListener.StreamingListenerCaughtUp> caughtUp = new LinkedBlockingQueue<>();

    private StreamingContext context() {
        StreamingContext context = StreamingContext.builder("shedding")
                .batchInterval(SECOND)
                .clock(clock)
                .directory(directory)
                .set("headrace.core.pinning", "OFF")
                .set("headrace.block.bytes", "65536")
                .set("headrace.receiver.ring.slots", "2")
                .set("headrace.behind.after", "100ms")
                .set("headrace.behind.response", BehindResponse.SHED.name())
                .build();
        context.addStreamingListener(new StreamingListener() {
            @Override
            public void onFallingBehind(StreamingListenerFallingBehind event) {
                behind.add(event);
            }

            @Override
            public void onCaughtUp(StreamingListenerCaughtUp event) {
                caughtUp.add(event);
            }
        });
        return context;
    }

    private static DStream<Long> numbers(StreamingContext context, PlainNumbers source, FullPolicy policy) {
        return context.polledUtf8Stream("plain " + policy, source)
                .whenFull(policy)
                .map(text -> Long.valueOf(text.toString().strip()));
    }

    private void begin(StreamingContext context, DStream<Long> stream) throws Exception {
        stream.foreachRDD(rdd -> {
            seen.addAll(rdd.collect());
            stuck.countDown();
            if (!go.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("nobody let it go");
        });
        context.start();
    }

    /** The first batch has what came so far, and stands still; the second one is late. */
    private void fallBehind(StreamingContext context) throws Exception {
        clock.advance(SECOND);
        assertThat(stuck.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(counted(CounterId.BEHIND_RESPONSE, 0)).isZero();
        clock.advance(SECOND);
        awaitResponse(context, SHEDS);
        StreamingListener.StreamingListenerFallingBehind told = behind.poll(30, TimeUnit.SECONDS);
        assertThat(told).isNotNull();
        assertThat(told.response()).isEqualTo(BehindResponse.SHED);
        assertThat(told.schedulingDelay()).isGreaterThan(100);
        assertThat(told.batchesWaiting()).isOne();
    }

    private void catchUp(StreamingContext context, long dropped) throws Exception {
        go.countDown();
        StreamingListener.StreamingListenerCaughtUp over = caughtUp.poll(30, TimeUnit.SECONDS);
        assertThat(over).isNotNull();
        assertThat(over.recordsDropped()).isEqualTo(dropped);
        awaitResponse(context, 0);
    }

    private void awaitResponse(StreamingContext context, long expected) throws Exception {
        while (counted(CounterId.BEHIND_RESPONSE, 0) != expected)
            assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
    }

    private static void await(StreamingContext context, AtomicLong count, long expected) throws Exception {
        while (count.get() < expected)
            assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
    }

    private long counted(CounterId id, int instance) throws IOException {
        return CountersReader.open(directory.resolve("counters"))
                .value(id, instance)
                .orElseThrow();
    }

    private static List<Long> range(long from, long end) {
        return LongStream.range(from, end).boxed().toList();
    }

    @Test
    void shouldDropTheNewestWhileBatchesAreLateAndOnlyThen() throws Exception {
        PlainNumbers source = new PlainNumbers();
        PlainNumbers held = new PlainNumbers();
        try (StreamingContext context = context()) {
            numbers(context, held, FullPolicy.BLOCK).foreachRDD(rdd -> others.addAndGet(rdd.count()));
            begin(context, numbers(context, source, FullPolicy.DROP_NEWEST));
            source.limit.set(10);
            await(context, source.taken, 10);
            fallBehind(context);
            source.limit.set(10 + BURST); // there is room for some of them, and for all of the others
            held.limit.set(20);
            await(context, source.taken, 10 + BURST);
            await(context, held.taken, 20);
            catchUp(context, BURST);
            source.limit.set(10 + BURST + 100);
            await(context, source.taken, 10 + BURST + 100);
            context.stop(true);
        }
        List<Long> expected = new ArrayList<>(range(0, 10));
        expected.addAll(range(10 + BURST, 10 + BURST + 100));
        assertThat(seen).isEqualTo(expected);
        assertThat(others).hasValue(20);
        assertThat(counted(CounterId.RECORDS_DROPPED, 0)).isZero();
        assertThat(counted(CounterId.RECORDS_DROPPED, 1)).isEqualTo(BURST);
        assertThat(behind).isEmpty();
        assertThat(caughtUp).isEmpty();
    }

    @Test
    void shouldKeepTheNewestOfAnInputThatDropsTheOldest() throws Exception {
        PlainNumbers source = new PlainNumbers();
        try (StreamingContext context = context()) {
            begin(context, numbers(context, source, FullPolicy.DROP_OLDEST));
            source.limit.set(10);
            await(context, source.taken, 10);
            fallBehind(context);
            source.limit.set(10 + BURST);
            await(context, source.taken, 10 + BURST);
            long dropped = counted(CounterId.RECORDS_DROPPED, 0);
            assertThat(dropped).isBetween(BURST - 4L * 65, BURST - 65L); // what the ring does not hold
            catchUp(context, dropped);
            source.limit.set(10 + BURST + 100);
            await(context, source.taken, 10 + BURST + 100);
            context.stop(true);
        }
        long dropped = counted(CounterId.RECORDS_DROPPED, 0);
        List<Long> expected = new ArrayList<>(range(0, 10));
        expected.addAll(range(10 + dropped, 10 + BURST + 100));
        assertThat(seen).isEqualTo(expected);
    }

    /** Stores numbers up to a limit. */
    private static final class Storing extends Receiver<Long> {
        private static final long serialVersionUID = 1;
        private static final AtomicLong LIMIT = new AtomicLong();
        private static final AtomicLong STORED = new AtomicLong();

        Storing() {
            super(StorageLevel.MEMORY_AND_DISK_SER);
        }

        @Override
        public void onStart() {
            Thread thread = new Thread(this::storeAll, "storing");
            thread.setDaemon(true);
            thread.start();
        }

        private void storeAll() {
            try {
                while (!isStopped()) {
                    if (STORED.get() == LIMIT.get()) {
                        Thread.onSpinWait();
                        continue;
                    }
                    store(STORED.get());
                    STORED.incrementAndGet();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onStop() {}
    }

    @Test
    void shouldShedWhatThreadsStore() throws Exception {
        Storing.LIMIT.set(10);
        Storing.STORED.set(0);
        try (StreamingContext context = context()) {
            begin(context, context.receiverStream(new Storing()).whenFull(FullPolicy.DROP_NEWEST));
            await(context, Storing.STORED, 10);
            fallBehind(context);
            Storing.LIMIT.set(10 + BURST);
            await(context, Storing.STORED, 10 + BURST);
            catchUp(context, BURST);
            Storing.LIMIT.set(10 + BURST + 5);
            await(context, Storing.STORED, 10 + BURST + 5);
            context.stop(true);
        }
        List<Long> expected = new ArrayList<>(range(0, 10));
        expected.addAll(range(10 + BURST, 10 + BURST + 5));
        assertThat(seen).isEqualTo(expected);
        assertThat(counted(CounterId.RECORDS_DROPPED, 0)).isEqualTo(BURST);
    }
}
