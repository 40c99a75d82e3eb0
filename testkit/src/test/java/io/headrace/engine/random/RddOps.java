package io.headrace.engine.random;

import io.headrace.PairRdd;
import io.headrace.Rdd;
import io.headrace.Tuple2;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What can be done to the data of one batch, within {@code transform}; and streams transformed together. */
final class RddOps {
    static final List<Op> ALL = List.of(new OfPairs(), new OfElements(), new Together());

    /** Data that no batch brings. */
    private static final List<Tuple2<String, Long>> KNOWN =
            List.of(new Tuple2<>("a", 100L), new Tuple2<>("b", 200L), new Tuple2<>("b", 201L), new Tuple2<>("", 300L));

    private RddOps() {}

    private static Map<String, List<Long>> known() {
        List<Object> all = new ArrayList<>(KNOWN);
        return Rows.of(all).byKey();
    }

    /** On pairs, to pairs: in any order. */
    private record Way(
            String code, int most, UnaryOperator<PairRdd<String, Long>> engine, Function<Rows, Rows> meaning) {}

    private static final List<Way> OF_PAIRS = List.of(
            new Way(
                    "rdd.groupByKey(2).mapValues(sortedDigest)",
                    1,
                    rdd -> rdd.groupByKey(2).mapValues(values -> Elements.sortedDigest(values)),
                    rows -> byKey(rows, (key, values) -> List.of(Elements.sortedDigest(values)))),
            new Way(
                    "rdd.join(known).mapValues(p -> p._1() - p._2())",
                    2,
                    rdd -> rdd.join(rdd.context().parallelizePairs(KNOWN)).mapValues(p -> p._1() - p._2()),
                    rows -> byKey(rows, (key, values) -> minus(values, known().getOrDefault(key, List.of())))),
            new Way(
                    "rdd.leftOuterJoin(known).mapValues(p -> p._1() - p._2().orElse(0L))",
                    2,
                    rdd -> rdd.leftOuterJoin(rdd.context().parallelizePairs(KNOWN, 2))
                            .mapValues(p -> p._1() - p._2().orElse(0L)),
                    rows -> byKey(rows, (key, values) -> minus(values, known().getOrDefault(key, List.of(0L))))),
            new Way(
                    "rdd.subtractByKey(known)",
                    1,
                    rdd -> rdd.subtractByKey(rdd.context().parallelizePairs(KNOWN)),
                    rows -> byKey(rows, (key, values) -> known().containsKey(key) ? List.of() : values)),
            new Way(
                    "rdd.aggregateByKey(1L, 3, (x, v) -> x + v, Long::sum) of one partition",
                    1,
                    rdd -> rdd.coalesce(1).aggregateByKey(1L, 3, (x, v) -> x + v, Long::sum),
                    rows -> byKey(rows, (key, values) -> List.of(1 + sum(values)))),
            new Way(
                    "rdd.foldByKey(0L, Long::sum)",
                    1,
                    rdd -> rdd.foldByKey(0L, Long::sum),
                    rows -> byKey(rows, (key, values) -> List.of(sum(values)))),
            new Way(
                    "rdd.combineByKey(v -> v, Long::sum, Long::sum, 2)",
                    1,
                    rdd -> rdd.<Long>combineByKey(v -> v, Long::sum, Long::sum, 2),
                    rows -> byKey(rows, (key, values) -> List.of(sum(values)))),
            new Way(
                    "rdd.cogroup(known).mapValues(sums)",
                    5,
                    rdd -> rdd.cogroup(rdd.context().parallelizePairs(KNOWN))
                            .mapValues(both -> sum(both._1()) - sum(both._2())),
                    rows -> {
                        Map<String, List<Long>> all = new TreeMap<>(rows.byKey());
                        known().forEach((key, values) -> all.computeIfAbsent(key, k -> List.of()));
                        List<Object> pairs = new ArrayList<>();
                        all.forEach((key, values) ->
                                pairs.add(Elements.pair(key, sum(values) - sum(known().getOrDefault(key, List.of())))));
                        return Rows.of(pairs);
                    }),
            new Way(
                    "rdd.distinct().subtract(known)",
                    1,
                    rdd -> rdd.distinct().subtract(rdd.context().parallelizePairs(KNOWN)),
                    rows -> Rows.of(rows.all().stream()
                            .distinct()
                            .filter(pair -> !KNOWN.contains(pair))
                            .toList())));

    private static long sum(Iterable<Long> values) {
        long sum = 0;
        for (long value : values) sum += value;
        return sum;
    }

    private static List<Long> minus(List<Long> left, List<Long> right) {
        List<Long> all = new ArrayList<>();
        for (long one : left) for (long two : right) all.add(one - two);
        return all;
    }

    private static Rows byKey(Rows rows, java.util.function.BiFunction<String, List<Long>, List<Long>> function) {
        List<Object> pairs = new ArrayList<>();
        rows.byKey()
                .forEach((key, values) ->
                        function.apply(key, values).forEach(value -> pairs.add(Elements.pair(key, value))));
        return Rows.of(pairs);
    }

