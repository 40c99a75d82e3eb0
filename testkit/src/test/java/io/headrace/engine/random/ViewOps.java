package io.headrace.engine.random;

import io.headrace.Durations;
import io.headrace.HashPartitioner;
import io.headrace.Keys;
import io.headrace.PairDStream;
import io.headrace.Reducers;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.Tuple2;
import io.headrace.Values;
import io.headrace.ViewPairs;
import io.headrace.ViewReducer;
import io.headrace.memory.codec.Utf8View;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Operators on texts as views. In the model a view is its text. */
final class ViewOps {
    static final List<Op> ALL =
            List.of(new Simple("split"), new Simple("filter"), new Simple("toStrings"), new Simple("push"), new Fold());

    private ViewOps() {}

    /** A view's length is in bytes. */
    static int lengthOf(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** Text by text. */
    private static final class Simple extends Op {
        private final String word;

        Simple(String word) {
            super(1);
            this.word = word;
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            if (parent.kind() != Kind.VIEW) return null;
            return switch (word) {
                case "split" -> parent.growing(3);
                case "filter" -> parent;
                case "toStrings" -> parent.of(Kind.TEXT);
                default -> parent.of(Kind.TEXT).growing(2);
            };
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return switch (word) {
                case "split" -> ".split(' ')";
                case "filter" -> ".filter(text -> text.length() % 2 == 1)";
                case "toStrings" -> ".toStrings()";
                default ->
                    ".flatMap((text, out) -> { if (!text.isEmpty()) { out.accept(text); out.accept(text); } })"
                            + ".map(text -> text.toString())";
            };
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            if (!of.isViews(0))
                return of.elements(0).flatMap(text -> made((String) text).iterator());
            return switch (word) {
                case "split" -> of.views(0).split(' ');
                case "filter" -> of.views(0).filter(text -> text.length() % 2 == 1);
                case "toStrings" -> of.views(0).toStrings();
                default ->
                    of.views(0)
                            .<Utf8View>flatMap((text, out) -> {
                                if (text.isEmpty()) return;
                                out.accept(text);
                                out.accept(text);
                            })
                            .map(text -> (Object) text.toString());
            };
        }

        private List<Object> made(String text) {
            return switch (word) {
                case "split" -> Arrays.asList((Object[]) text.split(" ", -1));
                case "filter" -> lengthOf(text) % 2 == 1 ? List.of(text) : List.of();
                case "toStrings" -> List.of(text);
                default -> text.isEmpty() ? List.of() : List.of(text, text);
            };
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return ElementOps.each(of, rows -> rows.each(element -> made((String) element)));
        }
    }

    /** By key, in a batch or in a window. */
    private static final class Fold extends Op {
        private record Reducer(String code, ViewReducer<Long> engine, BinaryOperator<Long> meaning) {}

        private static final List<Reducer> REDUCERS = List.of(
                new Reducer("Reducers.sumLong()", Reducers.sumLong(), Long::sum),
                new Reducer("Reducers.minLong()", Reducers.minLong(), Math::min),
                new Reducer("Reducers.maxLong()", Reducers.maxLong(), Math::max));

        private static final int WAYS = 7;
        private static final int UPDATE = 5;
        private static final int MAP = 6;

        Fold() {
            super(1);
        }

        /** 0 for a batch, 1 to 4 for a window of so many, then the two kinds of states. */
        private static int way(Args args) {
            return args.b() % WAYS;
        }

        private static boolean isWindow(Args args) {
            return way(args) > 0 && way(args) < UPDATE;
        }

        private static int slide(Args args) {
            return 1 + args.b() / WAYS % 3;
        }

        private static boolean hasOnes(Args args) {
            return args.a() / 3 % 2 == 0;
        }

        /** Whether the number of partitions is said, or who partitions; else it is the default. */
        private static int placed(Args args) {
            return args.a() / 6 % 3;
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            if (parent.kind() != Kind.VIEW) return null;
            int growth = isWindow(args) ? way(args) : way(args) == 0 ? 1 : 10;
            return parent.of(Kind.PAIR)
                    .asBag()
                    .sliding(isWindow(args) ? slide(args) : 1)
                    .growing(growth);
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            String pairs = ".mapToPair(Keys.text(t -> t), "
                    + (hasOnes(args) ? "Values.one()" : "Values.ofLong(t -> t.length() - 2)") + ")";
            String by = args.of(REDUCERS).code();
            String where = placed(args) == 0 ? "" : placed(args) == 1 ? ", 3" : ", new HashPartitioner(2)";
            if (isWindow(args))
                return pairs + ".reduceByKeyAndWindow(" + by + ", seconds(" + way(args) + "), seconds(" + slide(args)
                        + ")" + where + ")";
            String word = way(args) == 0 ? "reduceByKey" : way(args) == UPDATE ? "updateStateByKey" : "mapWithState";
            return pairs + "." + word + "(" + by + where + ")";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            if (!of.isViews(0)) return onObjects(of, args);
            ViewPairs<String, Long> pairs = of.views(0)
                    .mapToPair(
                            Keys.text(text -> text),
                            hasOnes(args) ? Values.one() : Values.ofLong(text -> text.length() - 2L));
            ViewReducer<Long> by = args.of(REDUCERS).engine();
            HashPartitioner two = new HashPartitioner(2);
            int placed = placed(args);
            if (isWindow(args)) {
                Duration window = Durations.seconds(way(args));
                Duration slide = Durations.seconds(slide(args));
                if (placed == 0) return pairs.reduceByKeyAndWindow(by, window, slide);
                return placed == 1
                        ? pairs.reduceByKeyAndWindow(by, window, slide, 3)
                        : pairs.reduceByKeyAndWindow(by, window, slide, two);
            }
            return switch (way(args)) {
                case 0 ->
                    placed == 0
                            ? pairs.reduceByKey(by)
                            : placed == 1 ? pairs.reduceByKey(by, 3) : pairs.reduceByKey(by, two);
                case UPDATE ->
                    placed == 0
                            ? pairs.updateStateByKey(by)
                            : placed == 1 ? pairs.updateStateByKey(by, 3) : pairs.updateStateByKey(by, two);
                default ->
                    placed == 0
                            ? pairs.mapWithState(by)
                            : placed == 1 ? pairs.mapWithState(by, 3) : pairs.mapWithState(by, two);
            };
        }

        /** The same, as those write it who know Spark. */
        private static Object onObjects(Built of, Args args) {
            BinaryOperator<Long> by = args.of(REDUCERS).meaning();
            PairDStream<String, Long> pairs =
                    of.elements(0).mapToPair(text -> new Tuple2<>((String) text, number((String) text, args)));
            if (isWindow(args))
                return pairs.reduceByKeyAndWindow(
                        (x, y) -> by.apply(x, y), Durations.seconds(way(args)), Durations.seconds(slide(args)));
            return switch (way(args)) {
                case 0 -> pairs.reduceByKey((x, y) -> by.apply(x, y));
                case UPDATE ->
                    pairs.<Long>updateStateByKey((values, old) ->
                            Stream.concat(old.stream(), values.stream()).reduce(by));
                default ->
                    pairs.reduceByKey((x, y) -> by.apply(x, y))
                            .mapWithState(StateSpec.function((String key, Optional<Long> value, State<Long> state) -> {
                                long next = value.orElseThrow();
                                if (state.exists()) next = by.apply(state.get(), next);
                                state.update(next);
                                return new Tuple2<>(key, next);
                            }))
                            .mapToPair(pair -> pair);
            };
        }

        private static long number(String text, Args args) {
            return hasOnes(args) ? 1 : lengthOf(text) - 2;
        }

        private static Rows pairsOf(Rows rows, Args args) {
            return rows.each(text -> List.of(Elements.pair((String) text, number((String) text, args))));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            Functions.Reduced by =
                    new Functions.Reduced("", false, args.of(REDUCERS).meaning());
            if (way(args) >= UPDATE) return states(of, args);
            int window = Math.max(1, way(args));
            return tick -> {
                Rows pairs = pairsOf(WindowOps.between(of, tick - window + 1, tick), args);
                return Rows.of(new ArrayList<>(KeyedOps.reduced(pairs.byKey(), by)));
            };
        }

        private static Meaning states(Past of, Args args) {
            BinaryOperator<Long> by = args.of(REDUCERS).meaning();
            Map<String, Long> totals = new TreeMap<>();
            return tick -> {
                Map<String, List<Long>> news = pairsOf(of.of(tick), args).byKey();
                news.forEach((key, values) -> values.forEach(value -> totals.merge(key, value, by)));
                List<Object> pairs = new ArrayList<>();
                totals.forEach((key, total) -> {
                    if (way(args) != MAP || news.containsKey(key)) pairs.add(Elements.pair(key, total));
                });
                return Rows.of(pairs);
            };
        }
    }
}
