package io.headrace.engine.random;

import io.headrace.Durations;
import io.headrace.HashPartitioner;
import io.headrace.PairDStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Windows, with every relation of window, slide and batch. */
final class WindowOps {
    static final List<Op> ALL = List.of(
            new Window(),
            new ReduceByKeyAndWindow(),
            new InverseWindow(),
            new GroupByKeyAndWindow(),
            new CountByWindow(),
            new CountByValueAndWindow(),
            new ReduceByWindow());

    private static final int LONGEST = 5;
    private static final int MOST_SLIDE = 3;

    private WindowOps() {}

    /** Window and slide in batches: multiples of the parent's slide, in no further relation. */
    private abstract static class Windowed extends Op {
        Windowed() {
            super(1);
        }

        final int window(Traits parent, Args args) {
            return parent.slide() * (1 + args.a() % LONGEST);
        }

        final int slide(Traits parent, Args args) {
            return parent.slide() * (1 + args.b() % MOST_SLIDE);
        }

        /** A number that has nothing to do with window and slide. */
        static int variant(Args args) {
            return args.a() / LONGEST;
        }

        abstract @Nullable Traits of(Traits parent, Args args);

        @Override
        final @Nullable Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            Traits one = of(parent, args);
            if (one == null || slide(parent, args) > 12) return null;
            return one.withoutGaps().sliding(slide(parent, args)).growing(1 + args.a() % LONGEST);
        }

        abstract String call(Traits parent, Args args, String times);

        @Override
        final String code(List<Traits> of, Args args, List<String> names) {
            Traits parent = of.get(0);
            return call(parent, args, seconds(window(parent, args)) + ", " + seconds(slide(parent, args)));
        }

        private static String seconds(int batches) {
            return "seconds(" + batches + ")";
        }

        abstract Object build(Built of, Traits parent, Args args, Duration window, Duration slide);

        @Override
        final Object build(Built of, List<Traits> traits, Args args) {
            Traits parent = traits.get(0);
            return build(
                    of, parent, args, Durations.seconds(window(parent, args)), Durations.seconds(slide(parent, args)));
        }