    private static final class OfPairs extends Op {
        OfPairs() {
            super(1);
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            if (parent.kind() != Kind.PAIR || parent.gappy()) return null; // it fails the batch
            return parent.asBag().growing(args.of(OF_PAIRS).most());
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".transformToPair(rdd -> " + args.of(OF_PAIRS).code() + ")";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            Way way = args.of(OF_PAIRS);
            return of.pairs(0)
                    .transformToPair((PairRdd<String, Long> rdd) -> way.engine().apply(rdd));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return ElementOps.each(of, rows -> args.of(OF_PAIRS).meaning().apply(rows));
        }
    }

    /** On elements that stay in their order. */
    private record Ordered(String code, UnaryOperator<Rdd<Object>> engine, Function<Rows, Rows> meaning) {}

    private static final List<Ordered> OF_ELEMENTS = List.of(
            new Ordered(
                    "rdd.mapPartitionsWithIndex((i, all) -> of(i + \":\" + all.next()))",
                    rdd -> rdd.mapPartitionsWithIndex(
                            (i, all) -> (all.hasNext() ? List.<Object>of(i + ":" + all.next()) : List.of()).iterator(),
                            false),
                    rows -> numbered(rows)),
            new Ordered(
                    "rdd.zipWithIndex().map(String::valueOf)",
                    rdd -> rdd.zipWithIndex().map(pair -> (Object) String.valueOf(pair)),
                    rows -> {
                        long[] next = {0};
                        return rows.each(element -> List.of("(" + element + "," + next[0]++ + ")"));
                    }),
            new Ordered(
                    "rdd.coalesce(1).map(String::valueOf)",
                    rdd -> rdd.coalesce(1).map(String::valueOf),
                    rows -> rows.each(element -> List.of(String.valueOf(element)))
                            .together()),
            new Ordered(
                    "parallelize(rdd.take(3)).map(String::valueOf)",
                    rdd -> rdd.context().parallelize(rdd.take(3), 1).map(String::valueOf),
                    rows -> Rows.of(rows.all().stream()
                            .limit(3)
                            .map(element -> (Object) String.valueOf(element))
                            .toList())),
            new Ordered(
                    "parallelize(List.of(rdd.count(), rdd.aggregate(0, ...)))",
                    rdd -> rdd.context()
                            .parallelize(
                                    List.<Object>of(rdd.count() + "/"
                                            + rdd.<Long>aggregate(
                                                    0L,
                                                    (n, e) -> n
                                                            + String.valueOf(e).length(),
                                                    Long::sum)),
                                    1),
                    rows -> Rows.of(rows.all().size() + "/"
                            + rows.all().stream()
                                    .mapToLong(
                                            element -> String.valueOf(element).length())
                                    .sum())));

    private static Rows numbered(Rows rows) {
        List<List<Object>> parts = new ArrayList<>();
        for (List<Object> part : rows.partitions())
            parts.add(part.isEmpty() ? List.of() : List.of(parts.size() + ":" + part.get(0)));
        return new Rows(parts);
    }

    private static final class OfElements extends Op {
        OfElements() {
            super(1);
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            boolean fits =
                    parent.inOrder() && !parent.gappy() && (parent.kind() == Kind.NUMBER || parent.kind() == Kind.TEXT);
            return fits ? parent.of(Kind.TEXT) : null;
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".transform(rdd -> " + args.of(OF_ELEMENTS).code() + ")";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            Ordered way = args.of(OF_ELEMENTS);
            return of.elements(0).transform((Rdd<Object> rdd) -> way.engine().apply(rdd));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return ElementOps.each(of, rows -> args.of(OF_ELEMENTS).meaning().apply(rows));
        }
    }

    /** Three streams made one: {@code union} or {@code transform} of a list. */
    private static final class Together extends Op {
        Together() {
            super(3);
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits two = WholeOps.together(of);
            Traits all = two == null ? null : WholeOps.together(List.of(two, of.get(2)));
            return all == null || !all.kind().isObject() ? null : all;
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            String word = args.a() % 2 == 0 ? "union" : of.get(0).kind() == Kind.PAIR ? "transformToPair" : "transform";
            return "." + word + "(all of " + names + ")";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            boolean isUnion = args.a() % 2 == 0;
            if (of.isPairs(0)) {
                if (isUnion) return of.context().union(of.pairs(0), List.of(of.pairs(1), of.pairs(2)));
                return of.context()
                        .transformToPair(
                                List.of(
                                        of.pairs(0).toDStream(),
                                        of.pairs(1).toDStream(),
                                        of.pairs(2).toDStream()),
                                (rdds, time) -> pairs(rdds.get(0))
                                        .union(pairs(rdds.get(1)))
                                        .union(pairs(rdds.get(2))));
            }
            if (isUnion) return of.context().union(of.elements(0), List.of(of.elements(1), of.elements(2)));
            return of.context()
                    .transform(
                            List.of(of.elements(0), of.elements(1), of.elements(2)),
                            (rdds, time) -> elements(rdds.get(0))
                                    .union(elements(rdds.get(1)))
                                    .union(elements(rdds.get(2))));
        }

        @SuppressWarnings("unchecked") // the traits say what they are
        private static PairRdd<String, Long> pairs(Object rdd) {
            return PairRdd.fromRdd((Rdd<Tuple2<String, Long>>) rdd);
        }

        @SuppressWarnings("unchecked")
        private static Rdd<Object> elements(Object rdd) {
            return (Rdd<Object>) rdd;
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return tick -> of.of(0, tick).and(of.of(1, tick)).and(of.of(2, tick));
        }
    }
}
