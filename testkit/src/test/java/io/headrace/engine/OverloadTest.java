package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.StreamingContext;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.receiver.FullPolicy;
import io.headrace.testkit.ManualClock;
import io.headrace.wal.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Twice as much comes as can be processed, for a while. An output that works off so many records a tick and no more is the capacity, and ticks
 * of a clock turned by hand are the time: so what is asserted does not depend on the machine.
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 90, unit = TimeUnit.SECONDS)
class OverloadTest {
    private static final Duration TICK = Durations.minutes(10);
    private static final int CAPACITY = 400; // records a tick
    private static final int BASE = CAPACITY / 8;
    private static final int BASE_TICKS = 6;
    private static final int OVERLOAD_TICKS = 24;

    /** What there is of memory: 24 blocks of 65 records hold less than four ticks of the overload. */
    private static final int BLOCKS = 24;

    private static final int RING_SLOTS = 4;

    /** So many records are held when there is no room: all blocks are full, but for the one that is written and the one that is logged. */
    private static final int MOST_HELD = (BLOCKS - 2) * PlainNumbers.PER_BLOCK;

    private static final int QUEUE = 4;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock();
    private final PlainNumbers source = new PlainNumbers();
    private final Semaphore work = new Semaphore(0);
    private final List<Long> seen = Collections.synchronizedList(new ArrayList<>());

    /** At which tick a record was offered, and at which it was processed: the index is the record. */
    private final int[] offeredAt = new int[4 * OVERLOAD_TICKS * CAPACITY];

    private final List<Integer> lateness = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger tick = new AtomicInteger();
    private final AtomicInteger finished = new AtomicInteger();
    private long mostReserved;
    private boolean mayHold;

    private StreamingContext context(FullPolicy policy) {
        return context(policy, Durations.milliseconds(50));
    }

    private StreamingContext context(FullPolicy policy, Duration blockInterval) {
        mayHold = policy == FullPolicy.BLOCK;
        return StreamingContext.builder("overload")
                .batchInterval(TICK)
                .clock(clock)
                .directory(directory)
                .durability(Durability.PROCESS)
                .set("headrace.core.pinning", "OFF")
                .set("headrace.batch.queue.length", String.valueOf(QUEUE))
                .set("headrace.block.bytes", "65536")
                .set("headrace.block.interval", blockInterval.toMillis() + "ms")
                .set("headrace.receiver.ring.slots", String.valueOf(RING_SLOTS))
                .set("headrace.block.count", String.valueOf(BLOCKS))
                .set("headrace.receiver.full", policy.name())
                .build();
    }

    /** Works off each record when the tick still has room for it. */
    private void process(StreamingContext context) {
        DStream<Long> numbers = context.polledUtf8Stream("plain", source)
                .map(text -> Long.valueOf(text.toString().strip()));
        numbers.foreachRDD(rdd -> {
            for (long number : rdd.collect()) {
                if (!work.tryAcquire(60, TimeUnit.SECONDS)) throw new IllegalStateException("nobody lets it work");
                lateness.add(tick.get() - offeredAt[(int) number]);
                seen.add(number);
            }
            finished.set(seen.size()); // their memory comes free now
        });
    }

    private CountersReader counters() throws IOException {
        return CountersReader.open(directory.resolve("counters"));
    }

    private long counted(CounterId id) throws IOException {
        return counters().value(id, 0).orElseThrow();
    }

    /** One tick in which so many records are offered; returns how many were processed. */
    private int tick(StreamingContext context, int offered) throws Exception {
        int first = (int) source.limit.get();
        Arrays.fill(offeredAt, first, first + offered, tick.get());
        source.limit.addAndGet(offered);
        // Either all was taken in, or there is no room. That the source is held is not enough: the log may not have got
        // to a full ring yet, and the tick would have too little to work on.
        until(
                context,
                () -> source.taken.get() == source.limit.get()
                        || (mayHold && source.taken.get() - finished.get() >= MOST_HELD));
        int before = seen.size();
        work.drainPermits();
        work.release(CAPACITY);
        clock.advance(TICK);
        tick.incrementAndGet();
        long now = clock.millis();
        until(
                context,
                () -> isStuck()
                        || (counted(CounterId.LAST_BATCH_TIME) >= now && counted(CounterId.BATCHES_WAITING) == 0));
        mostReserved = Math.max(mostReserved, counted(CounterId.MEMORY_RESERVED));
        return seen.size() - before;
    }

