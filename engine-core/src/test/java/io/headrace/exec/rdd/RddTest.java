package io.headrace.exec.rdd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.HashPartitioner;
import io.headrace.PairRdd;
import io.headrace.Partitioner;
import io.headrace.Rdd;
import io.headrace.StreamingException;
import io.headrace.TaskContext;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every operation beside plain collections. */
@ExtendWith(LeakCheck.class)
class RddTest {
    private final RandomGenerator random = Seed.random("RddTest");
    private final List<Integer> numbers =
            IntStream.range(0, 1_000).map(i -> random.nextInt(200)).boxed().toList();
    private final Rdd<Integer> rdd = parts(numbers, 7);
    private final PairRdd<Integer, Integer> pairs = rdd.mapToPair(n -> new Tuple2<>(n % 10, n));

    private static <T> Rdd<T> parts(List<T> elements, int partitions) {
        List<List<T>> lists = new ArrayList<>();
        for (int i = 0; i < partitions; i++)
            lists.add(elements.subList(i * elements.size() / partitions, (i + 1) * elements.size() / partitions));
        return LocalRdds.of(lists);
    }

    private Map<Integer, List<Integer>> grouped() {
        return numbers.stream().collect(Collectors.groupingBy(n -> n % 10));
    }

    @Test
    void shouldMapFilterAndFlatten() {
        assertThat(rdd.map(n -> n + 1).collect())
                .isEqualTo(numbers.stream().map(n -> n + 1).toList());
        assertThat(rdd.filter(n -> n > 50).collect())
                .isEqualTo(numbers.stream().filter(n -> n > 50).toList());
        assertThat(rdd.flatMap(n -> List.of(n, -n).iterator()).count()).isEqualTo(2_000);
        assertThat(rdd.flatMapToPair(n -> List.of(new Tuple2<>(n, "x")).iterator())
                        .keys()
                        .collect())
                .isEqualTo(numbers);
    }

    @Test
    void shouldWorkOnWholePartitions() {
        assertThat(rdd.glom().collect()).hasSize(7);
        assertThat(rdd.glom().flatMap(List::iterator).collect()).isEqualTo(numbers);
        List<Integer> counts = rdd.mapPartitions(values -> {
                    int count = 0;
                    for (; values.hasNext(); values.next()) count++;
                    return List.of(count).iterator();
                })
                .collect();
        assertThat(counts.stream().mapToInt(n -> n).sum()).isEqualTo(1_000);
        assertThat(rdd.map(n -> TaskContext.partitionId()).distinct().collect())
                .containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
        Set<List<Integer>> seen = ConcurrentHashMap.newKeySet();
        rdd.foreachPartition(values -> {
            List<Integer> list = new ArrayList<>();
            values.forEachRemaining(list::add);
            seen.add(list);
        });
        assertThat(seen).hasSameElementsAs(rdd.glom().collect());
    }

    @Test
    void shouldTakeAndOrder() {
        List<Integer> sorted = numbers.stream().sorted().toList();
        assertThat(rdd.first()).isEqualTo(numbers.get(0));
        assertThat(rdd.take(300)).isEqualTo(numbers.subList(0, 300));
        assertThat(rdd.take(0)).isEmpty();
        assertThat(rdd.take(2_000)).isEqualTo(numbers);
        assertThat(rdd.takeOrdered(20)).isEqualTo(sorted.subList(0, 20));
        assertThat(rdd.top(3)).isEqualTo(rdd.takeOrdered(3, Comparator.reverseOrder()));
        assertThat(rdd.top(3, Comparator.reverseOrder())).isEqualTo(sorted.subList(0, 3));
        assertThat(rdd.max(Comparator.naturalOrder())).isEqualTo(sorted.get(999));
        assertThat(rdd.min(Comparator.naturalOrder())).isEqualTo(sorted.get(0));
    }

    @Test
    void shouldNotComputeMoreThanIsTaken() {
        AtomicInteger calls = new AtomicInteger();
        assertThat(rdd.map(n -> {
                            calls.incrementAndGet();
                            return n;
                        })
                        .take(3))
                .hasSize(3);
        assertThat(calls).hasValue(3);
        assertThat(rdd.map(n -> calls.incrementAndGet()).isEmpty()).isFalse();
        assertThat(calls).hasValue(4);
    }

    @Test
    void shouldReduce() {
        int sum = numbers.stream().mapToInt(n -> n).sum();
        assertThat(rdd.reduce(Integer::sum)).isEqualTo(sum);
        assertThat(rdd.fold(0, Integer::sum)).isEqualTo(sum);
        assertThat(rdd.<Long>aggregate(0L, (total, n) -> total + n, Long::sum)).isEqualTo(sum);
        assertThat(rdd.map(String::valueOf).reduce(String::concat))
                .isEqualTo(numbers.stream().map(String::valueOf).collect(Collectors.joining()));
        Map<Integer, Long> counts = new HashMap<>();
        for (int n : numbers) counts.merge(n, 1L, Long::sum);
        assertThat(rdd.countByValue()).isEqualTo(counts);
        AtomicInteger total = new AtomicInteger();
        rdd.foreach(total::addAndGet);
        assertThat(total).hasValue(sum);
    }