        abstract Rows result(Rows window, Traits parent, Args args);

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            int window = window(traits.get(0), args);
            return tick -> result(between(of, tick - window + 1, tick), traits.get(0), args);
        }
    }

    /** All that a parent has given in these batches. */
    static Rows between(Op.Past of, int first, int last) {
        Rows all = Rows.NONE;
        for (int tick = Math.max(1, first); tick <= last; tick++) {
            Rows rows = of.of(tick);
            if (rows != null) all = all.and(rows);
        }
        return all;
    }

    private static final class Window extends Windowed {
        @Override
        @Nullable
        Traits of(Traits parent, Args args) {
            return parent.kind().isObject() ? parent : null;
        }

        @Override
        String call(Traits parent, Args args, String times) {
            return ".window(" + times + ")";
        }

        @Override
        Object build(Built of, Traits parent, Args args, Duration window, Duration slide) {
            return slide(parent, args) == parent.slide()
                    ? of.any(0).window(window)
                    : of.any(0).window(window, slide);
        }

        @Override
        Rows result(Rows window, Traits parent, Args args) {
            return window;
        }
    }

    private abstract static class WindowedPairs extends Windowed {
        @Override
        @Nullable
        Traits of(Traits parent, Args args) {
            return parent.kind() == Kind.PAIR ? parent.asBag() : null;
        }
    }

    private static final class ReduceByKeyAndWindow extends WindowedPairs {
        private static Functions.Reduced by(Traits parent, Args args) {
            List<Functions.Reduced> choices = Functions.reducers(parent.inOrder());
            return choices.get(variant(args) % choices.size());
        }

        @Override
        String call(Traits parent, Args args, String times) {
            return ".reduceByKeyAndWindow(" + by(parent, args).code() + ", " + times + ")";
        }

        @Override
        Object build(Built of, Traits parent, Args args, Duration window, Duration slide) {
            Functions.Reduced by = by(parent, args);
            PairDStream<String, Long> pairs = of.pairs(0);
            return switch (variant(args) / 4 % 3) {
                case 0 -> pairs.reduceByKeyAndWindow((x, y) -> by.function().apply(x, y), window, slide, 2);
                case 1 ->
                    pairs.reduceByKeyAndWindow(
                            (x, y) -> by.function().apply(x, y), window, slide, new HashPartitioner(3));
                default ->
                    slide(parent, args) == parent.slide()
                            ? pairs.reduceByKeyAndWindow((x, y) -> by.function().apply(x, y), window)
                            : pairs.reduceByKeyAndWindow((x, y) -> by.function().apply(x, y), window, slide);
            };
        }

        @Override
        Rows result(Rows window, Traits parent, Args args) {
            return Rows.of(KeyedOps.reduced(window.byKey(), by(parent, args)));
        }
    }

    private static final class GroupByKeyAndWindow extends WindowedPairs {
        @Override
        String call(Traits parent, Args args, String times) {
            return ".groupByKeyAndWindow(" + times + ")" + KeyedOps.digestCode(parent.inOrder());
        }

        @Override
        Object build(Built of, Traits parent, Args args, Duration window, Duration slide) {
            boolean inOrder = parent.inOrder();
            return of.pairs(0)
                    .groupByKeyAndWindow(window, slide)
                    .name("groups " + args.a() + " " + args.b()) // there may be others of the same parent
                    .mapValues(values -> KeyedOps.digest(values, inOrder));
        }

        @Override
        Rows result(Rows window, Traits parent, Args args) {
            return Rows.of(KeyedOps.grouped(window.byKey(), parent.inOrder()));
        }
    }

    /** A running result: a key stays when its window is empty, unless a filter drops it. */
    private static final class InverseWindow extends WindowedPairs {
        /** With its inverse, and which totals stay. */
        private record Way(
                String code,
                BinaryOperator<Long> add,
                BinaryOperator<Long> remove,
                @Nullable Predicate<Long> keeps) {}

        private static final List<Way> WAYS = List.of(
                new Way("Long::sum, (x, y) -> x - y, %s", Long::sum, (x, y) -> x - y, null),
                new Way("Long::sum, (x, y) -> x - y, %s, 4, p -> p._2() != 0", Long::sum, (x, y) -> x - y, v -> v != 0),
                new Way(
                        "(x, y) -> x ^ y, (x, y) -> x ^ y, %s, 2, p -> p._2() %% 3 != 0",
                        (x, y) -> x ^ y, (x, y) -> x ^ y, v -> v % 3 != 0));

        private static Way way(Args args) {
            return WAYS.get(variant(args) % WAYS.size());
        }

        @Override
        @Nullable
        Traits of(Traits parent, Args args) {
            Traits one = super.of(parent, args);
            return one == null ? null : one.growing(4);
        }

        @Override
        String call(Traits parent, Args args, String times) {
            return ".reduceByKeyAndWindow(" + String.format(way(args).code(), times) + ")";
        }

        @Override
        Object build(Built of, Traits parent, Args args, Duration window, Duration slide) {
            Way way = way(args);
            PairDStream<String, Long> pairs = of.pairs(0);
            if (way.keeps() == null)
                return pairs.reduceByKeyAndWindow(
                        (x, y) -> way.add().apply(x, y), (x, y) -> way.remove().apply(x, y), window, slide);
            return pairs.reduceByKeyAndWindow(
                    (x, y) -> way.add().apply(x, y),
                    (x, y) -> way.remove().apply(x, y),
                    window,
                    slide,
                    2,
                    pair -> way.keeps().test(pair._2()));
        }

        @Override
        Rows result(Rows window, Traits parent, Args args) {
            throw new UnsupportedOperationException("it depends on windows before");
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            int window = window(traits.get(0), args);
            int slide = slide(traits.get(0), args);
            Way way = way(args);
            return new Running(of, window, slide, way.add(), way.remove(), way.keeps());
        }
    }

    /** Totals by key: what left the window since the last slide is taken out of them, what came is added. */
    static final class Running implements Op.Meaning {
        private final Op.Past of;
        private final int window;
        private final int slide;
        private final BinaryOperator<Long> add;
        private final BinaryOperator<Long> remove;
        private final @Nullable Predicate<Long> keeps;
        private final Map<String, Long> totals = new LinkedHashMap<>();

        Running(
                Op.Past of,
                int window,
                int slide,
                BinaryOperator<Long> add,
                BinaryOperator<Long> remove,
                @Nullable Predicate<Long> keeps) {
            this.of = of;
            this.window = window;
            this.slide = slide;
            this.add = add;
            this.remove = remove;
            this.keeps = keeps;
        }

        @Override
        public Rows at(int tick) {
            int last = tick - slide;
            Map<String, List<Long>> left = between(of, last - window + 1, Math.min(last, tick - window))
                    .byKey();
            Map<String, List<Long>> came =
                    between(of, Math.max(last + 1, tick - window + 1), tick).byKey();
            left.forEach(
                    (key, values) -> totals.computeIfPresent(key, (k, total) -> remove.apply(total, together(values))));
            came.forEach((key, values) -> totals.merge(key, together(values), add));
            if (keeps != null) totals.values().removeIf(total -> !keeps.test(total));
            List<Object> pairs = new ArrayList<>();
            totals.forEach((key, total) -> pairs.add(Elements.pair(key, total)));
            return Rows.of(pairs);
        }

        private long together(List<Long> values) {
            return values.stream().reduce(add).orElseThrow();
        }
    }

    /** One running total: nothing before the first element of a window, then a number for ever. */
    static Op.Meaning total(Op.Past of, int window, int slide, Function<Object, Long> numberOf) {
        Op.Past pairs = (parent, tick) -> {
            Rows rows = of.of(parent, tick);
            return rows == null ? null : rows.each(element -> List.of(Elements.pair("", numberOf.apply(element))));
        };
        Running running = new Running(pairs, window, slide, Long::sum, (x, y) -> x - y, null);
        return tick ->
                running.at(tick).each(element -> List.of(Elements.pair(element).value()));
    }

    /** How many elements the window has. */
    private static final class CountByWindow extends Windowed {
        @Override
        @Nullable
        Traits of(Traits parent, Args args) {
            if (!parent.kind().isObject()) return null;
            return new Traits(Kind.NUMBER, false, false, parent.slide(), 1);
        }

        @Override
        String call(Traits parent, Args args, String times) {
            return ".countByWindow(" + times + ")";
        }

        @Override
        Object build(Built of, Traits parent, Args args, Duration window, Duration slide) {
            return of.any(0).countByWindow(window, slide);
        }

        @Override
        Rows result(Rows window, Traits parent, Args args) {
            throw new UnsupportedOperationException("it depends on windows before");
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return total(of, window(traits.get(0), args), slide(traits.get(0), args), element -> 1L);
        }
    }

    private static final class CountByValueAndWindow extends Windowed {
        @Override
        @Nullable
        Traits of(Traits parent, Args args) {
            return parent.kind() == Kind.TEXT ? parent.of(Kind.PAIR).asBag() : null;
        }

        @Override
        String call(Traits parent, Args args, String times) {
            return ".countByValueAndWindow(" + times + ")";
        }

        @Override
        Object build(Built of, Traits parent, Args args, Duration window, Duration slide) {
            return variant(args) % 2 == 0
                    ? of.elements(0).countByValueAndWindow(window, slide)
                    : of.elements(0).countByValueAndWindow(window, slide, 3);
        }

        @Override
        Rows result(Rows window, Traits parent, Args args) {
            return Rows.of(KeyedOps.counted(window));
        }
    }

    /** The plain form gives nothing for an empty window, the inverse one goes on with what it has. */
    private static final class ReduceByWindow extends Windowed {
        private static boolean isInverse(Args args) {
            return variant(args) % 2 == 1;
        }

        private static Functions.Reduced by(Traits parent, Args args) {
            List<Functions.Reduced> choices = Functions.reducers(parent.inOrder());
            return choices.get(variant(args) / 2 % choices.size());
        }

        @Override
        @Nullable
        Traits of(Traits parent, Args args) {
            if (parent.kind() != Kind.NUMBER) return null;
            return new Traits(Kind.NUMBER, false, false, parent.slide(), 1);
        }

        @Override
        String call(Traits parent, Args args, String times) {
            return isInverse(args)
                    ? ".reduceByWindow(Long::sum, (x, y) -> x - y, " + times + ")"
                    : ".reduceByWindow(" + by(parent, args).code() + ", " + times + ")";
        }

        @Override
        Object build(Built of, Traits parent, Args args, Duration window, Duration slide) {
            if (isInverse(args)) {
                return of.elements(0)
                        .reduceByWindow((x, y) -> (Long) x + (Long) y, (x, y) -> (Long) x - (Long) y, window, slide);
            }
            Functions.Reduced by = by(parent, args);
            return of.elements(0).reduceByWindow((x, y) -> by.function().apply((Long) x, (Long) y), window, slide);
        }

        @Override
        Rows result(Rows window, Traits parent, Args args) {
            return Rows.of(Functions.reduced(numbers(window), by(parent, args)));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            if (!isInverse(args)) return super.meaning(of, traits, args);
            return total(of, window(traits.get(0), args), slide(traits.get(0), args), Long.class::cast);
        }

        private static List<Long> numbers(Rows rows) {
            return rows.all().stream().map(Long.class::cast).toList();
        }
    }
}
