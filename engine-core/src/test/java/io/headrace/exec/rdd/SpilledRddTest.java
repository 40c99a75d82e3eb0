package io.headrace.exec.rdd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.HashPartitioner;
import io.headrace.PairRdd;
import io.headrace.Rdd;
import io.headrace.RddLike;
import io.headrace.StreamingException;
import io.headrace.Tuple2;
import io.headrace.exec.spill.SpillSpace;
import io.headrace.exec.spill.SpilledList;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.memory.table.KeyGroups;
import io.headrace.memory.testing.Case;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.memory.testing.Seed;
import io.headrace.memory.testing.SkewedKeys;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations that outgrow the heap beside the same ones that do not: the same rows, in the same order and partitions. */
@ExtendWith(LeakCheck.class)
class SpilledRddTest {
    private static final int ROWS = 6_000;

    private final RandomGenerator random = Seed.random("SpilledRddTest");
    private final List<List<Tuple2<String, Integer>>> left = parts(5);
    private final List<List<Tuple2<String, Integer>>> right = parts(3);

    @TempDir
    Path directory;

    /** An operation of two datasets of pairs. */
    interface Operation {
        RddLike<?> of(PairRdd<String, Integer> left, PairRdd<String, Integer> right);
    }

    private static Case<Operation> named(String name, Operation operation) {
        return new Case<>(name, operation);
    }

    static Stream<Case<Operation>> operations() {
        return Stream.of(
                named("groupByKey", (a, b) -> a.groupByKey()),
                named("groupByKey(1)", (a, b) -> a.groupByKey(1)),
                named("groupBy", (a, b) -> a.groupBy(pair -> pair._2() % 7)),
                named("reduceByKey", (a, b) -> a.reduceByKey(Integer::sum)),
                named(
                        "reduceByKey in order",
                        (a, b) -> a.mapValues(n -> "" + n).reduceByKey((x, y) -> "(" + x + y + ")")),
                named(
                        "combineByKey",
                        (a, b) -> a.combineByKey(n -> "c" + n, (c, n) -> c + "," + n, (c, d) -> c + "|" + d)),
                named(
                        "aggregateByKey",
                        (a, b) -> a.aggregateByKey(
                                new ArrayList<Integer>(),
                                (list, n) -> {
                                    list.add(n);
                                    return list;
                                },
                                (list, more) -> {
                                    list.addAll(more);
                                    return list;
                                })),
                named("foldByKey", (a, b) -> a.foldByKey(3, (x, y) -> x * 31 + y)),
                named("cogroup", (a, b) -> a.cogroup(b)),
                named(
                        "cogroup of three",
                        (a, b) -> a.cogroup(b, a.filter(pair -> pair._2() % 2 == 0))
                                .mapValues(three -> List.of(three._1(), three._2(), three._3()))),
                named("join", (a, b) -> a.join(b)),
                named("leftOuterJoin", (a, b) -> a.leftOuterJoin(b)),
                named("rightOuterJoin", (a, b) -> a.rightOuterJoin(b)),
                named("fullOuterJoin", (a, b) -> a.fullOuterJoin(b)),
                named("subtractByKey", (a, b) -> a.subtractByKey(b)),
                named("subtract", (a, b) -> a.subtract(b)),
                named("intersection", (a, b) -> a.intersection(b)),
                named("distinct", (a, b) -> a.distinct()),
                named("union of distinct keys", (a, b) -> a.union(b).keys().distinct(2)),
                named(
                        "mapPartitions",
                        (a, b) -> a.mapPartitions(rows -> {
                            int count = 0;
                            for (; rows.hasNext(); count++) rows.next();
                            return List.of(count).iterator();
                        })),
                named("zip", (a, b) -> a.zip(a.map(pair -> pair._1()))),
                named(
                        "zipPartitions",
                        (a, b) -> a.repartition(3).zipPartitions(b, (here, there) -> {
                            List<String> made = new ArrayList<>();
                            while (here.hasNext() && there.hasNext())
                                made.add(here.next()._1() + there.next()._2());
                            return made.iterator();
                        })),
                named(
                        "cartesian",
                        (a, b) ->
                                a.filter(pair -> pair._2() % 100 == 0).cartesian(b.filter(pair -> pair._2() % 4 == 0))),
                named("repartition", (a, b) -> a.repartition(3)),
                named("coalesce", (a, b) -> a.coalesce(2, true)),
                named("partitionBy", (a, b) -> a.partitionBy(new HashPartitioner(6))),
                named("sortByKey", (a, b) -> a.sortByKey()),
                named("sortByKey down", (a, b) -> a.sortByKey(false, 3)),
                named("sortByKey by an order", (a, b) -> a.sortByKey(Comparator.comparing(String::length))),
                named("sortBy", (a, b) -> a.toRdd().sortBy(pair -> pair._2() % 100, true, 5)),
                named(
                        "repartitionAndSortWithinPartitions",
                        (a, b) -> a.repartitionAndSortWithinPartitions(new HashPartitioner(3))),
                named(
                        "a chain",
                        (a, b) -> a.join(b)
                                .mapValues(two -> two._1() + two._2())
                                .groupByKey()
                                .sortByKey()));
    }

