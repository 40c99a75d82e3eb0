package io.headrace.engine.random;

import io.headrace.HashPartitioner;
import io.headrace.PairDStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Joins of two streams of pairs, each pair of values made one number. */
final class JoinOps {
    static final List<Op> ALL = List.of(new Join(), new Cogroup());

    private static final long NONE = -7;

    private JoinOps() {}

    private static long both(long left, long right) {
        return left * 31 + right;
    }

    private static @Nullable Traits pairs(List<Traits> of, int growth) {
        Traits both = WholeOps.together(of);
        if (both == null || both.kind() != Kind.PAIR) return null;
        return new Traits(Kind.PAIR, false, false, both.slide(), growth);
    }

    /** The inner one and the three outer ones. */
    private static final class Join extends Op {
        private static final List<String> WORDS = List.of("join", "leftOuterJoin", "rightOuterJoin", "fullOuterJoin");

        Join() {
            super(2);
        }

        private static boolean keepsLeft(Args args) {
            return args.a() % 4 == 1 || args.a() % 4 == 3;
        }

        private static boolean keepsRight(Args args) {
            return args.a() % 4 >= 2;
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            return pairs(of, of.get(0).growth() * of.get(1).growth() * 6);
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            String where = args.b() % 3 == 0 ? "" : args.b() % 3 == 1 ? ", 3" : ", new HashPartitioner(2)";
            return "." + args.of(WORDS) + "(" + names.get(1) + where + ").mapValues(both)";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            PairDStream<String, Long> one = of.pairs(0);
            PairDStream<String, Long> two = of.pairs(1);
            int where = args.b() % 3;
            HashPartitioner by = new HashPartitioner(2);
            return switch (args.a() % 4) {
                case 0 ->
                    (where == 0 ? one.join(two) : where == 1 ? one.join(two, 3) : one.join(two, by))
                            .mapValues(pair -> both(pair._1(), pair._2()));
                case 1 ->
                    (where == 0
                                    ? one.leftOuterJoin(two)
                                    : where == 1 ? one.leftOuterJoin(two, 3) : one.leftOuterJoin(two, by))
                            .mapValues(pair -> both(pair._1(), or(pair._2())));
                case 2 ->
                    (where == 0
                                    ? one.rightOuterJoin(two)
                                    : where == 1 ? one.rightOuterJoin(two, 3) : one.rightOuterJoin(two, by))
                            .mapValues(pair -> both(or(pair._1()), pair._2()));
                default ->
                    (where == 0
                                    ? one.fullOuterJoin(two)
                                    : where == 1 ? one.fullOuterJoin(two, 3) : one.fullOuterJoin(two, by))
                            .mapValues(pair -> both(or(pair._1()), or(pair._2())));
            };
        }

        private static long or(Optional<Long> value) {
            return value.orElse(NONE);
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return tick -> {
                Map<String, List<Long>> left = of.of(0, tick).byKey();
                Map<String, List<Long>> right = of.of(1, tick).byKey();
                List<Object> pairs = new ArrayList<>();
                for (String key : keys(left, right)) {
                    for (long one : valuesOf(left, key, keepsRight(args)))
                        for (long two : valuesOf(right, key, keepsLeft(args)))
                            pairs.add(Elements.pair(key, both(one, two)));
                }
                return Rows.of(pairs);
            };
        }

        private static List<Long> valuesOf(Map<String, List<Long>> side, String key, boolean keepsOther) {
            return side.getOrDefault(key, keepsOther ? List.of(NONE) : List.of());
        }
    }

    private static Set<String> keys(Map<String, List<Long>> left, Map<String, List<Long>> right) {
        Set<String> keys = new LinkedHashSet<>(left.keySet());
        keys.addAll(right.keySet());
        return keys;
    }

    private static final class Cogroup extends Op {
        Cogroup() {
            super(2);
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            return pairs(of, of.get(0).growth() + of.get(1).growth());
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".cogroup(" + names.get(1) + ").mapValues(digests)";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            boolean one = traits.get(0).inOrder();
            boolean two = traits.get(1).inOrder();
            return of.pairs(0)
                    .cogroup(of.pairs(1))
                    .mapValues(values -> both(KeyedOps.digest(values._1(), one), KeyedOps.digest(values._2(), two)));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            boolean one = traits.get(0).inOrder();
            boolean two = traits.get(1).inOrder();
            return tick -> {
                Map<String, List<Long>> left = of.of(0, tick).byKey();
                Map<String, List<Long>> right = of.of(1, tick).byKey();
                List<Object> pairs = new ArrayList<>();
                for (String key : keys(left, right))
                    pairs.add(Elements.pair(
                            key,
                            both(
                                    KeyedOps.digest(left.getOrDefault(key, List.of()), one),
                                    KeyedOps.digest(right.getOrDefault(key, List.of()), two))));
                return Rows.of(pairs);
            };
        }
    }
}
