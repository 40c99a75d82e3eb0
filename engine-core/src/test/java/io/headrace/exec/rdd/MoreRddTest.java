package io.headrace.exec.rdd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.headrace.DoubleRdd;
import io.headrace.HashPartitioner;
import io.headrace.PairRdd;
import io.headrace.Rdd;
import io.headrace.StorageLevel;
import io.headrace.StreamingException;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sets, samples, zips, numbers, folds and what is kept, beside plain collections. */
@ExtendWith(LeakCheck.class)
class MoreRddTest {
    private final RandomGenerator random = Seed.random("MoreRddTest");
    private final List<Integer> numbers =
            IntStream.range(0, 600).map(i -> random.nextInt(150)).boxed().toList();
    private final List<Integer> others =
            IntStream.range(0, 300).map(i -> random.nextInt(250)).boxed().toList();
    private final Rdd<Integer> rdd = parts(numbers, 5);
    private final Rdd<Integer> other = parts(others, 3);
    private final PairRdd<Integer, Integer> pairs = rdd.mapToPair(n -> new Tuple2<>(n % 10, n));

    private static <T> Rdd<T> parts(List<T> elements, int partitions) {
        List<List<T>> lists = new ArrayList<>();
        for (int i = 0; i < partitions; i++)
            lists.add(elements.subList(i * elements.size() / partitions, (i + 1) * elements.size() / partitions));
        return LocalRdds.of(lists);
    }

    @Test
    void shouldTreatDataAsSets() {
        Set<Integer> there = new HashSet<>(others);
        List<Integer> without = numbers.stream().filter(n -> !there.contains(n)).toList();
        Set<Integer> both = new LinkedHashSet<>(numbers);
        both.retainAll(there);
        assertThat(rdd.subtract(other).collect()).containsExactlyInAnyOrderElementsOf(without);
        assertThat(rdd.subtract(other, 2).getNumPartitions()).isEqualTo(2);
        assertThat(rdd.subtract(other, new HashPartitioner(3)).collect()).containsExactlyInAnyOrderElementsOf(without);
        assertThat(rdd.intersection(other).collect()).containsExactlyInAnyOrderElementsOf(both);
        assertThat(pairs.subtractByKey(other.mapToPair(n -> new Tuple2<>(n % 5, n)))
                        .collect())
                .containsExactlyInAnyOrderElementsOf(
                        pairs.filter(pair -> pair._1() >= 5).collect());
        assertThat(pairs.distinct(3).getNumPartitions()).isEqualTo(3);
    }

    @Test
    void shouldMultiplyAndZip() {
        Rdd<String> letters = parts(List.of("a", "b", "c"), 2);
        assertThat(letters.cartesian(parts(List.of(1, 2), 2)).collect())
                .containsExactlyInAnyOrder(
                        new Tuple2<>("a", 1),
                        new Tuple2<>("a", 2),
                        new Tuple2<>("b", 1),
                        new Tuple2<>("b", 2),
                        new Tuple2<>("c", 1),
                        new Tuple2<>("c", 2));
        assertThat(letters.cartesian(rdd).getNumPartitions()).isEqualTo(10);
        assertThat(rdd.zip(rdd.map(n -> -n)).collect())
                .isEqualTo(numbers.stream().map(n -> new Tuple2<>(n, -n)).toList());
        assertThat(rdd.zipWithIndex().values().collect())
                .isEqualTo(IntStream.range(0, 600).mapToObj(Long::valueOf).toList());
        assertThat(letters.zipWithUniqueId().collect())
                .containsExactly(new Tuple2<>("a", 0L), new Tuple2<>("b", 1L), new Tuple2<>("c", 3L));
        assertThat(rdd.<Integer, Integer>zipPartitions(other.repartition(5), (left, right) -> {
                            int count = 0;
                            for (; left.hasNext(); left.next()) count++;
                            for (; right.hasNext(); right.next()) count++;
                            return List.of(count).iterator();
                        })
                        .collect())
                .containsExactly(180, 180, 180, 180, 180);
    }