    @Test
    void shouldAnswerForEmptyData() {
        Rdd<Integer> none = rdd.filter(n -> false);
        assertThat(none.isEmpty()).isTrue();
        assertThat(none.count()).isZero();
        assertThat(none.collect()).isEmpty();
        assertThat(LocalRdds.of(List.of()).collect()).isEmpty();
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(none::first)
                .withMessageContaining("empty collection");
        assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(() -> none.reduce(Integer::sum));
        assertThat(none.fold(5, Integer::sum)).isEqualTo(5 * 8);
    }

    @Test
    void shouldSortUniteAndDeal() {
        assertThat(rdd.sortBy(n -> n, false, 3).collect())
                .isEqualTo(numbers.stream().sorted(Comparator.reverseOrder()).toList());
        assertThat(rdd.union(rdd).collect()).hasSize(2_000);
        assertThat(rdd.union(rdd).getNumPartitions()).isEqualTo(14);
        assertThat(rdd.distinct().collect()).containsExactlyInAnyOrderElementsOf(new HashSet<>(numbers));
        assertThat(rdd.distinct(2).getNumPartitions()).isEqualTo(2);
        List<List<Integer>> dealt = rdd.repartition(3).glom().collect();
        for (int i = 0; i < numbers.size(); i++)
            assertThat(dealt.get(i % 3).get(i / 3)).isEqualTo(numbers.get(i));
        assertThat(rdd.coalesce(2).getNumPartitions()).isEqualTo(2);
        assertThat(rdd.coalesce(2).collect()).isEqualTo(numbers);
        assertThat(rdd.cache().persist(io.headrace.StorageLevel.MEMORY_ONLY).unpersist())
                .isSameAs(rdd);
    }

    @Test
    void shouldKeepEqualKeysTogetherWhenSorting() {
        List<List<Tuple2<Integer, Integer>>> sorted = pairs.sortByKey(Comparator.<Integer>naturalOrder(), true, 6)
                .glom()
                .collect();
        List<Tuple2<Integer, Integer>> flat = new ArrayList<>();
        Map<Integer, Integer> partitionOf = new HashMap<>();
        for (int i = 0; i < sorted.size(); i++) {
            flat.addAll(sorted.get(i));
            for (Tuple2<Integer, Integer> pair : sorted.get(i)) {
                Integer before = partitionOf.put(pair._1(), i);
                assertThat(before == null || before == i).isTrue();
            }
        }
        List<Tuple2<Integer, Integer>> model = new ArrayList<>(
                numbers.stream().map(n -> new Tuple2<>(n % 10, n)).toList());
        model.sort(Comparator.comparing((Function<Tuple2<Integer, Integer>, Integer>) Tuple2::_1));
        assertThat(flat).isEqualTo(model);
        assertThat(pairs.sortByKey(false).keys().first()).isEqualTo(9);
        assertThat(pairs.sortByKey(Comparator.reverseOrder()).keys().first()).isEqualTo(9);
    }

    @Test
    void shouldCombineByKey() {
        Map<Integer, List<Integer>> model = grouped();
        Map<Integer, Iterable<Integer>> groups = pairs.groupByKey(3).collectAsMap();
        assertThat(groups).isEqualTo(model);
        Map<Integer, Integer> sums = new HashMap<>();
        model.forEach(
                (key, values) -> sums.put(key, values.stream().mapToInt(n -> n).sum()));
        assertThat(pairs.reduceByKey(Integer::sum).collectAsMap()).isEqualTo(sums);
        assertThat(pairs.reduceByKey(new HashPartitioner(2), Integer::sum).collectAsMap())
                .isEqualTo(sums);
        Map<Integer, String> texts = pairs.<StringBuilder>combineByKey(
                        n -> new StringBuilder().append(n), StringBuilder::append, StringBuilder::append)
                .mapValues(StringBuilder::toString)
                .collectAsMap();
        model.forEach((key, values) -> assertThat(texts.get(key))
                .isEqualTo(values.stream().map(String::valueOf).collect(Collectors.joining())));
        assertThat(rdd.groupBy(n -> n % 10).collectAsMap()).isEqualTo(model);
        assertThat(rdd.keyBy(n -> n % 10).toRdd().collect())
                .isEqualTo(pairs.toRdd().collect());
    }

