package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Durations;
import io.headrace.MapWithStateDStream;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.Tuple2;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.source.BatchSource;
import io.headrace.testkit.StreamTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a batch of {@code mapWithState} costs goes by the keys that it touches, not by those that are there. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 900, unit = TimeUnit.SECONDS)
class StateSizeTest {
    private static final Duration SECOND = Durations.seconds(1);
    private static final int PER_BATCH = 100_000;
    private static final int ROUNDS = 41;
    private static final int BATCHES = 20;

    /** A batch's blocks, its allocation, its changes and its commit; the states of all keys would take a dozen. */
    private static final int MOST_RECORDS = 6;

    private static final int[] TOUCHED = {100, 1_000, 10_000};

    /** There are a hundred times as many keys: a batch that looked at all of them would take as many times longer. */
    private static final double MOST_RATIO = 5;

    /** Longer than any test: whether keys time out is looked up by when they were touched, and nothing else. */
    private static final Duration TIMEOUT = Durations.seconds(1_000_000);

    private static final AtomicLong CALLS = new AtomicLong();

    @TempDir
    Path directory;

    /** The keys of a batch, made when the tick asks for them: a test can have millions. */
    private static final class Touches implements BatchSource<Long> {
        private static final long serialVersionUID = 1;

        private long first;
        private long step = 1;
        private int count;

        synchronized void next(long firstKey, long between, int keys) {
            first = firstKey;
            step = between;
            count = keys;
        }

        @Override
        public synchronized List<List<Long>> batchAt(long timeMillis) {
            List<Long> keys = new ArrayList<>(count);
            for (int i = 0; i < count; i++) keys.add(first + i * step);
            return List.of(keys);
        }
    }

    private static long count(Long key, Optional<Integer> one, State<Long> state) {
        CALLS.incrementAndGet();
        long next = state.getOption().orElse(0L) + one.orElse(0);
        state.update(next);
        return next;
    }

    private static MapWithStateDStream<Long, Integer, Long, Long> counts(StreamTest test, Touches touches) {
        return test.context()
                .batchStream(touches)
                .mapToPair(key -> new Tuple2<>(key, 1))
                .mapWithState(StateSpec.<Long, Integer, Long, Long>function(StateSizeTest::count)
                        .timeout(TIMEOUT));
    }

    /** Makes so many keys be there. */
    private static void fill(StreamTest test, Touches touches, long keys) throws InterruptedException {
        for (long key = 0; key < keys; key += PER_BATCH) {
            touches.next(key, 1, (int) Math.min(PER_BATCH, keys - key));
            test.advance(1);
        }
    }

    private long logged() throws Exception {
        return CountersReader.open(directory.resolve("counters"))
                .value(CounterId.LOG_SEQUENCE, 0)
                .orElseThrow();
    }

    @Test
    void shouldCallAndLogForTheTouchedKeysOnly() throws Exception {
        Touches touches = new Touches();
        AtomicLong sum = new AtomicLong();
        AtomicLong shown = new AtomicLong();
        try (StreamTest test = StreamTest.every(SECOND, builder -> builder.directory(directory))) {
            MapWithStateDStream<Long, Integer, Long, Long> counts = counts(test, touches);
            counts.name("counts").foreachRDD(rdd -> sum.set(rdd.fold(0L, Long::sum)));
            counts.stateSnapshots().foreachRDD(rdd -> shown.set(rdd.count()));
            touches.next(0, 1, 100);
            test.advance(2);
            assertThat(sum.get()).isEqualTo(200);
            fill(test, touches, PER_BATCH);
            assertThat(shown.get()).isEqualTo(PER_BATCH);
            long before = logged();
            long calls = CALLS.get();
            touches.next(7, 1_000, 100);
            test.advance(BATCHES);
            assertThat(CALLS.get() - calls).isEqualTo(100 * BATCHES);
            assertThat(sum.get())
                    .isEqualTo(99 * (BATCHES + 1) + BATCHES + 3); // the first one was there three times before
            assertThat(shown.get()).isEqualTo(PER_BATCH);
            assertThat(logged() - before).as("records of the log").isLessThan(BATCHES * MOST_RECORDS);
        }
    }

    /** Prints what stands in {@code docs/benchmarks/touched-keys.md}. */
    @Test
    @Tag("slow")
    void shouldTakeNoLongerWithAHundredTimesAsManyKeys() throws Exception {
        Map<Integer, Double> few = medians(100_000);
        Map<Integer, Double> more = medians(1_000_000);
        Map<Integer, Double> many = medians(10_000_000);
        System.out.println(
                "| keys touched | 100,000 there | 1,000,000 there | 10,000,000 there | ratio of the last to the first |");
        System.out.println("| ---: | ---: | ---: | ---: | ---: |");
        for (int touched : TOUCHED) {
            System.out.printf(
                    Locale.ROOT,
                    "| %,d | %.2f ms | %.2f ms | %.2f ms | %.2f |%n",
                    touched,
                    few.get(touched),
                    more.get(touched),
                    many.get(touched),
                    many.get(touched) / few.get(touched));
        }
        for (int touched : TOUCHED)
            assertThat(many.get(touched) / few.get(touched))
                    .as("%d keys", touched)
                    .isLessThan(MOST_RATIO);
    }

    /** How many milliseconds a batch takes that touches so many keys, when there are that many. */
    private static Map<Integer, Double> medians(long keys) throws Exception {
        Touches touches = new Touches();
        Map<Integer, Double> medians = new TreeMap<>();
        try (StreamTest test = StreamTest.every(
                        SECOND, builder -> builder.set("headrace.memory.limit", String.valueOf(8L << 30)))
                .deadline(Duration.ofSeconds(60))) {
            AtomicLong seen = new AtomicLong();
            counts(test, touches).foreachRDD(rdd -> seen.addAndGet(rdd.count()));
            long start = System.nanoTime();
            fill(test, touches, keys);
            System.out.printf(
                    Locale.ROOT,
                    "%,d keys in %.1f s, heap %,d MB%n",
                    keys,
                    (System.nanoTime() - start) / 1e9,
                    Runtime.getRuntime().maxMemory() >> 20);
            for (int touched : TOUCHED) {
                double[] millis = new double[ROUNDS];
                for (int round = 0; round < ROUNDS; round++) {
                    touches.next(round * 31L % (keys / touched), keys / touched, touched);
                    long before = seen.get();
                    long from = System.nanoTime();
                    test.advance(1);
                    millis[round] = (System.nanoTime() - from) / 1e6;
                    assertThat(seen.get() - before).isEqualTo(touched);
                }
                Arrays.sort(millis);
                medians.put(touched, millis[ROUNDS / 2]);
            }
        }
        return medians;
    }
}
