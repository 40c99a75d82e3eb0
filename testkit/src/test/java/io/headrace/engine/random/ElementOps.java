package io.headrace.engine.random;

import io.headrace.DStreamLike;
import io.headrace.Tuple2;
import io.headrace.engine.random.Functions.Kept;
import io.headrace.engine.random.Functions.Made;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/** Operators that look at one element, or at one partition, after the other. */
final class ElementOps {
    static final List<Op> ALL = List.of(
            new Making("map", Functions.MAPS),
            new Making("mapToPair", Functions.TO_PAIRS),
            new Making("flatMap", Functions.FLAT_MAPS),
            new Making("flatMapToPair", Functions.FLAT_TO_PAIRS),
            new Keeping(),
            new MapPartitions(),
            new Glom(),
            new MapValues(),
            new FlatMapValues(),
            new Persist());

    private ElementOps() {}

    /** {@code map}, {@code flatMap}, and both to pairs. */
    private static final class Making extends Op {
        private final String word;
        private final List<Made> choices;

        Making(String word, List<Made> choices) {
            super(1);
            this.word = word;
            this.choices = choices;
        }

        private Made made(Kind kind, Args args) {
            return args.of(Functions.from(kind, choices));
        }

        @Override
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            if (Functions.from(parent.kind(), choices).isEmpty()) return null;
            Made made = made(parent.kind(), args);
            return parent.of(made.to()).growing(made.most());
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return "." + word + "(" + made(of.get(0).kind(), args).code() + ")";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            Made made = made(traits.get(0).kind(), args);
            DStreamLike<Object, ?, ?> parent = of.any(0);
            return switch (word) {
                case "map" ->
                    parent.map(element -> made.function().apply(element).get(0));
                case "flatMap" ->
                    parent.flatMap(element -> made.function().apply(element).iterator());
                case "mapToPair" ->
                    parent.mapToPair(
                            element -> tuple(made.function().apply(element).get(0)));
                default ->
                    parent.flatMapToPair(element -> tuples(made.function().apply(element)));
            };
        }

        @SuppressWarnings("unchecked") // the function makes pairs
        private static Tuple2<String, Long> tuple(Object element) {
            return (Tuple2<String, Long>) element;
        }

        private static Iterator<Tuple2<String, Long>> tuples(List<Object> elements) {
            return elements.stream().map(Making::tuple).iterator();
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            Made made = made(traits.get(0).kind(), args);
            return each(of, rows -> rows.each(made.function()));
        }
    }

    /** What an operator is that looks at one batch of one parent; nothing where there is none. */
    static Op.Meaning each(Op.Past of, java.util.function.UnaryOperator<Rows> function) {
        return tick -> {
            Rows rows = of.of(tick);
            return rows == null ? null : function.apply(rows);
        };
    }

    private static final class Keeping extends Op {
        Keeping() {
            super(1);
        }

        private static Kept kept(Traits parent, Args args) {
            return args.of(Functions.of(parent.kind()));
        }

        @Override
        Traits traits(List<Traits> of, Args args) {
            return of.get(0).kind().isObject() ? of.get(0) : null;
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".filter(" + kept(of.get(0), args).code() + ")";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            Kept kept = kept(traits.get(0), args);
            return of.any(0).filter(element -> kept.function().test(element));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            Kept kept = kept(traits.get(0), args);
            return each(
                    of,
                    rows -> rows.map(
                            part -> part.stream().filter(kept.function()).toList()));
        }
    }

    /** How long a partition is, and its first element again; once to pairs too. */
    private static final class MapPartitions extends Op {
        MapPartitions() {
            super(1);
        }

        @Override
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            if (!parent.inOrder() || !parent.kind().isObject()) return null;
            return parent.of(args.a() % 2 == 0 ? Kind.TEXT : Kind.PAIR).growing(2);
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return args.a() % 2 == 0
                    ? ".mapPartitions(all -> all.hasNext() ? of(\"\" + all.next(), \"\" + sizeOf(all)) : none())"
                    : ".mapPartitionsToPair(all -> of(pair(\"size\", sizeOf(all))))";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            DStreamLike<Object, ?, ?> parent = of.any(0);
            if (args.a() % 2 == 0) return parent.mapPartitions(all -> texts(all).iterator());
            return parent.mapPartitionsToPair(
                    all -> List.of(new Tuple2<>("size", sizeOf(all))).iterator());
        }

        private static List<Object> texts(Iterator<Object> all) {
            if (!all.hasNext()) return List.of();
            return List.of("" + all.next(), "" + sizeOf(all));
        }

        private static long sizeOf(Iterator<?> all) {
            long size = 0;
            for (; all.hasNext(); all.next()) size++;
            return size;
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return each(
                    of,
                    rows -> rows.map(part ->
                            args.a() % 2 == 0 ? texts(part.iterator()) : List.of(Elements.pair("size", part.size()))));
        }
    }

    private static final class Glom extends Op {
        Glom() {
            super(1);
        }

        @Override
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            return parent.inOrder() && parent.kind().isObject() ? parent.of(Kind.TEXT) : null;
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".glom().map(part -> \"\" + part.hashCode())";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            return of.any(0).glom().map(part -> (Object) ("" + part.hashCode()));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return each(of, rows -> rows.map(part -> List.of("" + part.hashCode())));
        }
    }

    private static final class MapValues extends Op {
        MapValues() {
            super(1);
        }

        @Override
        Traits traits(List<Traits> of, Args args) {
            return of.get(0).kind() == Kind.PAIR ? of.get(0) : null;
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".mapValues(v -> v * 3 - 1)";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            return of.pairs(0).mapValues(v -> v * 3 - 1);
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return each(
                    of,
                    rows -> rows.each(element -> {
                        Elements.Pair pair = Elements.pair(element);
                        return List.of(Elements.pair(pair.key(), pair.value() * 3 - 1));
                    }));
        }
    }

    private static final class FlatMapValues extends Op {
        FlatMapValues() {
            super(1);
        }

        @Override
        Traits traits(List<Traits> of, Args args) {
            return of.get(0).kind() == Kind.PAIR ? of.get(0).growing(3) : null;
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".flatMapValues(v -> nCopies((int) (v & 3), v).iterator())";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            return of.pairs(0).flatMapValues(v -> copies(v).iterator());
        }

        private static List<Long> copies(long v) {
            return Collections.nCopies((int) (v & 3), v);
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return each(
                    of,
                    rows -> rows.each(element -> {
                        Elements.Pair pair = Elements.pair(element);
                        List<Object> made = new ArrayList<>();
                        for (long value : copies(pair.value())) made.add(Elements.pair(pair.key(), value));
                        return made;
                    }));
        }
    }

    private static final class Persist extends Op {
        Persist() {
            super(1);
        }

        @Override
        Traits traits(List<Traits> of, Args args) {
            return of.get(0).kind().isObject() ? of.get(0) : null;
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return args.a() % 2 == 0 ? ".persist()" : ".cache()";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            return args.a() % 2 == 0 ? of.any(0).persist() : of.any(0).cache();
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return of::of;
        }
    }
}