    @Test
    void shouldLookAtPairs() {
        Map<Integer, List<Integer>> model = grouped();
        assertThat(pairs.lookup(3)).isEqualTo(model.getOrDefault(3, List.of()));
        assertThat(pairs.lookup(77)).isEmpty();
        Map<Integer, Long> counts = new HashMap<>();
        model.forEach((key, values) -> counts.put(key, (long) values.size()));
        assertThat(pairs.countByKey()).isEqualTo(counts);
        assertThat(pairs.values().collect()).isEqualTo(numbers);
        assertThat(pairs.mapValues(n -> n + 1).values().collect())
                .isEqualTo(numbers.stream().map(n -> n + 1).toList());
        assertThat(pairs.flatMapValues(n -> List.of(n, n).iterator()).count()).isEqualTo(2_000);
        assertThat(pairs.filter(pair -> pair._1() == 3).values().collect()).isEqualTo(pairs.lookup(3));
        assertThat(pairs.union(pairs).distinct().count()).isEqualTo(new HashSet<>(numbers).size());
        assertThat(PairRdd.fromRdd(pairs.toRdd()).countByKey()).isEqualTo(counts);
    }

    @Test
    void shouldPlaceKeysAsThePartitionerSays() {
        List<List<Tuple2<Integer, Integer>>> placed =
                pairs.partitionBy(new HashPartitioner(4)).glom().collect();
        for (int i = 0; i < 4; i++) {
            for (Tuple2<Integer, Integer> pair : placed.get(i))
                assertThat(pair._1() % 4).isEqualTo(i);
        }
        Partitioner wrong = new Partitioner() {
            private static final long serialVersionUID = 1;

            @Override
            public int numPartitions() {
                return 2;
            }

            @Override
            public int getPartition(@Nullable Object key) {
                return 2;
            }
        };
        assertThatThrownBy(() -> pairs.partitionBy(wrong).count()).hasMessageContaining("into partition 2 of 2");
    }

    @Test
    void shouldGiveWhatItReturnsToTheCaller() {
        List<Integer> collected = rdd.collect();
        collected.clear();
        rdd.take(5).clear();
        rdd.countByValue().clear();
        assertThat(rdd.collect()).isEqualTo(numbers);
    }

    @Test
    @SuppressWarnings("NullAway") // a key that is null is the point
    void shouldTakeNullsForElements() {
        Rdd<@Nullable String> some = LocalRdds.of(List.of(Arrays.asList("a", null), Arrays.asList("a", null)));
        assertThat(some.collect()).containsExactly("a", null, "a", null);
        assertThat(some.distinct().count()).isEqualTo(2);
        assertThat(some.mapToPair(s -> new Tuple2<>(s, 1))
                        .reduceByKey(Integer::sum)
                        .lookup(null))
                .containsExactly(2);
    }

    @Test
    void shouldComputeWideResultsOnce() {
        AtomicInteger calls = new AtomicInteger();
        PairRdd<Integer, Integer> reduced = pairs.reduceByKey((a, b) -> {
            calls.incrementAndGet();
            return a + b;
        });
        assertThat(reduced.count()).isEqualTo(grouped().size());
        int once = calls.get();
        assertThat(reduced.collect()).hasSize(grouped().size());
        assertThat(calls).hasValue(once);
    }

    @Test
    @SuppressWarnings("NullAway") // so is an iterator that is none
    void shouldNameWhatThrew() {
        assertThatExceptionOfType(StreamingException.class)
                .isThrownBy(() -> rdd.map(n -> Integer.parseInt("x" + n)).collect())
                .withMessageContaining("map on data of no batch, partition 0 threw java.lang.NumberFormatException")
                .withMessageContaining("RddTest")
                .withCauseInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> rdd.flatMap(n -> null).count())
                .hasMessageContaining("returned null instead of an iterator");
        assertThatThrownBy(() -> pairs.reduceByKey((a, b) -> a / (b * 0)).count())
                .hasMessageStartingWith("reduceByKey on");
        assertThatThrownBy(() -> rdd.foreach(n -> {
                    throw new java.io.IOException("gone");
                }))
                .hasMessageContaining("foreach on")
                .hasMessageContaining("gone");
        assertThatThrownBy(() -> rdd.map(n -> n).uncheckedPairs().keys().count())
                .hasMessageContaining("mapToPair");
    }

    @Test
    void shouldRefuseActionsWithinFunctions() {
        assertThatThrownBy(() -> rdd.map(n -> rdd.count()).collect())
                .isInstanceOf(StreamingException.class)
                .hasMessageContaining("count() was called by a function")
                .hasMessageContaining("nested action");
        assertThat(TaskContext.isInside()).isFalse();
    }

    @Test
    void shouldShowHowItComesAbout() {
        assertThat(pairs.reduceByKey(Integer::sum, 3)
                        .mapValues(n -> n)
                        .toDebugString()
                        .lines())
                .containsExactly("(3) mapValues", "  (3) reduceByKey", "    (7) mapToPair", "      (7) parallelize");
        assertThat(rdd.batchId()).isEmpty();
    }

    @Test
    void shouldRefuseNumbersOfPartitionsThatCannotBe() {
        assertThatThrownBy(() -> rdd.repartition(0)).hasMessageContaining("0 partitions");
        assertThatThrownBy(() -> rdd.coalesce(0)).hasMessageContaining("coalesce(0)");
        assertThatThrownBy(() -> pairs.forEachText((key, n) -> {})).hasMessageContaining("fold of views");
    }
}
