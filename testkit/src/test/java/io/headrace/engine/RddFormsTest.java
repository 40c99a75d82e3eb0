package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headrace.Accumulator;
import io.headrace.Broadcast;
import io.headrace.CollectionAccumulator;
import io.headrace.DatasetContext;
import io.headrace.DoubleAccumulator;
import io.headrace.Durations;
import io.headrace.HashPartitioner;
import io.headrace.LongAccumulator;
import io.headrace.PairRdd;
import io.headrace.Partitioner;
import io.headrace.Rdd;
import io.headrace.RddLike;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.StreamTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Every form of the operations on one batch's data: whoever places the results, they are the same. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RddFormsTest {
    private static final Partitioner TWO = new HashPartitioner(2);

    private final StreamTest test = StreamTest.every(Durations.seconds(1));
    private final DatasetContext context = test.context().sparkContext();
    private final PairRdd<String, Integer> left = pairs("a", 1, "a", 2, "b", 3);
    private final PairRdd<String, Integer> right = pairs("a", 10, "c", 30);

    @AfterEach
    void close() {
        test.close();
    }

    private PairRdd<String, Integer> pairs(Object... keysAndValues) {
        List<Tuple2<String, Integer>> pairs = new ArrayList<>();
        for (int i = 0; i < keysAndValues.length; i += 2)
            pairs.add(new Tuple2<>((String) keysAndValues[i], (Integer) keysAndValues[i + 1]));
        return context.parallelizePairs(pairs, 2);
    }

    private static List<String> sorted(RddLike<?> rdd) {
        return rdd.collect().stream().map(String::valueOf).sorted().toList();
    }

    /** All give the same, in as many partitions. */
    private static void assertForms(List<String> expected, RddLike<?> plain, RddLike<?> three, RddLike<?> two) {
        for (RddLike<?> form : List.of(plain, three, two))
            assertThat(sorted(form)).isEqualTo(expected);
        assertThat(three.getNumPartitions()).isEqualTo(3);
        assertThat(two.getNumPartitions()).isEqualTo(2);
    }

    @Test
    void shouldJoinTheSameInEachForm() {
        assertForms(List.of("(a,(1,10))", "(a,(2,10))"), left.join(right), left.join(right, 3), left.join(right, TWO));
        assertForms(
                List.of("(a,(1,Optional[10]))", "(a,(2,Optional[10]))", "(b,(3,Optional.empty))"),
                left.leftOuterJoin(right),
                left.leftOuterJoin(right, 3),
                left.leftOuterJoin(right, TWO));
        assertForms(
                List.of("(a,(Optional[1],10))", "(a,(Optional[2],10))", "(c,(Optional.empty,30))"),
                left.rightOuterJoin(right),
                left.rightOuterJoin(right, 3),
                left.rightOuterJoin(right, TWO));
        assertForms(
                List.of(
                        "(a,(Optional[1],Optional[10]))",
                        "(a,(Optional[2],Optional[10]))",
                        "(b,(Optional[3],Optional.empty))",
                        "(c,(Optional.empty,Optional[30]))"),
                left.fullOuterJoin(right),
                left.fullOuterJoin(right, 3),
                left.fullOuterJoin(right, TWO));
        assertForms(
                List.of("(b,3)"),
                left.subtractByKey(right),
                left.subtractByKey(right, 3),
                left.subtractByKey(right, TWO));
    }

    private static String sums(Iterable<?>... sides) {
        List<String> sums = new ArrayList<>();
        for (Iterable<?> side : sides)
            sums.add(String.valueOf(StreamSupport.stream(side.spliterator(), false)
                    .mapToInt(value -> (Integer) value)
                    .sum()));
        return String.join("/", sums);
    }

    private static int sumOf(Iterator<Integer> numbers) {
        int sum = 0;
        while (numbers.hasNext()) sum += numbers.next();
        return sum;
    }

    @Test
    void shouldGroupSeveralDatasetsTogether() {
        List<String> two = List.of("(a,3/10)", "(b,3/0)", "(c,0/30)");
        assertForms(
                two,
                left.cogroup(right).mapValues(all -> sums(all._1(), all._2())),
                left.cogroup(right, 3).mapValues(all -> sums(all._1(), all._2())),
                left.cogroup(right, TWO).mapValues(all -> sums(all._1(), all._2())));
        assertThat(sorted(left.groupWith(right).mapValues(all -> sums(all._1(), all._2()))))
                .isEqualTo(two);
        List<String> three = List.of("(a,3/10/3)", "(b,3/0/3)", "(c,0/30/0)");
        assertForms(
                three,
                left.cogroup(right, left).mapValues(all -> sums(all._1(), all._2(), all._3())),
                left.cogroup(right, left, 3).mapValues(all -> sums(all._1(), all._2(), all._3())),
                left.cogroup(right, left, TWO).mapValues(all -> sums(all._1(), all._2(), all._3())));
        assertThat(sorted(left.groupWith(right, left).mapValues(all -> sums(all._1(), all._2(), all._3()))))
                .isEqualTo(three);
        List<String> four = List.of("(a,3/10/3/10)", "(b,3/0/3/0)", "(c,0/30/0/30)");
        assertForms(
                four,
                left.cogroup(right, left, right).mapValues(all -> sums(all._1(), all._2(), all._3(), all._4())),
                left.cogroup(right, left, right, 3).mapValues(all -> sums(all._1(), all._2(), all._3(), all._4())),
                left.cogroup(right, left, right, TWO).mapValues(all -> sums(all._1(), all._2(), all._3(), all._4())));
        assertThat(sorted(left.groupWith(right, left, right)
                        .mapValues(all -> sums(all._1(), all._2(), all._3(), all._4()))))
                .isEqualTo(four);
    }

    @Test
    void shouldFoldByKeyTheSameInEachForm() {
        List<String> groups = List.of("(a,3)", "(b,3)");
        assertForms(
                groups,
                left.groupByKey().mapValues(all -> sums(all)),
                left.groupByKey(3).mapValues(all -> sums(all)),
                left.groupByKey(TWO).mapValues(all -> sums(all)));
        assertForms(
                groups,
                left.combineByKey(v -> v, Integer::sum, Integer::sum),
                left.combineByKey(v -> v, Integer::sum, Integer::sum, 3),
                left.combineByKey(v -> v, Integer::sum, Integer::sum, TWO));
        assertForms(
                groups,
                left.aggregateByKey(0, Integer::sum, Integer::sum),
                left.aggregateByKey(0, 3, Integer::sum, Integer::sum),
                left.aggregateByKey(0, TWO, Integer::sum, Integer::sum));
    }

    @Test
    void shouldSortAndPlacePairs() {
        PairRdd<String, Integer> mixed = pairs("c", 1, "a", 2, "d", 3, "b", 4);
        assertThat(mixed.sortByKey().keys().collect()).containsExactly("a", "b", "c", "d");
        assertThat(mixed.sortByKey(Comparator.<String>reverseOrder(), true)
                        .keys()
                        .collect())
                .containsExactly("d", "c", "b", "a");
        assertThat(mixed.filterByRange(Comparator.<String>naturalOrder(), "b", "c")
                        .keys()
                        .collect())
                .containsExactlyInAnyOrder("b", "c");
        for (List<Tuple2<String, Integer>> part :
                mixed.repartitionAndSortWithinPartitions(TWO).glom().collect()) {
            assertThat(part).isSortedAccordingTo(Comparator.comparing(Tuple2::_1));
            for (Tuple2<String, Integer> pair : part)
                assertThat(TWO.partitionFor(pair._1()))
                        .isEqualTo(TWO.partitionFor(part.get(0)._1()));
        }
        assertThat(TWO.partitions()).isEqualTo(2);
        assertThat(TWO.name()).isEqualTo(new HashPartitioner(2).name());
        assertThat(TWO.version()).isEqualTo(new HashPartitioner(3).version());
    }

    @Test
    void shouldWorkOnPartitionsInEachForm() {
        Rdd<Integer> numbers = context.parallelize(List.of(1, 2, 3, 4, 5), 2);
        assertThat(numbers.mapPartitions(all -> List.of(sumOf(all)).iterator(), true)
                        .collect())
                .isEqualTo(numbers.mapPartitions(all -> List.of(sumOf(all)).iterator())
                        .collect());
        assertThat(sorted(numbers.mapPartitionsToPair(
                        all -> List.of(new Tuple2<>("n", sumOf(all))).iterator())))
                .isEqualTo(sorted(numbers.mapPartitionsToPair(
                        all -> List.of(new Tuple2<>("n", sumOf(all))).iterator(), true)));
        assertThat(numbers.treeAggregate(0, Integer::sum, Integer::sum, 2)).isEqualTo(15);
        Rdd<Integer> kept = numbers.map(n -> n + 1).cache();
        assertThat(kept.unpersist(true).collect()).containsExactly(2, 3, 4, 5, 6);
    }

    /** Numbers and indexes are those of the dataset, whoever computes its partitions. */
    @Test
    void shouldNumberPartitionsOfUnionsAndCoalescedDataAsTheirOwn() {
        Rdd<Integer> numbers = context.parallelize(List.of(1, 2, 3, 4), 2);
        Rdd<String> indexed = numbers.mapPartitionsWithIndex(
                (i, all) -> List.of(i + ":" + all.next()).iterator(), false);
        assertThat(indexed.union(indexed).collect()).containsExactly("0:1", "1:3", "0:1", "1:3");
        assertThat(indexed.coalesce(1).collect()).containsExactly("0:1", "1:3");
        assertThat(numbers.zipWithUniqueId().coalesce(1).values().collect()).containsExactly(0L, 2L, 1L, 3L);
    }

    @Test
    void shouldDescribeDoublesInEveryFigure() {
        var numbers = context.parallelizeDoubles(List.of(2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0), 3);
        assertThat(numbers.popVariance()).isEqualTo(4, within(1e-9));
        assertThat(numbers.stdev()).isEqualTo(2, within(1e-9));
        assertThat(numbers.sampleStdev()).isEqualTo(Math.sqrt(32.0 / 7), within(1e-9));
        assertThat(numbers.toRdd().count()).isEqualTo(8);
        assertThat(context.union(numbers, numbers).sum()).isEqualTo(80, within(1e-9));
        assertThat(sorted(context.union(left, right))).hasSize(5);
    }

    @Test
    void shouldReadFilesAndSayWhatItIs(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("lines.txt"), "a\nb\n");
        assertThat(context.textFile(file.toString(), 4).collect()).containsExactly("a", "b");
        assertThat(context.appName()).isEqualTo("test");
        assertThat(context.sc()).isSameAs(context);
        assertThat(context.conf().name()).isEqualTo("test");
        assertThat(context.parallelize(List.of(1, 2, 3, 4, 5, 6)).getNumPartitions())
                .isEqualTo(context.defaultParallelism());
    }

    @Test
    void shouldAccumulateInEveryKind() {
        Accumulator<Integer> whole = context.accumulator(5);
        Accumulator<Double> fraction = context.accumulator(0.5);
        Accumulator<Double> named = context.accumulator(1.5, "named");
        DoubleAccumulator doubles = context.doubleAccumulator();
        LongAccumulator longs = context.longAccumulator("longs");
        CollectionAccumulator<String> seen = context.collectionAccumulator();
        context.parallelize(List.of(1, 2, 3), 2).foreach(n -> {
            whole.add(n);
            fraction.add(n / 2.0);
            named.add(1.0);
            doubles.add(n * 1.0);
            longs.add(n);
            seen.add("n" + n);
        });
        assertThat(whole.value()).isEqualTo(11);
        assertThat(whole.zero()).isZero();
        whole.setValue(7);
        assertThat(whole.value()).isEqualTo(7);
        assertThat(fraction.value()).isEqualTo(3.5, within(1e-9));
        assertThat(named.value()).isEqualTo(4.5, within(1e-9));
        assertThat(named.name()).isEqualTo("named");
        assertThat(doubles.avg()).isEqualTo(2, within(1e-9));
        assertThat(longs.count()).isEqualTo(3);
        assertThat(seen.value()).containsExactlyInAnyOrder("n1", "n2", "n3");
    }

    @Test
    void shouldNameEachBroadcast() {
        Broadcast<Map<String, Integer>> one = context.broadcast(Map.of("a", 1));
        Broadcast<Map<String, Integer>> two = context.broadcast(Map.of("a", 1));
        assertThat(one.id()).isNotEqualTo(two.id());
        one.unpersist(true);
        assertThat(one.value()).containsEntry("a", 1);
    }
}
