package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.HashPartitioner;
import io.headrace.PairDStream;
import io.headrace.PairRdd;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two streams of pairs, batch by batch, beside plain collections. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class JoinTest {
    private static final Duration SECOND = Durations.seconds(1);

    private static <A, B> Tuple2<A, B> pair(A first, B second) {
        return new Tuple2<>(first, second);
    }

    private static <V> PairDStream<String, V> pairs(StreamTest test, BatchFeed<Tuple2<String, V>> feed) {
        return PairDStream.fromDStream(test.stream(feed));
    }

    private static <K, A, B> Map<K, Tuple2<List<A>, List<B>>> lists(
            List<Tuple2<K, Tuple2<Iterable<A>, Iterable<B>>>> rows) {
        Map<K, Tuple2<List<A>, List<B>>> map = new LinkedHashMap<>();
        for (Tuple2<K, Tuple2<Iterable<A>, Iterable<B>>> row : rows)
            assertThat(map.put(row._1(), pair(list(row._2()._1()), list(row._2()._2()))))
                    .isNull();
        return map;
    }

    private static <T> List<T> list(Iterable<T> values) {
        List<T> list = new ArrayList<>();
        values.forEach(list::add);
        return list;
    }

    @Test
    void shouldJoinEachWay() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<Tuple2<String, Integer>> left = new BatchFeed<>();
            BatchFeed<Tuple2<String, String>> right = new BatchFeed<>();
            PairDStream<String, Integer> ages = pairs(test, left);
            PairDStream<String, String> towns = pairs(test, right);
            var both = test.collect(ages.cogroup(towns));
            var inner = test.collect(ages.join(towns));
            var outerLeft = test.collect(ages.leftOuterJoin(towns));
            var outerRight = test.collect(ages.rightOuterJoin(towns));
            var full = test.collect(ages.fullOuterJoin(towns));
            left.partitions(List.of(List.of(pair("a", 1), pair("b", 2)), List.of(pair("a", 3))));
            right.partitions(List.of(List.of(pair("a", "x")), List.of(pair("c", "z"), pair("a", "y"))));
            test.advance(1);
            assertThat(lists(both.at(1000)))
                    .isEqualTo(Map.of(
                            "a", pair(List.of(1, 3), List.of("x", "y")),
                            "b", pair(List.of(2), List.of()),
                            "c", pair(List.of(), List.of("z"))));
            inner.assertAtInAnyOrder(
                    1000,
                    pair("a", pair(1, "x")),
                    pair("a", pair(1, "y")),
                    pair("a", pair(3, "x")),
                    pair("a", pair(3, "y")));
            outerLeft.assertAtInAnyOrder(
                    1000,
                    pair("a", pair(1, Optional.of("x"))),
                    pair("a", pair(1, Optional.of("y"))),
                    pair("a", pair(3, Optional.of("x"))),
                    pair("a", pair(3, Optional.of("y"))),
                    pair("b", pair(2, Optional.empty())));
            outerRight.assertAtInAnyOrder(
                    1000,
                    pair("a", pair(Optional.of(1), "x")),
                    pair("a", pair(Optional.of(1), "y")),
                    pair("a", pair(Optional.of(3), "x")),
                    pair("a", pair(Optional.of(3), "y")),
                    pair("c", pair(Optional.empty(), "z")));
            full.assertAtInAnyOrder(
                    1000,
                    pair("a", pair(Optional.of(1), Optional.of("x"))),
                    pair("a", pair(Optional.of(1), Optional.of("y"))),
                    pair("a", pair(Optional.of(3), Optional.of("x"))),
                    pair("a", pair(Optional.of(3), Optional.of("y"))),
                    pair("b", pair(Optional.of(2), Optional.empty())),
                    pair("c", pair(Optional.empty(), Optional.of("z"))));
        }
    }

    @Test
    void shouldJoinAnEmptyBatchButNotOneWithoutADataset() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<Tuple2<String, Integer>> left = new BatchFeed<>();
            BatchFeed<Tuple2<String, Integer>> right = new BatchFeed<>();
            Collected<Tuple2<String, Tuple2<Integer, Integer>>> joined =
                    test.collect(pairs(test, left).join(pairs(test, right)));
            left.batch(pair("a", 1));
            right.empty();
            left.batch(pair("a", 1));
            right.nothing();
            test.advance(1);
            joined.assertAt(1000);
            assertThatThrownBy(() -> test.advance(1))
                    .hasMessageContaining("join at JoinTest.")
                    .hasMessageContaining("has no dataset for");
        }
    }

    @Test
    void shouldPlaceResultsAsTheProgramSays() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<Tuple2<String, Integer>> left = new BatchFeed<>();
            BatchFeed<Tuple2<String, Integer>> right = new BatchFeed<>();
            PairDStream<String, Integer> one = pairs(test, left);
            PairDStream<String, Integer> two = pairs(test, right);
            var byDefault = test.collect(one.join(two));
            var reduced = test.collect(one.reduceByKey(Integer::sum));
            var threes = test.collect(one.leftOuterJoin(two, 3));
            var reducedToThree = test.collect(one.reduceByKey(Integer::sum, 3));
            var hashed = test.collect(one.fullOuterJoin(two, new HashPartitioner(2)));
            for (int i = 0; i < 50; i++) {
                left.batch(pair("k" + i, i));
                right.batch(pair("k" + i, -i));
            }
            test.advance(50);
            for (int i = 0; i < 50; i++) {
                long time = 1000L * (i + 1);
                assertThat(partitionOf(byDefault, time)).isEqualTo(partitionOf(reduced, time));
                assertThat(partitionOf(threes, time)).isEqualTo(partitionOf(reducedToThree, time));
                assertThat(partitionOf(hashed, time)).isEqualTo(Math.floorMod(("k" + i).hashCode(), 2));
                assertThat(byDefault.partitionsAt(time)).hasSize(4);
            }
        }
    }

    private static int partitionOf(Collected<?> collected, long time) {
        List<? extends List<?>> partitions = Objects.requireNonNull(collected.partitionsAt(time));
        for (int i = 0; i < partitions.size(); i++) {
            if (!partitions.get(i).isEmpty()) return i;
        }
        throw new AssertionError("no row at " + time);
    }

    @Test
    void shouldRefuseWhatCannotBeJoined() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND);
                StreamTest other = StreamTest.every(SECOND)) {
            PairDStream<String, Integer> one = pairs(test, new BatchFeed<>());
            PairDStream<String, Integer> two = pairs(other, new BatchFeed<>());
            assertThatThrownBy(() -> one.join(two)).hasMessageContaining("belongs to another context");
            assertThatThrownBy(() -> one.join(one, 0)).hasMessageContaining("join in 0 partitions");
            assertThatThrownBy(() -> one.cogroup(one, 257))
                    .hasMessageContaining("257 partitions of 256 key groups")
                    .hasMessageContaining("headrace.key.groups");
            assertThatThrownBy(() -> one.join(one.window(Durations.seconds(2), Durations.seconds(2))))
                    .hasMessageContaining("give both the same slide");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // a value that is null is the point
    void shouldNameTheKeyOfANullThatAnOptionalCannotHold() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<Tuple2<String, @Nullable Integer>> feed = new BatchFeed<>();
            PairDStream<String, @Nullable Integer> some = pairs(test, feed);
            test.collect(some.join(some));
            test.collect(some.leftOuterJoin(some));
            feed.batch(pair("key", null));
            assertThatThrownBy(() -> test.advance(1)).hasMessageContaining("leftOuterJoin: a value of key key is null");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void shouldAgreeWithPlainCollections(int workers) throws Exception {
        RandomGenerator random = Seed.random("JoinTest");
        try (StreamTest test = StreamTest.every(SECOND, builder -> builder.workers(workers))) {
            BatchFeed<Tuple2<Integer, Integer>> left = new BatchFeed<>();
            BatchFeed<Tuple2<Integer, Integer>> right = new BatchFeed<>();
            PairDStream<Integer, Integer> one = PairDStream.fromDStream(test.stream(left));
            PairDStream<Integer, Integer> two = PairDStream.fromDStream(test.stream(right));
            var inner = test.collect(one.join(two, 3));
            var full = test.collect(one.fullOuterJoin(two));
            var three = test.collect(one.transformToPair(rdd -> threeWay(rdd)));
            int batches = 8;
            List<List<Tuple2<Integer, Integer>>> lefts = new ArrayList<>();
            List<List<Tuple2<Integer, Integer>>> rights = new ArrayList<>();
            for (int i = 0; i < batches; i++) {
                lefts.add(feed(left, random));
                rights.add(feed(right, random));
            }
            test.advance(batches);
            for (int i = 0; i < batches; i++) {
                long time = 1000L * (i + 1);
                var groups = groups(lefts.get(i), rights.get(i));
                List<Object> expectedInner = new ArrayList<>();
                List<Object> expectedFull = new ArrayList<>();
                groups.forEach((key, values) -> {
                    for (Integer a : values.get(0)) {
                        for (Integer b : values.get(1)) {
                            expectedInner.add(pair(key, pair(a, b)));
                            expectedFull.add(pair(key, pair(Optional.of(a), Optional.of(b))));
                        }
                        if (values.get(1).isEmpty())
                            expectedFull.add(pair(key, pair(Optional.of(a), Optional.empty())));
                    }
                    if (!values.get(0).isEmpty()) return;
                    for (Integer b : values.get(1)) expectedFull.add(pair(key, pair(Optional.empty(), Optional.of(b))));
                });
                assertThat(new ArrayList<Object>(Objects.requireNonNull(inner.at(time))))
                        .containsExactlyInAnyOrderElementsOf(expectedInner);
                assertThat(new ArrayList<Object>(Objects.requireNonNull(full.at(time))))
                        .containsExactlyInAnyOrderElementsOf(expectedFull);
                assertThat(Objects.requireNonNull(three.at(time)).stream()
                                .mapToLong(row -> row._2())
                                .sum())
                        .isEqualTo(lefts.get(i).size() * 3L);
            }
        }
    }

    /** How many values each key has in three datasets together. */
    private static PairRdd<Integer, Long> threeWay(PairRdd<Integer, Integer> rdd) {
        return rdd.cogroup(rdd.mapValues(n -> n + 1), rdd.filter(row -> true))
                .mapValues(values -> (long) list(values._1()).size()
                        + list(values._2()).size()
                        + list(values._3()).size());
    }

    private static List<Tuple2<Integer, Integer>> feed(
            BatchFeed<Tuple2<Integer, Integer>> feed, RandomGenerator random) {
        List<List<Tuple2<Integer, Integer>>> partitions = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            List<Tuple2<Integer, Integer>> rows = new ArrayList<>();
            for (int j = random.nextInt(20); j > 0; j--) rows.add(pair(random.nextInt(12), random.nextInt(100)));
            partitions.add(rows);
        }
        feed.partitions(partitions);
        return partitions.stream().flatMap(List::stream).collect(Collectors.toList());
    }

    private static Map<Integer, List<List<Integer>>> groups(
            List<Tuple2<Integer, Integer>> left, List<Tuple2<Integer, Integer>> right) {
        Map<Integer, List<List<Integer>>> groups = new LinkedHashMap<>();
        left.forEach(row -> of(groups, row._1()).get(0).add(row._2()));
        right.forEach(row -> of(groups, row._1()).get(1).add(row._2()));
        return groups;
    }

    private static List<List<Integer>> of(Map<Integer, List<List<Integer>>> groups, Integer key) {
        return groups.computeIfAbsent(key, any -> List.of(new ArrayList<>(), new ArrayList<>()));
    }
}
