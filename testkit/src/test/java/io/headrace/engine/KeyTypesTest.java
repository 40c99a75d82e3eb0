package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What may be a key, by which of its forms it is found again, and what is said of the rest. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
@SuppressWarnings("NullAway") // null is a key here
class KeyTypesTest {
    private static final Duration SECOND = Durations.seconds(1);

    enum Side {
        BUY,
        SELL
    }

    record Place(String town, int house, Side side) {}

    record Tagged(String name, List<String> tags) {}

    /** Nobody registers it. */
    record Stranger(int x) {}

    /** Keys of two batches, equal ones in both. */
    private static List<Object> keys() {
        return Arrays.asList(
                new Place("Köln", 4, Side.SELL),
                new Place(null, 0, null),
                Side.BUY,
                new Tuple2<>(Side.SELL, new Place("a", 1, Side.BUY)),
                Arrays.asList(Side.SELL, 1, null),
                new UUID(1, 2),
                Instant.ofEpochSecond(5, 6),
                LocalDate.of(2026, 2, 28),
                BigInteger.TEN.pow(30),
                'c',
                new Tuple2<>("a", 1L));
    }

    /** Of each pair the first is one key and the second another. */
    private static List<Object> oddKeys() {
        return Arrays.asList(
                null,
                "",
                0.0,
                -0.0,
                Double.NaN,
                Double.longBitsToDouble(0x7ff8_0000_0000_0001L),
                new BigDecimal("2.0"),
                new BigDecimal("2.00"),
                "x\ud83d",
                "x\ude00",
                1,
                1L,
                Float.NaN);
    }

    private static KryoRegistry registry() {
        return KryoRegistry.builder()
                .register(0, Place.class)
                .register(1, Side.class)
                .register(2, Tagged.class)
                .build();
    }

    private static StreamTest test() {
        return StreamTest.every(SECOND, settings -> settings.kryo(registry()));
    }

    private static <K, V> Map<K, V> asMap(List<Tuple2<K, V>> pairs) {
        Map<K, V> map = new HashMap<>();
        for (Tuple2<K, V> pair : pairs)
            assertThat(map.put(pair._1(), pair._2()))
                    .as("%s is there twice", pair)
                    .isNull();
        return map;
    }

    /** How often each key is there, as {@code equals} has it. */
    private static Map<Object, Integer> expected(List<Object> keys) {
        Map<Object, Integer> counts = new HashMap<>();
        keys.forEach(key -> counts.merge(key, 1, Integer::sum));
        return counts;
    }

    private static PairDStream<Object, Integer> totals(PairDStream<Object, Integer> ones) {
        return ones.updateStateByKey((values, sum) ->
                Optional.of(sum.orElse(0) + values.stream().mapToInt(i -> i).sum()));
    }

