package io.headrace.engine.random;

import io.headrace.Durations;
import io.headrace.Keys;
import io.headrace.Reducers;
import io.headrace.Values;
import io.headrace.ViewPairs;
import io.headrace.ViewReducer;
import io.headrace.memory.codec.Utf8View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** Operators on texts as views. In the model a view is its text. */
final class ViewOps {
    static final List<Op> ALL =
            List.of(new Simple("split"), new Simple("filter"), new Simple("toStrings"), new Simple("push"), new Fold());

    private ViewOps() {}

    /** A view's length is in bytes. */
    private static int lengthOf(String text) {
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

        Fold() {
            super(1);
        }

        private static int window(Args args) {
            return args.b() % 5;
        }

        private static int slide(Args args) {
            return 1 + args.b() / 5 % 3;
        }

        private static boolean hasOnes(Args args) {
            return args.a() / 3 % 2 == 0;
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            if (parent.kind() != Kind.VIEW) return null;
            int slide = window(args) == 0 ? 1 : slide(args);
            return parent.of(Kind.PAIR).asBag().sliding(slide).growing(Math.max(1, window(args)));
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            String pairs = ".mapToPair(Keys.text(t -> t), "
                    + (hasOnes(args) ? "Values.one()" : "Values.ofLong(t -> t.length() - 2)") + ")";
            String by = args.of(REDUCERS).code();
            if (window(args) == 0) return pairs + ".reduceByKey(" + by + ")";
            return pairs + ".reduceByKeyAndWindow(" + by + ", seconds(" + window(args) + "), seconds(" + slide(args)
                    + "))";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            ViewPairs<String, Long> pairs = of.views(0)
                    .mapToPair(
                            Keys.text(text -> text),
                            hasOnes(args) ? Values.one() : Values.ofLong(text -> text.length() - 2L));
            ViewReducer<Long> by = args.of(REDUCERS).engine();
            if (window(args) == 0) return pairs.reduceByKey(by);
            return pairs.reduceByKeyAndWindow(by, Durations.seconds(window(args)), Durations.seconds(slide(args)));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            int window = Math.max(1, window(args));
            Functions.Reduced by =
                    new Functions.Reduced("", false, args.of(REDUCERS).meaning());
            return tick -> {
                Rows pairs = WindowOps.between(of, tick - window + 1, tick)
                        .each(text ->
                                List.of(Elements.pair((String) text, hasOnes(args) ? 1 : lengthOf((String) text) - 2)));
                return Rows.of(new ArrayList<>(KeyedOps.reduced(pairs.byKey(), by)));
            };
        }
    }
}
