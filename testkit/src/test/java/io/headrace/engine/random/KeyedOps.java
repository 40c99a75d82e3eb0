package io.headrace.engine.random;

import io.headrace.HashPartitioner;
import io.headrace.PairDStream;
import io.headrace.PairRdd;
import io.headrace.Time;
import io.headrace.Tuple2;
import io.headrace.function.FlatMapFunction;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Operators by key within a batch, and the state of keys. */
final class KeyedOps {
    static final List<Op> ALL =
            List.of(new ReduceByKey(), new GroupByKey(), new CombineByKey(), new CountByValue(), new UpdateState());

    private KeyedOps() {}

    /** One pair a key. */
    static List<Object> reduced(Map<String, List<Long>> byKey, Functions.Reduced by) {
        List<Object> pairs = new ArrayList<>();
        byKey.forEach((key, values) -> pairs.add(
                Elements.pair(key, (Long) Functions.reduced(values, by).get(0))));
        return pairs;
    }

    static long digest(Iterable<Long> values, boolean inOrder) {
        return inOrder ? Elements.digest(values) : Elements.sortedDigest(values);
    }

    static String digestCode(boolean inOrder) {
        return inOrder ? ".mapValues(digest)" : ".mapValues(sortedDigest)";
    }

    private abstract static class OfPairs extends Op {
        OfPairs() {
            super(1);
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            return of.get(0).kind() == Kind.PAIR ? of.get(0).asBag() : null;
        }
    }

    private static final class ReduceByKey extends OfPairs {
        private static Functions.Reduced by(Traits parent, Args args) {
            return args.of(Functions.reducers(parent.inOrder()));
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            String where = args.b() % 3 == 0 ? "" : args.b() % 3 == 1 ? ", 3" : ", new HashPartitioner(2)";
            return ".reduceByKey(" + by(of.get(0), args).code() + where + ")";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            Functions.Reduced by = by(traits.get(0), args);
            PairDStream<String, Long> pairs = of.pairs(0);
            return switch (args.b() % 3) {
                case 0 -> pairs.reduceByKey((x, y) -> by.function().apply(x, y));
                case 1 -> pairs.reduceByKey((x, y) -> by.function().apply(x, y), 3);
                default -> pairs.reduceByKey((x, y) -> by.function().apply(x, y), new HashPartitioner(2));
            };
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            Functions.Reduced by = by(traits.get(0), args);
            return ElementOps.each(of, rows -> Rows.of(reduced(rows.byKey(), by)));
        }
    }