    private void shouldAgreeWithEquals(List<Object> keys) throws Exception {
        try (StreamTest test = test()) {
            BatchFeed<Object> feed = new BatchFeed<>();
            PairDStream<Object, Integer> ones = test.stream(feed).repartition(3).mapToPair(key -> new Tuple2<>(key, 1));
            Collected<Tuple2<Object, Integer>> reduced = test.collect(ones.reduceByKey(Integer::sum));
            Collected<Tuple2<Object, Iterable<Integer>>> grouped = test.collect(ones.groupByKey());
            Collected<Tuple2<Object, Integer>> state = test.collect(totals(ones));
            Collected<Tuple2<Object, Integer>> window =
                    test.collect(ones.reduceByKeyAndWindow(Integer::sum, Durations.seconds(2)));
            Collected<Tuple2<Object, Integer>> running = test.collect(
                    ones.reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, Durations.seconds(2), SECOND));
            feed.batch(keys);
            feed.batch(keys);
            test.advance(2);
            Map<Object, Integer> once = expected(keys);
            List<Object> twice = new ArrayList<>(keys);
            twice.addAll(keys);
            assertThat(asMap(reduced.last())).isEqualTo(once);
            Map<Object, Integer> sizes = new HashMap<>();
            asMap(grouped.last()).forEach((key, values) -> sizes.put(key, count(values)));
            assertThat(sizes).isEqualTo(once);
            assertThat(asMap(state.last())).isEqualTo(expected(twice));
            assertThat(asMap(window.last())).isEqualTo(expected(twice));
            assertThat(asMap(running.last())).isEqualTo(expected(twice));
        }
    }

    private static int count(Iterable<?> values) {
        int count = 0;
        for (Object unused : values) count++;
        return count;
    }

    @Test
    void shouldKeyByRecordsEnumsAndValuesOfTheJdk() throws Exception {
        shouldAgreeWithEquals(keys());
    }

    /** Null is a key; zeros and decimals are as equals has them; NaNs are one key; half an emoji stays what it is. */
    @Test
    void shouldAnswerTheOddValuesAsEqualsDoes() throws Exception {
        shouldAgreeWithEquals(oddKeys());
    }

    private static void refused(@Nullable Object key, String... parts) throws Exception {
        try (StreamTest test = test()) {
            // lists are stored as lists, so the key is made behind the input
            BatchFeed<Integer> feed = new BatchFeed<>();
            test.collect(totals(test.stream(feed).mapToPair(n -> new Tuple2<>(key, n))));
            feed.batch(1);
            assertThatThrownBy(() -> test.advance(1))
                    .satisfies(refusal -> assertThat(refusal)
                            .hasStackTraceContaining("updateStateByKey at KeyTypesTest.totals")
                            .satisfies(e -> assertThat(messages(e)).contains(parts)));
        }
    }

    private static String messages(Throwable thrown) {
        StringBuilder all = new StringBuilder();
        for (Throwable at = thrown; at != null; at = at.getCause())
            all.append(at.getMessage()).append('\n');
        return all.toString();
    }

    @Test
    void shouldSayWhatToDoAboutTheOthers() throws Exception {
        refused(
                new Tuple2<>("a", new Stranger(1)),
                "KeyTypesTest$Stranger is not registered",
                "types.register(3, io.headrace.engine.KeyTypesTest.Stranger.class)");
        refused(
                new Tagged("a", List.of()),
                "component tags of the record io.headrace.engine.KeyTypesTest$Tagged is a java.util.List",
                "types.canonical(3, ");
        refused(new HashSet<>(Set.of(1)), "java.util.HashSet", "may have different bytes");
        refused(new StringBuilder("a").reverse(), "java.lang.StringBuilder", "may have different bytes");
    }

    /** A program that goes on with its directory finds the keys of records and enums where they were. */
    @Test
    void shouldFindKeysAgainAfterARestart(@org.junit.jupiter.api.io.TempDir java.nio.file.Path directory)
            throws Exception {
        var clock = new io.headrace.testkit.ManualClock();
        List<Map<Object, Integer>> given = new ArrayList<>();
        for (int run = 0; run < 3; run++) {
            BatchFeed<Object> feed = new BatchFeed<>();
            feed.batch(keys());
            try (StreamingContext context = StreamingContext.getOrCreate(directory, () -> {
                StreamingContext made = StreamingContext.builder("keys")
                        .batchInterval(SECOND)
                        .kryo(registry())
                        .clock(clock)
                        .build();
                PairDStream<Object, Integer> ones =
                        made.batchStream(feed).name("keys").mapToPair(key -> new Tuple2<>(key, 1));
                PairDStream<Object, Integer> window = ones.reduceByKeyAndWindow(Integer::sum, Durations.seconds(100))
                        .name("window");
                PairDStream<Object, Integer> running = ones.reduceByKeyAndWindow(
                                Integer::sum, (a, b) -> a - b, Durations.seconds(100), SECOND)
                        .name("running");
                totals(ones).name("totals").union(window).union(running).foreachRDD(rdd -> {
                    Map<Object, Integer> sums = new HashMap<>();
                    rdd.collect().forEach(pair -> sums.merge(pair._1(), pair._2(), Integer::sum));
                    given.add(sums);
                });
                return made;
            })) {
                context.start();
                clock.advance(SECOND);
                while (given.size() == run)
                    assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
                context.stop(true);
            }
            Map<Object, Integer> sums = new HashMap<>();
            for (Object key : keys()) sums.put(key, 3 * (run + 1));
            assertThat(given.get(run)).isEqualTo(sums);
        }
    }
}
