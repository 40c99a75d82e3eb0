package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every operation on the engine itself, batch by batch. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class OperationsTest {
    private static final Duration SECOND = Durations.seconds(1);

    private static <K, V> Map<K, V> asMap(List<Tuple2<K, V>> pairs) {
        Map<K, V> map = new HashMap<>();
        pairs.forEach(pair -> assertThat(map.put(pair._1(), pair._2())).isNull());
        return map;
    }

    @Test
    void shouldCountWords() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            Collected<Tuple2<String, Integer>> counts = test.collect(test.stream(feed)
                    .flatMap(line -> Arrays.asList(line.split(" ")).iterator())
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .reduceByKey(Integer::sum));
            feed.batch("to be or", "not to be");
            feed.batch("be");
            test.advance(3);
            assertThat(asMap(counts.batches().get(0))).isEqualTo(Map.of("to", 2, "be", 2, "or", 1, "not", 1));
            assertThat(asMap(counts.batches().get(1))).isEqualTo(Map.of("be", 1));
        }
    }

    @Test
    void shouldRunNarrowOperationsFused() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            DStream<Integer> numbers = test.stream(feed);
            Collected<Integer> odd = test.collect(numbers.map(n -> n * 3).filter(n -> n % 2 == 1));
            Collected<List<Integer>> glommed = test.collect(numbers.glom());
            Collected<Integer> sums = test.collect(numbers.mapPartitions(part -> {
                int sum = 0;
                while (part.hasNext()) sum += part.next();
                return List.of(sum).iterator();
            }));
            Collected<Integer> dealt = test.collect(numbers.repartition(3));
            feed.partitions(List.of(List.of(1, 2, 3), List.of(4, 5)));
            test.advance(1);
            assertThat(odd.batches().get(0)).containsExactly(3, 9, 15);
            assertThat(glommed.batches().get(0)).containsExactly(List.of(1, 2, 3), List.of(4, 5));
            assertThat(sums.batches().get(0)).containsExactly(6, 9);
            assertThat(dealt.partitionsAt(dealt.times().get(0).milliseconds()))
                    .containsExactly(List.of(1, 4), List.of(2, 5), List.of(3));
        }
    }

    @Test
    void shouldCountReduceAndUnite() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<Integer> left = new BatchFeed<>();
            BatchFeed<Integer> right = new BatchFeed<>();
            DStream<Integer> one = test.stream(left);
            DStream<Integer> two = test.stream(right);
            Collected<Long> count = test.collect(one.count());
            Collected<Integer> sum = test.collect(one.reduce(Integer::sum));
            Collected<Integer> both = test.collect(one.map(n -> n + 100).union(two));
            Collected<Tuple2<Integer, Long>> byValue = test.collect(two.countByValue());
            left.batch(1, 2, 3);
            right.batch(7, 7);
            left.empty();
            right.batch(8);
            test.advance(2);
            assertThat(count.batches().get(0)).containsExactly(3L);
            assertThat(count.batches().get(1)).containsExactly(0L);
            assertThat(sum.batches().get(0)).containsExactly(6);
            assertThat(sum.batches().get(1)).isEmpty();
            assertThat(both.batches().get(0)).containsExactly(101, 102, 103, 7, 7);
            assertThat(asMap(byValue.batches().get(0))).isEqualTo(Map.of(7, 2L));
        }
    }

    @Test
    void shouldGroupCombineAndMapValues() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<Tuple2<String, Integer>> feed = new BatchFeed<>();
            PairDStream<String, Integer> pairs = test.stream(feed).mapToPair(pair -> pair);
            Collected<Tuple2<String, Iterable<Integer>>> grouped = test.collect(pairs.groupByKey());
            Collected<Tuple2<String, Integer>> doubled = test.collect(pairs.mapValues(v -> v * 2));
            Collected<Tuple2<String, Integer>> twice =
                    test.collect(pairs.flatMapValues(v -> List.of(v, -v).iterator()));
            feed.partitions(
                    List.of(List.of(new Tuple2<>("a", 1), new Tuple2<>("b", 2)), List.of(new Tuple2<>("a", 3))));
            test.advance(1);
            Map<String, Iterable<Integer>> groups = asMap(grouped.batches().get(0));
            assertThat(groups.get("a")).containsExactly(1, 3);
            assertThat(groups.get("b")).containsExactly(2);
            assertThat(doubled.batches().get(0))
                    .containsExactly(new Tuple2<>("a", 2), new Tuple2<>("b", 4), new Tuple2<>("a", 6));
            assertThat(twice.batches().get(0)).hasSize(6).contains(new Tuple2<>("b", -2));
        }
    }

    @Test
    void shouldKeepWindowsWithPartialFirstOnes() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            DStream<Integer> numbers = test.stream(feed);
            Collected<Integer> last3 = test.collect(numbers.window(Durations.seconds(3), SECOND));
            Collected<Integer> every2 = test.collect(numbers.window(Durations.seconds(4), Durations.seconds(2)));
            for (int i = 1; i <= 6; i++) feed.batch(i);
            test.advance(6);
            assertThat(last3.batches())
                    .containsExactly(
                            List.of(1),
                            List.of(1, 2),
                            List.of(1, 2, 3),
                            List.of(2, 3, 4),
                            List.of(3, 4, 5),
                            List.of(4, 5, 6));
            assertThat(every2.batches()).containsExactly(List.of(1, 2), List.of(1, 2, 3, 4), List.of(3, 4, 5, 6));
        }
    }

    @Test
    void shouldReduceWindowsByKeyInBothForms() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            PairDStream<String, Integer> ones = test.stream(feed).mapToPair(word -> new Tuple2<>(word, 1));
            Duration window = Durations.seconds(3);
            Collected<Tuple2<String, Integer>> plain =
                    test.collect(ones.reduceByKeyAndWindow(Integer::sum, window, SECOND));
            Collected<Tuple2<String, Integer>> inverse =
                    test.collect(ones.reduceByKeyAndWindow(Integer::sum, (a, b) -> a - b, window, SECOND));
            List<List<String>> batches = List.of(
                    List.of("a", "b"), List.of("a"), List.of(), List.of("c", "c"), List.of(), List.of(), List.of("a"));
            for (List<String> batch : batches) feed.batch(batch.toArray(new String[0]));
            test.advance(batches.size());
            for (int i = 0; i < batches.size(); i++) {
                Map<String, Integer> expected = new HashMap<>();
                for (List<String> batch : batches.subList(Math.max(0, i - 2), i + 1))
                    batch.forEach(word -> expected.merge(word, 1, Integer::sum));
                assertThat(asMap(plain.batches().get(i)))
                        .as("plain, batch %d", i)
                        .isEqualTo(expected);
                Map<String, Integer> kept = asMap(inverse.batches().get(i));
                kept.values().removeIf(count -> count == 0); // the inverse form keeps keys at zero, as Spark does
                assertThat(kept).as("inverse, batch %d", i).isEqualTo(expected);
            }
            assertThat(asMap(inverse.batches().get(6))).containsEntry("b", 0);
        }
    }

    @Test
    void shouldUpdateStateOfEveryKeyInEveryBatch() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            Collected<Tuple2<String, Integer>> totals = test.collect(test.stream(feed)
                    .mapToPair(word -> new Tuple2<>(word, 1))
                    .<Integer>updateStateByKey((values, state) -> {
                        int sum = state.orElse(0);
                        for (int value : values) sum += value;
                        return sum >= 3 ? Optional.empty() : Optional.of(sum);
                    }));
            feed.batch("a", "b", "a");
            feed.batch("c");
            feed.batch("a", "c");
            feed.empty();
            test.advance(4);
            assertThat(asMap(totals.batches().get(0))).isEqualTo(Map.of("a", 2, "b", 1));
            assertThat(asMap(totals.batches().get(1))).isEqualTo(Map.of("a", 2, "b", 1, "c", 1));
            assertThat(asMap(totals.batches().get(2))).isEqualTo(Map.of("b", 1, "c", 2));
            assertThat(asMap(totals.batches().get(3))).isEqualTo(Map.of("b", 1, "c", 2));
        }
    }

    @Test
    void shouldTellNoDatasetFromAnEmptyOne() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            DStream<Integer> numbers = test.stream(feed);
            Collected<Integer> mapped = test.collect(numbers.map(n -> n + 1));
            Collected<Tuple2<Integer, Integer>> state = test.collect(numbers.mapToPair(n -> new Tuple2<>(n, 1))
                    .<Integer>updateStateByKey((values, old) -> Optional.of(old.orElse(0) + values.size())));
            feed.batch(1);
            feed.nothing();
            feed.empty();
            test.advance(3);
            assertThat(mapped.batches()).containsExactly(List.of(2), List.of());
            assertThat(state.batches()).hasSize(3);
            assertThat(asMap(state.batches().get(1))).isEqualTo(Map.of(1, 1));
        }
    }

    @Test
    void shouldTransformWholeDatasets() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            Collected<Integer> sorted = test.collect(test.stream(feed).transform(rdd -> rdd.sortBy(n -> n, true, 1)));
            feed.batch(3, 1, 2);
            test.advance(1);
            assertThat(sorted.batches().get(0)).containsExactly(1, 2, 3);
        }
    }

    @Test
    void shouldRunSeveralOutputsInTheirOrderAndSharedParentsOnce() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            List<String> ran = new ArrayList<>();
            List<Integer> computed = new ArrayList<>();
            DStream<Integer> shared = test.stream(feed).map(n -> {
                synchronized (computed) {
                    computed.add(n);
                }
                return n;
            });
            shared.foreachRDD(rdd -> ran.add("first " + rdd.count()));
            shared.filter(n -> n > 1).foreachRDD(rdd -> ran.add("second " + rdd.count()));
            Collected<Integer> third = test.collect(shared);
            feed.batch(1, 2);
            test.advance(1);
            assertThat(ran).containsExactly("first 2", "second 1");
            assertThat(third.batches().get(0)).containsExactly(1, 2);
            assertThat(computed).containsExactly(1, 2);
        }
    }
}
