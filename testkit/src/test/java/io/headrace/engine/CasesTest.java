package io.headrace.engine;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.HashPartitioner;
import io.headrace.MapWithStateDStream;
import io.headrace.PairDStream;
import io.headrace.Rdd;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What each operation gives for small inputs, as who knows Spark expects it. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CasesTest {
    private static Duration s(int seconds) {
        return Durations.seconds(seconds);
    }

    private static PairDStream<String, Integer> ones(DStream<String> words) {
        return words.mapToPair(word -> new Tuple2<>(word, 1));
    }

    /** {@code a3} as {@code (a,3)}. */
    private static PairDStream<String, Integer> numbered(DStream<String> words) {
        return words.mapToPair(word -> new Tuple2<>(word.substring(0, 1), Integer.valueOf(word.substring(1))));
    }

    private static DStream<Integer> numbers(DStream<String> words) {
        return words.map(Integer::valueOf);
    }

    private static List<Integer> list(Iterable<Integer> values) {
        return StreamSupport.stream(values.spliterator(), false).toList();
    }

    private static int size(Iterator<?> iterator) {
        int size = 0;
        for (; iterator.hasNext(); iterator.next()) size++;
        return size;
    }

    @TestFactory
    List<DynamicTest> shouldGoElementByElement() {
        String some = "a bb / c | | ! | d / / e";
        return new CaseTable()
                .inOrder("map", some, "ax bbx cx | | ! | dx ex", w -> w.map(t -> t + "x"))
                .inOrder("filter", some, "a c | | ! | d e", w -> w.filter(t -> t.length() == 1))
                .inOrder("filter none", some, " | | ! | ", w -> w.filter(t -> false))
                .inOrder(
                        "flatMap",
                        some,
                        "a a bb bb c c | | ! | d d e e",
                        w -> w.flatMap(t -> Arrays.asList(t, t).iterator()))
                .inOrder("flatMap none", some, " | | ! | ", w -> w.flatMap(t -> Collections.emptyIterator()))
                .inOrder("mapToPair", "a b", "(a,1) (b,1)", w -> ones(w))
                .inOrder(
                        "flatMapToPair",
                        "a b",
                        "(a,1) (a,2) (b,1) (b,2)",
                        w -> w.flatMapToPair(t ->
                                List.of(new Tuple2<>(t, 1), new Tuple2<>(t, 2)).iterator()))
                .inOrder(
                        "mapPartitions",
                        some,
                        "2 1 | | ! | 1 0 1",
                        w -> w.mapPartitions(all -> List.of(size(all)).iterator()))
                .inOrder(
                        "mapPartitions reading nothing",
                        "a b / c",
                        "x x",
                        w -> w.mapPartitions(all -> List.of("x").iterator()))
                .inOrder(
                        "mapPartitions reading one",
                        "a b / c",
                        "a c",
                        w -> w.mapPartitions(all -> List.of(all.next()).iterator()))
                .inOrder("mapPartitions lazily", "a b / c", "a b c", w -> w.mapPartitions(all -> all))
                .inOrder(
                        "mapPartitionsToPair",
                        "a b / c",
                        "(n,2) (n,1)",
                        w -> w.mapPartitionsToPair(
                                all -> List.of(new Tuple2<>("n", size(all))).iterator()))
                .inOrder("glom", some, "[a,bb] [c] | | ! | [d] [] [e]", w -> w.glom())
                .inOrder(
                        "glom of a filter",
                        "a bb / cc",
                        "[a] []",
                        w -> w.filter(t -> t.length() == 1).glom())
                .inOrder(
                        "repartition",
                        "a b c / d e | ",
                        "[a,c,e] [b,d] | [] []",
                        w -> w.repartition(2).glom())
                .inOrder(
                        "repartition into more",
                        "a b",
                        "[a] [b] []",
                        w -> w.repartition(3).glom())
                .inOrder("persist", some, "a bb c | | ! | d e", w -> w.persist().cache())
                .inOrder("mapValues", "a1 b2", "(a,2) (b,4)", w -> numbered(w).mapValues(v -> v * 2))
                .inOrder(
                        "flatMapValues",
                        "a0 b2",
                        "(b,2) (b,2)",
                        w -> numbered(w)
                                .flatMapValues(v -> Collections.nCopies(v, v).iterator()))
                .inOrder("toDStream", "a1", "(a,1)", w -> numbered(w).toDStream())
                .inOrder(
                        "fromDStream",
                        "a1",
                        "(a,2)",
                        w -> PairDStream.fromDStream(numbered(w).toDStream()).mapValues(v -> v + 1))
                .inOrder("swap", "a1", "(1,a)", w -> numbered(w).mapToPair(Tuple2::swap))
                .tests();
    }

    @TestFactory
    List<DynamicTest> shouldMakeOneOfABatch() {
        return new CaseTable()
                .inOrder("count", "a b / c | | ! | d", "3 | 0 | ! | 1", w -> w.count())
                .inOrder(
                        "count of a filter",
                        "a bb | cc",
                        "1 | 0",
                        w -> w.filter(t -> t.length() == 1).count())
                .inOrder("count of pairs", "a b", "2", w -> ones(w).count())
                .inOrder(
                        "reduce",
                        "1 2 / 3 | | ! | 4",
                        "6 | | ! | 4",
                        w -> numbers(w).reduce(Integer::sum))
                .inOrder("reduce in order", "a b / c / / d", "abcd", w -> w.reduce((x, y) -> x + y))
                .inOrder("reduce of partitions without elements", " / a / ", "a", w -> w.reduce((x, y) -> x + y))
                .inAnyOrder("countByValue", "a b a / a | | ! | b", "(a,3) (b,1) | | ! | (b,1)", w -> w.countByValue())
                .inAnyOrder("countByValue in 2", "a b a", "(a,2) (b,1)", w -> w.countByValue(2))
                .inAnyOrder(
                        "countByValue of pairs",
                        "a1 a1 a2",
                        "((a,1),2) ((a,2),1)",
                        w -> numbered(w).countByValue())
                .inOrder(
                        "count of counts",
                        "a b | | !",
                        "1 | 1 | !",
                        w -> w.count().count())
                .inOrder("union", "a b / c | ", "a b c a b c | ", w -> w.union(w))
                .inOrder(
                        "union of partitions",
                        "a / b",
                        "[a] [b] [ax] [bx]",
                        w -> w.union(w.map(t -> t + "x")).glom())
                .inOrder(
                        "union of three",
                        "a",
                        "a a1 a2",
                        w -> w.context().union(w, w.map(t -> t + 1), w.map(t -> t + 2)))
                .inOrder("union of one", "a", "a", w -> w.context().union(w))
                .tests();
    }

    @TestFactory
    List<DynamicTest> shouldGoByKey() {
        String some = "a1 b2 / a3 | | ! | b4";
        return new CaseTable()
                .inAnyOrder(
                        "reduceByKey",
                        some,
                        "(a,4) (b,2) | | ! | (b,4)",
                        w -> numbered(w).reduceByKey(Integer::sum))
                .inAnyOrder(
                        "reduceByKey in 1",
                        some,
                        "(a,4) (b,2) | | ! | (b,4)",
                        w -> numbered(w).reduceByKey(Integer::sum, 1))
                .inAnyOrder(
                        "reduceByKey by hash",
                        some,
                        "(a,4) (b,2) | | ! | (b,4)",
                        w -> numbered(w).reduceByKey(Integer::sum, new HashPartitioner(3)))
                .inAnyOrder(
                        "reduceByKey in order",
                        "a1 a2 / a3",
                        "(a,-4)",
                        w -> numbered(w).reduceByKey((x, y) -> x - y, 1)) // (1 - 2) - 3
                .inAnyOrder(
                        "groupByKey",
                        some,
                        "(a,[1,3]) (b,[2]) | | ! | (b,[4])",
                        w -> numbered(w).groupByKey().mapValues(CasesTest::list))
                .inAnyOrder(
                        "combineByKey",
                        some,
                        "(a,1;3) (b,2) | | ! | (b,4)",
                        w -> numbered(w)
                                .combineByKey(
                                        v -> "" + v, (c, v) -> c + v, (x, y) -> x + ";" + y, new HashPartitioner(2)))
                .inAnyOrder(
                        "a key that is empty",
                        "1 2",
                        "(,3)",
                        w -> numbers(w).mapToPair(n -> new Tuple2<>("", n)).reduceByKey(Integer::sum))
                .inAnyOrder(
                        "values that are lists",
                        "a1 a2",
                        "(a,[1,2])",
                        w -> numbered(w)
                                .mapValues(v -> new ArrayList<>(List.of(v)))
                                .reduceByKey((x, y) -> {
                                    ArrayList<Integer> both = new ArrayList<>(x);
                                    both.addAll(y);
                                    return both;
                                }))
                .inAnyOrder(
                        "by key twice",
                        "a1 a2 b1",
                        "(1,1) (3,1)",
                        w -> numbered(w)
                                .reduceByKey(Integer::sum)
                                .mapToPair(pair -> new Tuple2<>(pair._2(), 1))
                                .reduceByKey(Integer::sum))
                .tests();
    }

    @TestFactory
    List<DynamicTest> shouldKeepStates() {
        return new CaseTable()
                .inAnyOrder(
                        "sums",
                        "a1 | b2 | a3 | | !",
                        "(a,1) | (a,1) (b,2) | (a,4) (b,2) | (a,4) (b,2) | (a,4) (b,2)",
                        w -> numbered(w).<Integer>updateStateByKey(CasesTest::sum))
                .inAnyOrder(
                        "values in order",
                        "a1 a2 / a3 | a4",
                        "(a,[1,2,3]) | (a,[4])",
                        w -> numbered(w).<String>updateStateByKey((values, old) -> Optional.of(values.toString())))
                .inAnyOrder(
                        "no values",
                        "a1 | | a2",
                        "(a,[1]none) | (a,[]some) | (a,[2]some)",
                        w -> numbered(w)
                                .<String>updateStateByKey(
                                        (values, old) -> Optional.of(values + (old.isPresent() ? "some" : "none"))))
                .inAnyOrder(
                        "forgotten and new again",
                        "a1 | | a2 | a3",
                        "(a,1) | | (a,2) | (a,5)",
                        w -> numbered(w)
                                .<Integer>updateStateByKey((values, old) ->
                                        values.isEmpty() ? Optional.empty() : CasesTest.sum(values, old)))
                .inAnyOrder(
                        "never begun",
                        "a1 | a2",
                        " | ",
                        w -> numbered(w).<Integer>updateStateByKey((values, old) -> Optional.empty()))
                .inAnyOrder(
                        "in 2",
                        "a1 b1 | a1",
                        "(a,1) (b,1) | (a,2) (b,1)",
                        w -> numbered(w).<Integer>updateStateByKey(CasesTest::sum, 2))
                .inAnyOrder(
                        "with beginnings",
                        "a1 | b1",
                        "(a,11) (z,26) | (a,11) (b,1) (z,26)",
                        w -> numbered(w)
                                .<Integer>updateStateByKey(
                                        CasesTest::sum,
                                        new HashPartitioner(2),
                                        w.context()
                                                .parallelizePairs(
                                                        List.of(new Tuple2<>("a", 10), new Tuple2<>("z", 26)))))
                .inAnyOrder(
                        "behind a slow window",
                        "a1 | a2 | a3 | | ",
                        "! | (a,3) | ! | (a,6) | !",
                        w -> numbered(w).window(s(2), s(2)).<Integer>updateStateByKey(CasesTest::sum))
                .inAnyOrder(
                        "ages behind a slow window",
                        "a1 | | | | ",
                        "! | (a1,1) | ! | (a1,2) | !",
                        w -> ones(w).window(s(2), s(2))
                                .<Integer>updateStateByKey((values, old) -> Optional.of(old.orElse(0) + 1)))
                .inAnyOrder(
                        "of a state",
                        "a1 | ",
                        "(a,1) | (a,2)",
                        w -> numbered(w)
                                .<Integer>updateStateByKey(CasesTest::sum)
                                .<Integer>updateStateByKey(CasesTest::sum))
                .tests();
    }

    private static Optional<Integer> sum(List<Integer> values, Optional<Integer> old) {
        int sum = old.orElse(0);
        for (int value : values) sum += value;
        return Optional.of(sum);
    }

    private static MapWithStateDStream<String, Integer, Integer, String> mapped(
            DStream<String> words, int timeoutSeconds) {
        StateSpec<String, Integer, Integer, String> spec = StateSpec.function(CasesTest::total);
        return numbered(words)
                .mapWithState(timeoutSeconds == 0 ? spec : spec.timeout(Durations.seconds(timeoutSeconds)));
    }

    /** The total; forgotten when it is above 9. */
    private static String total(String key, Optional<Integer> value, State<Integer> state) {
        if (value.isEmpty()) return key + state.get() + (state.isTimingOut() ? "gone" : "?");
        int total = value.get() + state.getOption().orElse(0);
        if (total <= 9) state.update(total);
        else if (state.exists()) state.remove();
        return key + total;
    }

    @TestFactory
    List<DynamicTest> shouldMapWithState() {
        return new CaseTable()
                .inAnyOrder("each record", "a1 a2 / a3 | | a1", "a1 a3 a6 | | a7", w -> mapped(w, 0))
                .inAnyOrder("only keys with data", "a1 b1 | a1", "a1 b1 | a2", w -> mapped(w, 0))
                .inAnyOrder("forgotten and new again", "a8 | a7 | a2", "a8 | a15 | a2", w -> mapped(w, 0))
                .inAnyOrder("forgotten and new within a batch", "a8 a7 a2 | a1", "a8 a15 a2 | a3", w -> mapped(w, 0))
                .inAnyOrder("gaps", "a1 | ! | a1", "a1 | | a2", w -> mapped(w, 0))
                .inAnyOrder("timeout, strictly later", "a1 | | | | ", "a1 | | | a1gone | ", w -> mapped(w, 2))
                .inAnyOrder("timeout in gaps", "a1 | ! | ! | !", "a1 | | a1gone | ", w -> mapped(w, 1))
                .inAnyOrder("timeout put off by data", "a1 | | a1 | | | ", "a1 | | a2 | | | a2gone", w -> mapped(w, 2))
                .inAnyOrder("data and timeout meet", "a1 | | a1", "a1 | | a2", w -> mapped(w, 1))
                .inAnyOrder("new behind a timeout", "a1 | | | a5", "a1 | | a1gone | a5", w -> mapped(w, 1))
                .inAnyOrder(
                        "snapshots",
                        "a1 | b2 | | a9",
                        "(a,1) | (a,1) (b,2) | (a,1) (b,2) | (b,2)",
                        w -> mapped(w, 0).stateSnapshots())
                .inAnyOrder(
                        "snapshots with timeouts",
                        "a1 | b2 | | ",
                        "(a,1) | (a,1) (b,2) | (b,2) | ",
                        w -> mapped(w, 1).stateSnapshots())
                .inAnyOrder(
                        "behind a slow window",
                        "a1 | a2 | | a1",
                        "! | a1 a3 | ! | a4",
                        w -> mapped(w.window(s(2), s(2)), 0))
                .inAnyOrder(
                        "timeout behind a slow window",
                        "a1 | | | | | ",
                        "! | a1 | ! | | ! | a1gone",
                        w -> mapped(w.window(s(2), s(2)), 2))
                .tests();
    }

    @TestFactory
    List<DynamicTest> shouldTransform() {
        return new CaseTable()
                .inOrder("transform", "c a b | ", "a b c | ", w -> w.transform(rdd -> rdd.sortBy(t -> t, true, 1)))
                .inOrder("transform into itself", "a | b", "a | b", w -> w.transform(rdd -> rdd))
                .inOrder(
                        "transform with time",
                        "a | ",
                        "a1000 | ",
                        w -> w.transform((rdd, time) -> rdd.map(t -> t + time.milliseconds())))
                .inOrder(
                        "transform into something else",
                        "a | ",
                        "x y | x y",
                        w -> w.transform(rdd -> w.context().parallelize(List.of("x", "y"))))
                .inOrder("transform of pairs", "a1 b2", "1 2", w -> numbered(w).transform(rdd -> rdd.values()))
                .inOrder(
                        "transformToPair",
                        "b a c",
                        "(c,1) (b,1) (a,1)",
                        w -> ones(w).transformToPair(rdd -> rdd.sortByKey(false)))
                .inOrder(
                        "transformWith",
                        "a | ",
                        "ax a | ",
                        w -> w.transformWith(w.map(t -> t + "x"), (rdd, other, time) -> other.union(rdd)))
                .inOrder(
                        "transformWith pairs",
                        "a1",
                        "a (a,1)",
                        w -> w.map(t -> t.substring(0, 1))
                                .<String, Integer, Object>transformWith(
                                        numbered(w),
                                        (rdd, pairs, time) ->
                                                rdd.map(t -> (Object) t).union(pairs.map(pair -> (Object) pair))))
                .inOrder(
                        "transformWithToPair",
                        "a1",
                        "(a,1) (a,1)",
                        w -> numbered(w)
                                .<String, Integer, String, Integer>transformWithToPair(
                                        numbered(w), (rdd, other, time) -> rdd.union(other)))
                .inOrder(
                        "transform of several",
                        "a b",
                        "2 1",
                        w -> w.context()
                                .transform(List.of(w, w.filter(t -> t.equals("a"))), (rdds, time) -> counts(w, rdds)))
                .inOrder(
                        "actions in transform",
                        "a b | ",
                        "2 | 0",
                        w -> w.transform(rdd -> w.context().parallelize(List.of(rdd.count()))))
                .tests();
    }

    private static Rdd<Long> counts(DStream<String> stream, List<Rdd<?>> rdds) {
        List<Long> counts = new ArrayList<>();
        for (Rdd<?> rdd : rdds) counts.add(rdd.count());
        return stream.context().parallelize(counts);
    }
}