    @Test
    void shouldRefuseToZipWhatDoesNotFit() {
        assertThatThrownBy(() -> rdd.zip(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unequal numbers of partitions: zip of one with 5 and one with 3");
        assertThatThrownBy(() -> rdd.zip(rdd.filter(n -> n > 10)).count())
                .isInstanceOf(StreamingException.class)
                .hasMessageContaining("same number of elements in each partition: the first has more");
    }

    @Test
    void shouldNumberPartitions() {
        Rdd<String> numbered = rdd.mapPartitionsWithIndex(
                (index, values) -> {
                    int count = 0;
                    for (; values.hasNext(); values.next()) count++;
                    return List.of(index + ":" + count).iterator();
                },
                true);
        assertThat(numbered.collect()).containsExactly("0:120", "1:120", "2:120", "3:120", "4:120");
        List<Integer>[] some = rdd.collectPartitions(new int[] {4, 0});
        assertThat(some[0]).isEqualTo(numbers.subList(480, 600));
        assertThat(some[1]).isEqualTo(numbers.subList(0, 120));
        assertThatThrownBy(() -> rdd.collectPartitions(new int[] {5})).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void shouldReadPartitionByPartition() {
        AtomicInteger computed = new AtomicInteger();
        Iterator<Integer> all = rdd.map(n -> {
                    computed.incrementAndGet();
                    return n;
                })
                .toLocalIterator();
        assertThat(all.next()).isEqualTo(numbers.get(0));
        assertThat(computed.get()).isLessThan(600);
        List<Integer> read = new ArrayList<>(List.of(numbers.get(0)));
        all.forEachRemaining(read::add);
        assertThat(read).isEqualTo(numbers);
    }

    @Test
    void shouldDrawTheSameForTheSameSeed() {
        List<Integer> drawn = rdd.sample(false, 0.5, 7).collect();
        assertThat(drawn).isEqualTo(rdd.sample(false, 0.5, 7).collect()).isNotEqualTo(numbers);
        assertThat(drawn.size()).isBetween(200, 400);
        assertThat(rdd.sample(false, 0.5, 8).collect()).isNotEqualTo(drawn);
        assertThat(rdd.sample(false, 1, 7).collect()).isEqualTo(numbers);
        assertThat(rdd.sample(true, 3, 7).count()).isBetween(1_500L, 2_100L);
        assertThat(rdd.sample(true, 40, 7).count()).isBetween(23_000L, 25_000L);
        Rdd<Integer>[] split = rdd.randomSplit(new double[] {1, 2, 1}, 11);
        assertThat(split).hasSize(3);
        assertThat(split[0].union(split[1]).union(split[2]).collect()).containsExactlyInAnyOrderElementsOf(numbers);
        assertThat(split[1].count()).isBetween(220L, 380L);
        assertThat(rdd.takeSample(false, 1_000, 3)).containsExactlyInAnyOrderElementsOf(numbers);
        assertThat(rdd.takeSample(false, 20, 3)).hasSize(20).isEqualTo(rdd.takeSample(false, 20, 3));
        assertThat(rdd.takeSample(true, 1_000, 3)).hasSize(1_000);
        assertThat(rdd.takeSample(false, 0)).isEmpty();
        assertThat(pairs.sampleByKey(false, Map.of(1, 1.0, 2, 0.0), 5).collect())
                .isEqualTo(pairs.filter(pair -> pair._1() == 1).collect());
    }

    @Test
    void shouldRefuseFractionsAndWeightsThatCannotBe() {
        assertThatThrownBy(() -> rdd.sample(false, 1.5)).hasMessageContaining("the fraction is 1.5; give 0 to 1");
        assertThatThrownBy(() -> rdd.sample(true, -1)).hasMessageContaining("the fraction is -1.0; give 0 or more");
        assertThatThrownBy(() -> rdd.sample(true, Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> rdd.randomSplit(new double[] {1, -1})).hasMessageContaining("a weight is -1.0");
        assertThatThrownBy(() -> rdd.randomSplit(new double[] {0})).hasMessageContaining("all 0");
        assertThatThrownBy(() -> rdd.takeSample(false, -1)).hasMessageContaining("takeSample of -1 elements");
        assertThatThrownBy(() -> rdd.treeReduce(Integer::sum, 0)).hasMessageContaining("the depth is 0");
        assertThatThrownBy(() -> pairs.sampleByKey(false, Map.of(1, 2.0)))
                .hasMessageContaining("key 1: the fraction is 2.0");
    }

    @Test
    void shouldFoldFromCopiesOfZero() {
        Map<Integer, List<Integer>> model = numbers.stream().collect(Collectors.groupingBy(n -> n % 10));
        PairRdd<Integer, ArrayList<Integer>> lists = pairs.aggregateByKey(
                new ArrayList<>(),
                (list, n) -> {
                    list.add(n);
                    return list;
                },
                (list, more) -> {
                    list.addAll(more);
                    return list;
                });
        assertThat(lists.collectAsMap()).isEqualTo(model);
        assertThat(rdd.<ArrayList<Integer>>treeAggregate(
                        new ArrayList<>(),
                        (list, n) -> {
                            list.add(n);
                            return list;
                        },
                        (list, more) -> {
                            list.addAll(more);
                            return list;
                        }))
                .isEqualTo(numbers);
        Map<Integer, Integer> sums = new HashMap<>();
        model.forEach(
                (key, values) -> sums.put(key, values.stream().mapToInt(n -> n).sum()));
        assertThat(pairs.foldByKey(0, Integer::sum).collectAsMap()).isEqualTo(sums);
        assertThat(pairs.foldByKey(0, 2, Integer::sum).getNumPartitions()).isEqualTo(2);
        assertThat(pairs.foldByKey(0, new HashPartitioner(3), Integer::sum).collectAsMap())
                .isEqualTo(sums);
        assertThat(pairs.reduceByKeyLocally(Integer::sum)).isEqualTo(sums);
        assertThat(rdd.treeReduce(Integer::sum)).isEqualTo(rdd.treeReduce(Integer::sum, 3));
        Object unwritable = new Object();
        assertThatThrownBy(() -> pairs.<Object>aggregateByKey(unwritable, (a, b) -> a, (a, b) -> a))
                .hasMessageContaining("java.lang.Object cannot be: make its class Serializable");
    }

    @Test
    void shouldSortWithinPartitionsAndFilterRanges() {
        List<List<Tuple2<Integer, Integer>>> placed = pairs.repartitionAndSortWithinPartitions(
                        new HashPartitioner(3), Comparator.reverseOrder())
                .glom()
                .collect();
        for (int i = 0; i < 3; i++) {
            List<Integer> keys = placed.get(i).stream().map(Tuple2::_1).toList();
            assertThat(keys).isSortedAccordingTo(Comparator.reverseOrder());
            for (int key : keys) assertThat(key % 3).isEqualTo(i);
        }
        assertThat(placed.stream().mapToInt(List::size).sum()).isEqualTo(600);
        assertThat(pairs.filterByRange(3, 5).keys().distinct().collect()).containsExactlyInAnyOrder(3, 4, 5);
        assertThat(pairs.sortByKey(false, 2).getNumPartitions()).isEqualTo(2);
        assertThat(rdd.groupBy(n -> n % 3, 2).getNumPartitions()).isEqualTo(2);
        assertThat(rdd.coalesce(8, true).getNumPartitions()).isEqualTo(8);
        assertThat(rdd.coalesce(8).getNumPartitions()).isEqualTo(5);
    }

    @Test
    void shouldMeasureNumbers() {
        DoubleRdd doubles = rdd.mapToDouble(n -> n / 2.0);
        double[] model = numbers.stream().mapToDouble(n -> n / 2.0).toArray();
        double mean = Arrays.stream(model).average().orElseThrow();
        double variance = Arrays.stream(model).map(x -> (x - mean) * (x - mean)).sum() / model.length;
        assertThat(doubles.sum()).isEqualTo(Arrays.stream(model).sum());
        assertThat(doubles.mean()).isCloseTo(mean, within(1e-9));
        assertThat(doubles.variance()).isCloseTo(variance, within(1e-6));
        assertThat(doubles.popStdev()).isCloseTo(Math.sqrt(variance), within(1e-6));
        assertThat(doubles.sampleVariance()).isCloseTo(variance * 600 / 599, within(1e-6));
        assertThat(doubles.max()).isEqualTo(Arrays.stream(model).max().orElseThrow());
        assertThat(doubles.min()).isEqualTo(Arrays.stream(model).min().orElseThrow());
        assertThat(doubles.filter(x -> x > 1e9).mean()).isNaN();
        assertThat(doubles.filter(x -> x > 1e9).sum()).isZero();
        assertThat(rdd.flatMapToDouble(n -> List.of(1.0, 2.0).iterator()).sum()).isEqualTo(1_800);
        assertThat(rdd.mapPartitionsToDouble(values -> List.of(1.0).iterator()).sum())
                .isEqualTo(5);
    }

    @Test
    void shouldCountNumbersInRanges() {
        DoubleRdd some = DoubleRdd.fromRdd(parts(List.of(0.0, 1.0, 2.5, 5.0, 9.0, 10.0), 2));
        Tuple2<double[], long[]> ranges = some.histogram(2);
        assertThat(ranges._1()).containsExactly(0, 5, 10);
        assertThat(ranges._2()).containsExactly(3, 3);
        assertThat(some.histogram(new double[] {1, 2, 9, 9.5})).containsExactly(1, 2, 1);
        assertThat(some.filter(x -> x == 5).histogram(4)._2()).containsExactly(1);
        assertThatThrownBy(() -> some.filter(x -> x < 0).histogram(2))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> some.histogram(new double[] {2, 1})).hasMessageContaining("ascending");
    }

    @Test
    void shouldKeepWhatIsPersisted() {
        AtomicInteger calls = new AtomicInteger();
        Rdd<Integer> mapped = rdd.map(n -> {
            calls.incrementAndGet();
            return n * 2;
        });
        Rdd<Integer> madeBefore = mapped.filter(n -> n > 0);
        assertThat(mapped.cache()).isSameAs(mapped);
        assertThat(mapped.getStorageLevel()).isEqualTo(StorageLevel.MEMORY_ONLY);
        assertThat(calls).hasValue(0);
        assertThat(mapped.first()).isEqualTo(numbers.get(0) * 2);
        assertThat(calls).hasValue(120);
        List<Integer> all = mapped.collect();
        assertThat(madeBefore.count()).isEqualTo(all.stream().filter(n -> n > 0).count());
        assertThat(mapped.collect()).isEqualTo(all);
        assertThat(calls).hasValue(600);
        assertThatThrownBy(() -> mapped.persist(StorageLevel.DISK_ONLY))
                .hasMessageContaining("kept at MEMORY_ONLY already");
        assertThat(mapped.unpersist().getStorageLevel()).isEqualTo(StorageLevel.NONE);
        assertThat(mapped.collect()).isEqualTo(all);
        assertThat(calls).hasValue(1_200);
    }

    @Test
    void shouldHaveNamesAndNumbers() {
        Rdd<Integer> named = rdd.map(n -> n).setName("doubles");
        assertThat(named.name()).isEqualTo("doubles");
        assertThat(rdd.name()).isNull();
        assertThat(named.toDebugString()).startsWith("(5) map \"doubles\"");
        assertThat(named.id()).isNotEqualTo(rdd.id()).isEqualTo(named.id());
        assertThat(PairRdd.fromRdd(pairs.toRdd()).id()).isEqualTo(pairs.id());
    }

    @Test
    void shouldAnswerLater() throws Exception {
        assertThat(rdd.countAsync().get()).isEqualTo(600);
        assertThat(rdd.collectAsync().get()).isEqualTo(numbers);
        assertThat(rdd.takeAsync(3).get()).isEqualTo(numbers.subList(0, 3));
        AtomicInteger sum = new AtomicInteger();
        rdd.foreachAsync(sum::addAndGet).get();
        rdd.foreachPartitionAsync(values -> values.forEachRemaining(n -> sum.addAndGet(-n)))
                .get();
        assertThat(sum).hasValue(0);
        assertThatThrownBy(() -> rdd.map(n -> 1 / (n * 0)).countAsync().get())
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(ArithmeticException.class);
    }

    @Test
    void shouldPutEqualKeysTogetherWhereverTheyCameFrom() {
        List<List<Tuple2<Integer, Integer>>> left =
                pairs.reduceByKey(Integer::sum, 4).glom().collect();
        List<List<Tuple2<Integer, Tuple2<Integer, Integer>>>> joined =
                pairs.join(pairs, 4).glom().collect();
        Map<Integer, Integer> places = new TreeMap<>();
        for (int i = 0; i < 4; i++) {
            for (Tuple2<Integer, Integer> pair : left.get(i)) places.put(pair._1(), i);
        }
        for (int i = 0; i < 4; i++) {
            for (Tuple2<Integer, ?> pair : joined.get(i))
                assertThat(places.get(pair._1())).isEqualTo(i);
        }
        assertThatThrownBy(() -> pairs.join(pairs, 300)).hasMessageContaining("300 partitions of 256 key groups");
    }
}
