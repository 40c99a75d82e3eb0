package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStreamLike;
import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.RddLike;
import io.headrace.Tuple2;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.memory.testing.Case;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.memory.testing.SkewedKeys;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Programs whose batches outgrow the heap's share beside the same programs that have plenty. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SpillingTest {
    private static final Duration SECOND = Durations.seconds(1);

    /** Many times what the share holds; how many runs are merged at once is for SpilledRddTest, which has more rows. */
    private static final int ROWS = 1_500;

    private static final int BATCHES = 6;
    private static final Duration LONG = Durations.seconds(3);

    @TempDir
    Path directory;

    /** A stream of two streams of pairs. */
    interface Operation {
        DStreamLike<?, ?, ? extends RddLike<?>> of(
                PairDStream<String, Integer> left, PairDStream<String, Integer> right);
    }

    private static Case<Operation> named(String name, Operation operation) {
        return new Case<>(name, operation);
    }

    static Stream<Case<Operation>> operations() {
        return Stream.of(
                named("groupByKey", (a, b) -> a.groupByKey()),
                named("groupByKey(1)", (a, b) -> a.groupByKey(1)),
                named("reduceByKey", (a, b) -> a.reduceByKey(Integer::sum)),
                named(
                        "reduceByKey in order",
                        (a, b) -> a.mapValues(n -> "" + n).reduceByKey((x, y) -> "(" + x + y + ")")),
                named("cogroup", (a, b) -> a.cogroup(b)),
                named("join", (a, b) -> a.join(b)),
                named("fullOuterJoin", (a, b) -> a.fullOuterJoin(b)),
                named("repartition", (a, b) -> a.repartition(3)),
                named("window", (a, b) -> a.window(Durations.seconds(2))),
                named(
                        "a window that is grouped",
                        (a, b) -> a.window(Durations.seconds(2)).groupByKey()),
                named(
                        "groupByKeyAndWindow",
                        (a, b) -> a.groupByKeyAndWindow(Durations.seconds(2), Durations.seconds(1))),
                named(
                        "reduceByKeyAndWindow",
                        (a, b) -> a.mapValues(n -> "" + n)
                                .reduceByKeyAndWindow((x, y) -> "(" + x + y + ")", LONG, SECOND)),
                named(
                        "reduceByKeyAndWindow that slides by two",
                        (a, b) -> a.reduceByKeyAndWindow(Integer::sum, LONG, Durations.seconds(2))),
                named(
                        "reduceByKeyAndWindow with an inverse",
                        (a, b) -> a.reduceByKeyAndWindow(Integer::sum, (x, y) -> x - y, LONG, SECOND)),
                named(
                        "reduceByKeyAndWindow with an inverse and a filter",
                        (a, b) -> a.reduceByKeyAndWindow(
                                Integer::sum,
                                (x, y) -> x - y,
                                LONG,
                                Durations.seconds(2),
                                3,
                                pair -> pair._2() % 5 != 0)),
                named(
                        "updateStateByKey",
                        (a, b) -> a.<Integer>updateStateByKey((values, state) -> Optional.of(state.orElse(0)
                                + values.stream().mapToInt(n -> n).sum()))),
                named(
                        "mapPartitions",
                        (a, b) -> a.mapPartitions(rows -> {
                            List<String> made = new ArrayList<>();
                            while (rows.hasNext()) made.add(rows.next()._1() + made.size());
                            return made.iterator();
                        })),
                named("glom", (a, b) -> a.glom()),
                named("transform", (a, b) -> a.transformToPair(rdd -> rdd.sortByKey())));
    }

    private static List<List<Tuple2<String, Integer>>> parts(RandomGenerator random) {
        return SkewedKeys.parts(random, 4, ROWS, Tuple2::new);
    }

    private List<List<List<Tuple2<String, Integer>>>> batches(RandomGenerator random) {
        List<List<List<Tuple2<String, Integer>>>> batches = new ArrayList<>();
        for (int i = 0; i < BATCHES; i++) batches.add(parts(random));
        return batches;
    }

    private StreamTest test(Path home, long spillMemory, int workers) {
        return StreamTest.every(
                        SECOND,
                        settings -> settings.set("headrace.directory", home.toString())
                                .set("headrace.log.durability", "OFF")
                                .set("headrace.spill.memory", String.valueOf(spillMemory))
                                .set("headrace.workers", String.valueOf(workers)))
                .deadline(Duration.ofSeconds(30));
    }

    private List<List<?>> run(
            Operation operation,
            long spillMemory,
            int workers,
            List<List<List<Tuple2<String, Integer>>>> left,
            List<List<List<Tuple2<String, Integer>>>> right)
            throws Exception {
        List<List<?>> seen = new ArrayList<>();
        Path home = Files.createTempDirectory(directory, "run");
        try (StreamTest test = test(home, spillMemory, workers)) {
            BatchFeed<Tuple2<String, Integer>> lefts = new BatchFeed<>();
            BatchFeed<Tuple2<String, Integer>> rights = new BatchFeed<>();
            Collected<?> collected = collected(
                    test,
                    operation.of(
                            PairDStream.fromDStream(test.stream(lefts).name("left")),
                            PairDStream.fromDStream(test.stream(rights).name("right"))));
            for (int i = 0; i < BATCHES; i++) {
                lefts.partitions(left.get(i));
                rights.partitions(right.get(i));
                test.advance(1);
                seen.add(collected.partitionsAt(1000L * (i + 1)));
            }
            assertThat(Files.exists(home.resolve("spill").resolve("rows"))).isEqualTo(spillMemory < ROWS);
        }
        assertThat(home.resolve("spill")).doesNotExist();
        return seen;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // what the rows are does not matter here
    private static Collected<?> collected(StreamTest test, DStreamLike<?, ?, ?> stream) {
        return test.collect((DStreamLike) stream);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void shouldGiveTheSameAsOnTheHeap(Case<Operation> operation) throws Exception {
        RandomGenerator random = Seed.random("SpillingTest");
        var left = batches(random);
        var right = batches(random);
        List<List<?>> expected = run(operation.tested(), 1L << 40, 1, left, right);
        assertSame(run(operation.tested(), 1_000, 1, left, right), expected);
        assertSame(run(operation.tested(), 1_000, 2, left, right), expected);
    }

    /** Counts are exact, so which worker sees a key first is nobody's concern: with two of them, keys come in any order. */
    @Test
    void shouldCountAsOnTheHeap() throws Exception {
        Operation counts = (a, b) -> a.map(pair -> pair._1()).countByValueAndWindow(LONG, SECOND);
        RandomGenerator random = Seed.random("SpillingTest");
        var rows = batches(random);
        List<List<?>> expected = run(counts, 1L << 40, 1, rows, rows);
        assertSame(run(counts, 1_000, 1, rows, rows), expected);
        List<List<?>> ofTwo = run(counts, 1_000, 2, rows, rows);
        for (int batch = 0; batch < BATCHES; batch++) {
            for (int i = 0; i < expected.get(batch).size(); i++)
                assertThat(Set.copyOf((List<?>) ofTwo.get(batch).get(i)))
                        .isEqualTo(Set.copyOf((List<?>) expected.get(batch).get(i)));
        }
    }

    /** Batch by batch and partition by partition, for what differs is to be read. */
    private static void assertSame(List<List<?>> actual, List<List<?>> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int batch = 0; batch < expected.size(); batch++) {
            List<?> partitions = expected.get(batch);
            if (partitions == null) assertThat(actual.get(batch)).isNull(); // the window does not slide
            if (partitions == null) continue;
            assertThat(actual.get(batch)).hasSameSizeAs(partitions);
            for (int i = 0; i < partitions.size(); i++)
                assertSame(batch, i, actual.get(batch).get(i), partitions.get(i));
        }
    }

    private static void assertSame(int batch, int partition, Object actual, Object expected) {
        Iterator<?> rows = ((List<?>) actual).iterator();
        int row = 0;
        for (Object wanted : (List<?>) expected) {
            Object there = rows.hasNext() ? rows.next() : "no more rows";
            if (!wanted.equals(there)) // an assertion for each of a million rows takes longer than to make them
            assertThat(there)
                        .as("batch %d, partition %d, row %d", batch, partition, row)
                        .isEqualTo(wanted);
            row++;
        }
        assertThat(rows).as("batch %d, partition %d", batch, partition).isExhausted();
    }

    @Test
    void shouldCountWhatGoesToTheDisk() throws Exception {
        try (StreamTest test = test(directory, 1_000, 1)) {
            BatchFeed<Tuple2<String, Integer>> feed = new BatchFeed<>();
            test.collect(PairDStream.fromDStream(test.stream(feed)).groupByKey());
            feed.partitions(parts(Seed.random("SpillingTest")));
            test.advance(1);
        }
        CountersReader counters = CountersReader.open(directory.resolve("counters"));
        assertThat(counters.value(CounterId.ROW_BYTES_SPILLED).orElse(0)).isPositive();
    }

    @Test
    void shouldNameTheStreamWhoseRowsCannotGoToTheDisk() {
        assertThatThrownBy(() -> {
                    try (StreamTest test = test(directory, 1_000, 1)) {
                        BatchFeed<Tuple2<String, Integer>> feed = new BatchFeed<>();
                        test.collect(PairDStream.fromDStream(test.stream(feed))
                                .mapValues(Unnamed::new)
                                .groupByKey());
                        feed.partitions(parts(Seed.random("SpillingTest")));
                        test.advance(1);
                    }
                })
                .hasStackTraceContaining("groupByKey at SpillingTest.")
                .hasStackTraceContaining("headrace.spill.memory")
                .hasStackTraceContaining("Unnamed is not registered");
    }

    private record Unnamed(int number) {}
}