    private static final class GroupByKey extends OfPairs {
        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".groupByKey()" + digestCode(of.get(0).inOrder());
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            boolean inOrder = traits.get(0).inOrder();
            return of.pairs(0).groupByKey().mapValues(values -> digest(values, inOrder));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return ElementOps.each(
                    of, rows -> Rows.of(grouped(rows.byKey(), traits.get(0).inOrder())));
        }
    }

    static List<Object> grouped(Map<String, List<Long>> byKey, boolean inOrder) {
        List<Object> pairs = new ArrayList<>();
        byKey.forEach((key, values) -> pairs.add(Elements.pair(key, digest(values, inOrder))));
        return pairs;
    }

    /** Count and sum of the values, put together in one number. */
    private static final class CombineByKey extends OfPairs {
        private static final long COUNT = 1L << 32;

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".combineByKey(v -> v + (1L << 32), (c, v) -> c + v + (1L << 32), Long::sum, new HashPartitioner(3))";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            return of.pairs(0)
                    .<Long>combineByKey(v -> v + COUNT, (c, v) -> c + v + COUNT, Long::sum, new HashPartitioner(3));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return ElementOps.each(of, rows -> {
                List<Object> pairs = new ArrayList<>();
                rows.byKey()
                        .forEach((key, values) -> pairs.add(Elements.pair(
                                key, values.stream().mapToLong(v -> v + COUNT).sum())));
                return Rows.of(pairs);
            });
        }
    }

    private static final class CountByValue extends Op {
        CountByValue() {
            super(1);
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            return of.get(0).kind() == Kind.PAIR
                    ? null
                    : of.get(0).of(Kind.PAIR).asBag();
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            String text = of.get(0).kind() == Kind.NUMBER ? ".map(String::valueOf)" : "";
            return text + ".countByValue(" + (args.a() % 2 == 0 ? "" : "3") + ")";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            if (of.isViews(0))
                return args.a() % 2 == 0
                        ? of.views(0).countByValue()
                        : of.views(0).countByValue(3);
            var texts = traits.get(0).kind() == Kind.NUMBER
                    ? of.elements(0).map(n -> (Object) String.valueOf(n))
                    : of.elements(0);
            return args.a() % 2 == 0 ? texts.countByValue() : texts.countByValue(3);
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return ElementOps.each(of, rows -> Rows.of(counted(rows)));
        }
    }

    static List<Object> counted(Rows rows) {
        Map<String, Long> counts = new TreeMap<>();
        for (Object element : rows.all()) counts.merge(String.valueOf(element), 1L, Long::sum);
        List<Object> pairs = new ArrayList<>();
        counts.forEach((key, count) -> pairs.add(Elements.pair(key, count)));
        return pairs;
    }

    /** Sums that grow old, sums that are dropped, the latest values. */
    private static final class UpdateState extends OfPairs {
        private static final int WAYS = 3;
        private static final int FORMS = 8;
        private static final List<Tuple2<String, Long>> INITIAL =
                List.of(new Tuple2<>("a", 5L), new Tuple2<>("k1", 1L), new Tuple2<>("initial", 9L));

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits parent = super.traits(of, args);
            // A key that was once seen may be there in every batch.
            return parent == null ? null : parent.withoutGaps().growing(10);
        }

        private static Optional<Long> next(int way, boolean inOrder, List<Long> values, Optional<Long> old) {
            return switch (way) {
                case 0 ->
                    Optional.of(
                            old.orElse(0L) + values.stream().mapToLong(v -> v).sum() + 1);
                case 1 -> {
                    long sum = old.orElse(0L) + values.size();
                    yield sum > 3 ? Optional.empty() : Optional.of(sum);
                }
                default ->
                    values.isEmpty() && old.isPresent() && old.get() % 3 == 0
                            ? Optional.empty()
                            : Optional.of(values.isEmpty() ? old.orElse(0L) : digest(values, inOrder) % 1000);
            };
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".updateStateByKey((values, old) -> "
                    + switch (args.a() % WAYS) {
                        case 0 -> "Optional.of(old.orElse(0L) + sum(values) + 1)";
                        case 1 ->
                            "old.orElse(0L) + values.size() > 3 ? empty() : Optional.of(old.orElse(0L) + values.size())";
                        default ->
                            "values.isEmpty() && old.isPresent() && old.get() % 3 == 0 ? empty()"
                                    + " : Optional.of(values.isEmpty() ? old.orElse(0L) : digest(values) % 1000)";
                    }
                    + ") in form " + args.b() % FORMS + (begins(args) ? ", beginning with " + INITIAL : "");
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            int way = args.a() % WAYS;
            boolean inOrder = traits.get(0).inOrder();
            PairDStream<String, Long> pairs = of.pairs(0);
            HashPartitioner two = new HashPartitioner(2);
            PairRdd<String, Long> initial = of.context().parallelizePairs(INITIAL);
            FlatMapFunction<Iterator<Tuple2<String, Tuple2<List<Long>, Optional<Long>>>>, Tuple2<String, Long>> whole =
                    all -> wholeNext(way, inOrder, all);
            return switch (args.b() % FORMS) {
                case 0 -> pairs.<Long>updateStateByKey((values, old) -> next(way, inOrder, values, old));
                case 1 -> pairs.<Long>updateStateByKey((values, old) -> next(way, inOrder, values, old), 3);
                case 2 -> pairs.<Long>updateStateByKey((values, old) -> next(way, inOrder, values, old), two);
                case 3 ->
                    pairs.<Long>updateStateByKey(
                            (Time time, String key, List<Long> values, Optional<Long> old) ->
                                    next(way, inOrder, values, old),
                            two);
                case 4 -> pairs.updateStateByKey(whole, two);
                case 5 -> pairs.<Long>updateStateByKey((values, old) -> next(way, inOrder, values, old), two, initial);
                case 6 ->
                    pairs.<Long>updateStateByKey(
                            (Time time, String key, List<Long> values, Optional<Long> old) ->
                                    next(way, inOrder, values, old),
                            two,
                            initial);
                default -> pairs.updateStateByKey(whole, two, initial);
            };
        }

        private static Iterator<Tuple2<String, Long>> wholeNext(
                int way, boolean inOrder, Iterator<Tuple2<String, Tuple2<List<Long>, Optional<Long>>>> all) {
            List<Tuple2<String, Long>> next = new ArrayList<>();
            all.forEachRemaining(row -> next(
                            way, inOrder, row._2()._1(), row._2()._2())
                    .ifPresent(state -> next.add(new Tuple2<>(row._1(), state))));
            return next.iterator();
        }

        private static boolean begins(Args args) {
            return args.b() % FORMS > 4;
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            int way = args.a() % WAYS;
            boolean inOrder = traits.get(0).inOrder();
            Map<String, Long> states = new TreeMap<>();
            if (begins(args)) INITIAL.forEach(pair -> states.put(pair._1(), pair._2()));
            return tick -> {
                Rows rows = of.of(tick);
                Map<String, List<Long>> news = rows == null ? new TreeMap<>() : rows.byKey();
                for (String key : states.keySet()) news.computeIfAbsent(key, k -> List.of());
                List<Object> pairs = new ArrayList<>();
                news.forEach((key, values) -> {
                    Optional<Long> state = next(way, inOrder, values, Optional.ofNullable(states.get(key)));
                    if (state.isPresent()) states.put(key, state.get());
                    else states.remove(key);
                    state.ifPresent(value -> pairs.add(Elements.pair(key, value)));
                });
                return Rows.of(pairs);
            };
        }
    }
}