    private List<List<Tuple2<String, Integer>>> parts(int count) {
        return SkewedKeys.parts(random, count, ROWS, Tuple2::new);
    }

    private SpillSpace space(long heap) {
        MemoryBudget budget = MemoryBudget.process().child("test", 64 << 20);
        return SpillSpace.create(
                heap, budget, KryoRegistry.ofJdkTypes(), directory.resolve("spill"), false, (who, what) -> {});
    }

    private static <T> Rdd<T> rdd(List<List<T>> parts, SpillSpace space) {
        Tasks tasks = new Tasks(new LocalRunner(), null, 4, KeyGroups.ofDefault(), null, space.newScope());
        return new RddHandle<>(new Home(tasks, Life.ENDLESS), new ListRows("parallelize", parts));
    }

    private List<?> run(Operation operation, SpillSpace space) {
        return operation
                .of(rdd(left, space).mapToPair(pair -> pair), rdd(right, space).mapToPair(pair -> pair))
                .glom()
                .collect();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void shouldGiveTheSameAsOnTheHeap(Case<Operation> operation) {
        try (SpillSpace plenty = space(1L << 40);
                SpillSpace little = space(100_000);
                SpillSpace next = space(1)) {
            List<?> expected = run(operation.tested(), plenty);
            assertThat(plenty.writtenBytes()).isZero();
            assertThat(run(operation.tested(), little)).isEqualTo(expected);
            assertThat(little.writtenBytes()).isPositive();
            assertThat(run(operation.tested(), next)).isEqualTo(expected);
        }
        assertThat(directory.resolve("spill")).doesNotExist();
    }

    @Test
    void shouldGroupAsPlainCollectionsDo() {
        try (SpillSpace little = space(100_000)) {
            Map<String, List<Integer>> expected = new LinkedHashMap<>();
            for (List<Tuple2<String, Integer>> part : left)
                part.forEach(pair -> expected.computeIfAbsent(pair._1(), any -> new ArrayList<>())
                        .add(pair._2()));
            assertThat(rdd(left, little).mapToPair(pair -> pair).groupByKey(1).collect().stream()
                            .map(Tuple2::_1)
                            .toList())
                    .isEqualTo(new ArrayList<>(expected.keySet()));
            assertThat(rdd(left, little).mapToPair(pair -> pair).groupByKey().collectAsMap())
                    .isEqualTo(expected);
        }
    }

    @Test
    void shouldReadLongGroupsFromTheDiskAsOftenAsIsWanted() {
        try (SpillSpace little = space(20_000)) {
            List<Integer> expected = new ArrayList<>();
            for (List<Tuple2<String, Integer>> part : left) part.forEach(pair -> expected.add(pair._2()));
            PairRdd<Integer, Iterable<Integer>> one = rdd(left, little)
                    .mapToPair(pair -> new Tuple2<>(1, pair._2()))
                    .groupByKey();
            one.foreach(group -> {
                assertThat(group._2()).isInstanceOf(SpilledList.class);
                for (int times = 0; times < 2; times++) assertThat(group._2()).containsExactlyElementsOf(expected);
                assertThat(group._2()).isEqualTo(expected);
                assertThat(expected).isEqualTo(group._2());
            });
            // what an action gives is the caller's
            assertThat(one.first()._2()).isInstanceOf(ArrayList.class).isEqualTo(expected);
            assertThat(one.collect().get(0)._2()).isInstanceOf(ArrayList.class);
        }
    }

    @Test
    void shouldGroupKeysOfOneHashAndNullKeysAndBytes() {
        List<List<Tuple2<Object, Integer>>> rows = List.of(new ArrayList<>(), new ArrayList<>());
        Map<Object, Integer> expected = new LinkedHashMap<>();
        List<Object> keys = new ArrayList<>(List.of("Aa", "BB", List.of("Aa"), List.of("BB"), 2112, 'x'));
        keys.add(null);
        for (int i = 0; i < 4_000; i++) {
            Object key = keys.get(random.nextInt(keys.size()));
            rows.get(i % 2).add(pair(key, i));
            expected.merge(key == null ? "null" : key, 1, Integer::sum);
        }
        try (SpillSpace little = space(1)) {
            Map<Object, Integer> counted = new LinkedHashMap<>();
            rdd(rows, little).mapToPair(pair -> pair).groupByKey().collect().forEach(group -> {
                int count = 0;
                for (Integer unused : group._2()) count++;
                assertThat(counted.put(group._1() == null ? "null" : group._1(), count))
                        .isNull();
            });
            assertThat(counted).isEqualTo(expected);
            assertThat(little.writtenBytes()).isPositive();
        }
    }

    @SuppressWarnings("NullAway") // keys may be null
    private static Tuple2<Object, Integer> pair(Object key, Integer value) {
        return new Tuple2<>(key, value);
    }

    private record Unnamed(int number) {}

    private static final class NoEquals {}

    @Test
    void shouldNeedBytesOnlyWhenTheHeapIsNotEnough() {
        List<List<Tuple2<Integer, Unnamed>>> rows = List.of(new ArrayList<>());
        for (int i = 0; i < 1_000; i++) rows.get(0).add(new Tuple2<>(i, new Unnamed(i)));
        try (SpillSpace plenty = space(1L << 40);
                SpillSpace little = space(1)) {
            assertThat(rdd(rows, plenty).mapToPair(pair -> pair).groupByKey().count())
                    .isEqualTo(1_000);
            assertThatThrownBy(() -> rdd(rows, little)
                            .mapToPair(pair -> pair)
                            .groupByKey()
                            .count())
                    .isInstanceOf(StreamingException.class)
                    .hasMessageContaining("groupByKey on data of no batch")
                    .hasMessageContaining("headrace.spill.memory")
                    .hasMessageContaining("Unnamed is not registered");
        }
    }

    @Test
    void shouldRefuseKeysThatWouldNotBeFoundAgain() {
        List<List<Tuple2<NoEquals, Integer>>> rows = List.of(new ArrayList<>());
        for (int i = 0; i < 1_000; i++) rows.get(0).add(new Tuple2<>(new NoEquals(), i));
        try (SpillSpace little = space(1)) {
            assertThatThrownBy(() -> rdd(rows, little)
                            .mapToPair(pair -> pair)
                            .groupByKey()
                            .count())
                    .hasMessageContaining("NoEquals, has no equals and hashCode of its own");
        }
    }

    @Test
    void shouldSayThatTheFolderCannotBeMade() throws Exception {
        Files.writeString(directory.resolve("spill"), "a file");
        try (SpillSpace little = space(1)) {
            assertThatThrownBy(() -> rdd(left, little)
                            .mapToPair(pair -> pair)
                            .sortByKey()
                            .count())
                    .isInstanceOf(StreamingException.class)
                    .hasMessageContaining("sortByKey on data of no batch")
                    .hasMessageContaining("make room in " + directory.resolve("spill"));
        }
    }
}
