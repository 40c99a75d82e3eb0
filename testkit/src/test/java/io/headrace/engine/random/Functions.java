package io.headrace.engine.random;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;

/** The user functions of random programs, each with its code. */
final class Functions {
    /** From an element to any number of elements. */
    record Made(Kind from, Kind to, String code, int most, Function<Object, List<Object>> function) {}

    /** Which elements stay. */
    record Kept(Kind of, String code, Predicate<Object> function) {}

    /**
     * Two numbers made one; always associative.
     *
     * @param needsOrder whether the order matters
     */
    record Reduced(String code, boolean needsOrder, BinaryOperator<Long> function) {}

    static final List<Made> MAPS = List.of(
            map(Kind.NUMBER, Kind.NUMBER, "n -> n + 1", n -> (Long) n + 1),
            map(Kind.NUMBER, Kind.NUMBER, "n -> n % 5 * 7", n -> (Long) n % 5 * 7),
            map(Kind.NUMBER, Kind.TEXT, "n -> \"t\" + n", n -> "t" + n),
            map(Kind.TEXT, Kind.NUMBER, "t -> (long) t.length()", t -> (long) ((String) t).length()),
            map(Kind.TEXT, Kind.TEXT, "t -> t.substring(t.length() / 2)", t -> half((String) t)),
            map(Kind.PAIR, Kind.NUMBER, "p -> p._2()", p -> Elements.pair(p).value()),
            map(
                    Kind.PAIR,
                    Kind.TEXT,
                    "p -> p._1() + p._2()",
                    p -> Elements.pair(p).key() + Elements.pair(p).value()));

    static final List<Made> TO_PAIRS = List.of(
            map(
                    Kind.NUMBER,
                    Kind.PAIR,
                    "n -> new Tuple2<>(\"k\" + n % 4, n)",
                    n -> Elements.pair("k" + (Long) n % 4, (Long) n)),
            map(Kind.NUMBER, Kind.PAIR, "n -> new Tuple2<>(\"\" + n, 1L)", n -> Elements.pair("" + n, 1)),
            map(Kind.TEXT, Kind.PAIR, "t -> new Tuple2<>(t, 1L)", t -> Elements.pair((String) t, 1)),
            map(
                    Kind.TEXT,
                    Kind.PAIR,
                    "t -> new Tuple2<>(t.substring(t.length() / 2), (long) t.length())",
                    t -> Elements.pair(half((String) t), ((String) t).length())),
            map(
                    Kind.PAIR,
                    Kind.PAIR,
                    "p -> new Tuple2<>(\"\" + p._2(), (long) p._1().length())",
                    p -> Elements.pair(
                            "" + Elements.pair(p).value(),
                            Elements.pair(p).key().length())));

    static final List<Made> FLAT_MAPS = List.of(
            flat(
                    Kind.NUMBER,
                    Kind.NUMBER,
                    "n -> n % 3 == 0 ? none() : of(n, n / 2)",
                    n -> (Long) n % 3 == 0 ? List.of() : List.of(n, (Long) n / 2)),
            flat(
                    Kind.TEXT,
                    Kind.TEXT,
                    "t -> t.isEmpty() ? none() : of(t.substring(1), t)",
                    t -> ((String) t).isEmpty() ? List.of() : List.of(((String) t).substring(1), t)),
            flat(
                    Kind.PAIR,
                    Kind.TEXT,
                    "p -> of(p._1(), \"\" + p._2())",
                    p -> List.of(Elements.pair(p).key(), "" + Elements.pair(p).value())));

    static final List<Made> FLAT_TO_PAIRS = List.of(
            flat(
                    Kind.NUMBER,
                    Kind.PAIR,
                    "n -> n % 2 == 0 ? none() : of(pair(\"a\", n), pair(\"b\", -n))",
                    n -> (Long) n % 2 == 0
                            ? List.of()
                            : List.of(Elements.pair("a", (Long) n), Elements.pair("b", -(Long) n))),
            flat(
                    Kind.TEXT,
                    Kind.PAIR,
                    "t -> of(pair(t, 1L), pair(\"\", 2L))",
                    t -> List.of(Elements.pair((String) t, 1), Elements.pair("", 2))));

    static final List<Kept> FILTERS = List.of(
            new Kept(Kind.NUMBER, "n -> n % 2 == 0", n -> (Long) n % 2 == 0),
            new Kept(Kind.NUMBER, "n -> n > 5", n -> (Long) n > 5),
            new Kept(Kind.NUMBER, "n -> false", n -> false),
            new Kept(Kind.TEXT, "t -> t.length() % 2 == 0", t -> ((String) t).length() % 2 == 0),
            new Kept(Kind.TEXT, "t -> !t.isEmpty()", t -> !((String) t).isEmpty()),
            new Kept(Kind.PAIR, "p -> p._2() % 2 == 0", p -> Elements.pair(p).value() % 2 == 0),
            new Kept(
                    Kind.PAIR,
                    "p -> p._1().length() > 1",
                    p -> Elements.pair(p).key().length() > 1));

    static final List<Reduced> REDUCERS = List.of(
            new Reduced("Long::sum", false, Long::sum),
            new Reduced("Math::max", false, Math::max),
            new Reduced("(x, y) -> x", true, (x, y) -> x),
            new Reduced("(x, y) -> y", true, (x, y) -> y));

    private Functions() {}

    private static Made map(Kind from, Kind to, String code, Function<Object, Object> function) {
        return new Made(from, to, code, 1, element -> List.of(function.apply(element)));
    }

    private static Made flat(Kind from, Kind to, String code, Function<Object, List<Object>> function) {
        return new Made(from, to, code, 2, function);
    }

    private static String half(String text) {
        return text.substring(text.length() / 2);
    }

    static List<Made> from(Kind kind, List<Made> choices) {
        return choices.stream().filter(made -> made.from() == kind).toList();
    }

    static List<Kept> of(Kind kind) {
        return FILTERS.stream().filter(kept -> kept.of() == kind).toList();
    }

    /** Those that give the same in any order, or all. */
    static List<Reduced> reducers(boolean inOrder) {
        return REDUCERS.stream()
                .filter(reduced -> inOrder || !reduced.needsOrder())
                .toList();
    }

    static List<Object> reduced(List<Long> values, Reduced by) {
        List<Object> one = new ArrayList<>();
        values.stream().reduce(by.function()).ifPresent(one::add);
        return one;
    }
}