    /** The capacity of this tick is used up. */
    private boolean isStuck() {
        return work.availablePermits() == 0 && work.hasQueuedThreads();
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void until(StreamingContext context, Condition condition) throws Exception {
        while (!condition.holds())
            assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
    }

    private int latest(int from) {
        List<Integer> all = List.copyOf(lateness); // the jobs may add to it
        return all.subList(from, all.size()).stream().mapToInt(x -> x).max().orElse(0);
    }

    private static List<Long> upTo(long end) {
        List<Long> all = new ArrayList<>();
        for (long i = 0; i < end; i++) all.add(i);
        return all;
    }

    @ParameterizedTest
    @EnumSource(
            value = FullPolicy.class,
            names = {"BLOCK", "SPILL", "DROP_NEWEST", "DROP_OLDEST"})
    void shouldKeepItsThroughputAndComeBack(FullPolicy policy) throws Exception {
        int lateBefore;
        try (StreamingContext context = context(policy, TICK)) { // none is sealed before it is full
            process(context);
            context.start();
            for (int i = 0; i < BASE_TICKS; i++) tick(context, BASE);
            lateBefore = latest(0);
            assertThat(counted(CounterId.RECORDS_DROPPED)).isZero();

            int most = 0;
            int processed = 0;
            for (int i = 0; i < OVERLOAD_TICKS; i++) {
                int done = tick(context, 2 * CAPACITY);
                most = Math.max(most, done);
                processed += done;
            }
            assertThat(processed / (double) OVERLOAD_TICKS / most)
                    .as("throughput under overload, of the most")
                    .isGreaterThan(0.9);

            int recovery = 0;
            int from;
            do {
                from = lateness.size();
                tick(context, BASE);
                recovery++;
            } while ((latest(from) > lateBefore || lateness.size() == from) && recovery < 4 * OVERLOAD_TICKS);
            assertThat(recovery).as("ticks until latency is as before").isLessThanOrEqualTo(2 * OVERLOAD_TICKS);
            work.release(CAPACITY * BASE_TICKS);
            context.stop(true);
        }
        long dropped = counted(CounterId.RECORDS_DROPPED);
        if (policy.drops()) {
            assertThat(dropped).isPositive();
            assertThat(seen).isSorted().doesNotHaveDuplicates();
            assertThat(seen.size() + dropped).isEqualTo(source.limit.get());
        } else {
            assertThat(dropped).isZero();
            assertThat(seen).isEqualTo(upTo(source.limit.get()));
        }
        assertThat(mostReserved).isPositive().isLessThanOrEqualTo(counted(CounterId.MEMORY_LIMIT));
    }

    @Test
    void shouldEndWithFailWhenItsBuffersAreFullAndNotBefore() throws Exception {
        try (StreamingContext context = context(FullPolicy.FAIL)) {
            process(context);
            context.start();
            for (int i = 0; i < BASE_TICKS; i++) tick(context, BASE);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < OVERLOAD_TICKS; i++) tick(context, 2 * CAPACITY);
                    })
                    .hasMessageContaining("stream plain")
                    .hasMessageContaining("FAIL");
            work.release(Integer.MAX_VALUE / 2); // what it is stopped in may end
        }
        List<Long> before = List.copyOf(seen);
        assertThat(before).startsWith(upTo(BASE * BASE_TICKS).toArray(new Long[0]));
        seen.clear();
        // What was logged is processed now, and then the rest.
        try (StreamingContext context = context(FullPolicy.BLOCK)) {
            process(context);
            source.limit.addAndGet(1);
            context.start();
            until(context, () -> source.taken.get() == source.limit.get());
            context.stop(true);
        }
        assertThat(seen).isSorted().doesNotHaveDuplicates().contains(source.limit.get() - 1);
        assertThat(seen.get(0)).isLessThanOrEqualTo(before.get(before.size() - 1) + 1);
    }

    @Test
    void shouldHoldTheSenderOfASocketByItsFullRing() throws Exception {
        AtomicLong sent = new AtomicLong();
        CountDownLatch stuck = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (TextServer server = new TextServer();
                StreamingContext context = context(FullPolicy.BLOCK)) {
            context.socketTextStream("localhost", server.port()).foreachRDD(rdd -> {
                for (String line : rdd.collect()) seen.add(Long.valueOf(line.strip()));
                if (seen.isEmpty()) return;
                stuck.countDown();
                if (!go.await(60, TimeUnit.SECONDS)) throw new IllegalStateException("nobody let it go");
            });
            context.start();
            AtomicBoolean isEnough = new AtomicBoolean();
            CountDownLatch ended = new CountDownLatch(1);
            try (TextServer.Client client = server.client()) {
                Thread sender = new Thread(() -> {
                    try {
                        while (!isEnough.get()) {
                            client.send(String.format("%60000d%n", sent.get()));
                            sent.incrementAndGet();
                        }
                    } catch (IOException e) {
                        sent.set(-1); // what is asserted below fails
                    }
                    ended.countDown();
                });
                sender.setDaemon(true);
                sender.start();
                while (stuck.getCount() > 0) {
                    clock.advance(TICK);
                    assertThat(context.awaitTerminationOrTimeout(5)).isFalse();
                }
                until(
                        context,
                        () -> { // as many batches wait as may
                            clock.advance(TICK);
                            return counted(CounterId.BATCHES_WAITING) == QUEUE - 1;
                        });
                long before;
                do { // until the ring and the buffers of both ends are full
                    before = sent.get();
                    assertThat(context.awaitTerminationOrTimeout(300)).isFalse();
                } while (counted(CounterId.RECEIVER_HELD) == 0 || sent.get() != before);
                assertThat(ended.getCount()).as("the sender waits").isOne();
                assertThat(counted(CounterId.BLOCKS_IN_MEMORY)).isLessThanOrEqualTo(BLOCKS);
                isEnough.set(true);
                go.countDown();
                until(context, () -> {
                    if (counted(CounterId.LAST_BATCH_TIME) >= clock.millis()) clock.advance(TICK);
                    return ended.getCount() == 0 && seen.size() >= sent.get();
                });
            }
            context.stop(true);
        }
        assertThat(seen).isEqualTo(upTo(sent.get()));
        assertThat(counted(CounterId.RECORDS_DROPPED)).isZero();
    }
}
