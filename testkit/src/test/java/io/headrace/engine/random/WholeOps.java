package io.headrace.engine.random;

import io.headrace.DStream;
import io.headrace.PairDStream;
import io.headrace.PairRdd;
import io.headrace.Rdd;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Operators on whole batches: counts, reductions, unions, transformations. */
final class WholeOps {
    static final List<Op> ALL =
            List.of(new Count(), new Reduce(), new Repartition(), new Union(), new Transform(), new TransformWith());

    private WholeOps() {}

    private static final class Count extends Op {
        Count() {
            super(1);
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            return new Traits(Kind.NUMBER, false, parent.gappy(), parent.slide(), 1);
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".count()";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            return of.isViews(0) ? of.views(0).count() : of.any(0).count();
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return ElementOps.each(of, rows -> Rows.of((long) rows.all().size()));
        }
    }

    private static final class Reduce extends Op {
        Reduce() {
            super(1);
        }

        private static Functions.Reduced by(Traits parent, Args args) {
            return args.of(Functions.reducers(parent.inOrder()));
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            if (parent.kind() != Kind.NUMBER) return null;
            return new Traits(Kind.NUMBER, false, parent.gappy(), parent.slide(), 1);
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".reduce(" + by(of.get(0), args).code() + ")";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            Functions.Reduced by = by(traits.get(0), args);
            return of.elements(0).reduce((x, y) -> by.function().apply((Long) x, (Long) y));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            Functions.Reduced by = by(traits.get(0), args);
            return ElementOps.each(
                    of,
                    rows -> Rows.of(Functions.reduced(
                            rows.all().stream().map(Long.class::cast).toList(), by)));
        }
    }

    private static final class Repartition extends Op {
        Repartition() {
            super(1);
        }

        private static int partitions(Args args) {
            return 1 + args.a() % 4;
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            return of.get(0).kind().isObject() ? of.get(0) : null;
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".repartition(" + partitions(args) + ")";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            return of.any(0).repartition(partitions(args));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return ElementOps.each(of, rows -> {
                List<List<Object>> dealt = new ArrayList<>();
                for (int i = 0; i < partitions(args); i++) dealt.add(new ArrayList<>());
                int next = 0;
                for (Object element : rows.all())
                    dealt.get(next++ % dealt.size()).add(element);
                return new Rows(dealt);
            });
        }
    }

    /** What two parents become that both have a dataset when one is due. */
    static @Nullable Traits together(List<Traits> of) {
        Traits first = of.get(0);
        Traits second = of.get(1);
        if (first.kind() != second.kind() || first.slide() != second.slide()) return null;
        if (first.gappy() || second.gappy()) return null; // it fails the batch
        return new Traits(
                first.kind(),
                first.inOrder() && second.inOrder(),
                false,
                first.slide(),
                first.growth() + second.growth());
    }

    private static final class Union extends Op {
        Union() {
            super(2);
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            return together(of);
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".union(" + names.get(1) + ")";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            return switch (traits.get(0).kind()) {
                case VIEW ->
                    of.isViews(0)
                            ? of.views(0).union(of.views(1))
                            : of.elements(0).union(of.elements(1));
                case PAIR -> of.pairs(0).union(of.pairs(1));
                default -> of.context().union(of.elements(0), of.elements(1));
            };
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return tick -> of.of(0, tick).and(of.of(1, tick));
        }
    }

    /** One of several functions of a batch's data and its time. */
    private static final class Transform extends Op {
        private static final int WAYS = 6;

        Transform() {
            super(1);
        }

        private static int way(Args args) {
            return args.a() % WAYS;
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            if (!parent.kind().isObject() || parent.gappy()) return null;
            return switch (way(args)) {
                case 0, 1 -> parent.kind() == Kind.PAIR ? null : inOrder(parent);
                case 2 -> parent.kind() == Kind.PAIR ? parent.asBag() : null;
                case 3 -> parent.kind() == Kind.PAIR ? null : parent.asBag();
                case 4 -> parent.kind() == Kind.NUMBER ? parent.growing(2) : null;
                default -> parent;
            };
        }

        private static Traits inOrder(Traits parent) {
            return new Traits(parent.kind(), true, false, parent.slide(), parent.growth());
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return switch (way(args)) {
                case 0 -> ".transform(rdd -> rdd.sortBy(e -> e, true, 1))";
                case 1 -> ".transform(rdd -> rdd.sortBy(e -> e, false, 3).coalesce(1))";
                case 2 -> ".transformToPair(rdd -> rdd.reduceByKey(Long::sum))";
                case 3 -> ".transform(rdd -> rdd.distinct())";
                case 4 -> ".transform((rdd, time) -> rdd.union(rdd.map(n -> n + time.milliseconds())))";
                default -> of.get(0).kind() == Kind.PAIR ? ".transformToPair(rdd -> rdd)" : ".transform(rdd -> rdd)";
            };
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            if (traits.get(0).kind() == Kind.PAIR) {
                PairDStream<String, Long> pairs = of.pairs(0);
                return way(args) == 2
                        ? pairs.transformToPair(rdd -> rdd.reduceByKey(Long::sum))
                        : pairs.transformToPair(rdd -> rdd);
            }
            DStream<Object> stream = of.elements(0);
            return switch (way(args)) {
                case 0 -> stream.transform(rdd -> sorted(rdd, true, 1));
                case 1 -> stream.transform(rdd -> sorted(rdd, false, 3).coalesce(1));
                case 3 -> stream.transform(rdd -> rdd.distinct());
                case 4 ->
                    stream.transform((rdd, time) -> rdd.union(rdd.map(n -> (Object) ((Long) n + time.milliseconds()))));
                default -> stream.transform(rdd -> rdd);
            };
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // numbers and texts are comparable
        private static Rdd<Object> sorted(Rdd<Object> rdd, boolean ascending, int partitions) {
            return rdd.sortBy(element -> (Comparable) element, ascending, partitions);
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return tick -> {
                Rows rows = of.of(tick);
                List<Object> all = rows.all();
                return switch (way(args)) {
                    case 0, 1 -> Rows.of(ordered(all, way(args) == 0));
                    case 2 -> Rows.of(KeyedOps.reduced(rows.byKey(), Functions.REDUCERS.get(0)));
                    case 3 -> Rows.of(all.stream().distinct().toList());
                    case 4 -> rows.and(rows.each(n -> List.of((Long) n + tick * 1000L)));
                    default -> rows;
                };
            };
        }

        @SuppressWarnings({"unchecked", "rawtypes"}) // numbers and texts are comparable
        private static List<Object> ordered(List<Object> all, boolean ascending) {
            Comparator<Object> order = (x, y) -> ((Comparable) x).compareTo(y);
            return all.stream().sorted(ascending ? order : order.reversed()).toList();
        }
    }

    private static final class TransformWith extends Op {
        TransformWith() {
            super(2);
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits both = together(of);
            return both == null || !both.kind().isObject() ? null : both;
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            String word = of.get(0).kind() == Kind.PAIR ? ".transformWithToPair(" : ".transformWith(";
            return word + names.get(1) + ", (rdd, other, time) -> other.union(rdd))";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            if (of.isPairs(0)) {
                PairDStream<String, Long> other = of.pairs(1);
                return of.pairs(0)
                        .transformWithToPair(
                                other,
                                (PairRdd<String, Long> rdd, PairRdd<String, Long> more, io.headrace.Time time) ->
                                        more.union(rdd));
            }
            return of.elements(0).transformWith(of.elements(1), (rdd, more, time) -> more.union(rdd));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return tick -> of.of(1, tick).and(of.of(0, tick));
        }
    }
}
