package io.headrace.engine.random;

import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.Tuple2;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What keys and types are said to be: the results are the same. */
final class KeyOps {
    static final List<Op> ALL = List.of(new Types(), new OddKeys());

    private KeyOps() {}

    /** Says what the elements are. */
    private static final class Types extends Op {
        Types() {
            super(1);
        }

        private static Class<?>[] of(Kind kind) {
            return switch (kind) {
                case NUMBER -> new Class<?>[] {Long.class};
                case PAIR -> new Class<?>[] {String.class, Long.class};
                default -> new Class<?>[] {String.class};
            };
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            return of.get(0).kind().isObject() ? of.get(0) : null;
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            return ".types(" + List.of(of(of.get(0).kind())) + ")";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            return of.any(0).types(of(traits.get(0).kind()));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            return of::of;
        }
    }

    /** A key of the user's. */
    record Word(String text) {}

    /** Keys that are lists, tuples or records, in a batch, a window or a state. */
    private static final class OddKeys extends Op {
        private static final List<String> KEYS = List.of("List.of(k)", "new Tuple2<>(k, 7L)", "new Word(k)");
        private static final int WINDOW = 3;

        OddKeys() {
            super(1);
        }

        private static int way(Args args) {
            return args.b() % 4;
        }

        private static Object odd(int key, String text) {
            return switch (key) {
                case 0 -> List.of(text);
                case 1 -> new Tuple2<>(text, 7L);
                default -> new Word(text);
            };
        }

        private static String even(Object key) {
            if (key instanceof List<?> list) return (String) list.get(0);
            if (key instanceof Tuple2<?, ?> tuple) return (String) tuple._1();
            return ((Word) key).text();
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            if (parent.kind() != Kind.PAIR) return null;
            Traits bag = parent.asBag();
            return way(args) == 0 ? bag : bag.withoutGaps().growing(way(args) == 1 ? 10 : WINDOW);
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            int slide = of.get(0).slide();
            String times = "seconds(" + WINDOW * slide + "), seconds(" + slide + ")";
            return ".mapToPair(p -> new Tuple2<>(" + args.of(KEYS) + ", p._2()))"
                    + switch (way(args)) {
                        case 0 -> ".reduceByKey(Long::sum)";
                        case 1 -> ".updateStateByKey(sum)";
                        case 2 -> ".reduceByKeyAndWindow(Long::sum, " + times + ")";
                        default ->
                            ".reduceByKeyAndWindow(Long::sum, (x, y) -> x - y, " + times + ", 3, p -> p._2() != 0)";
                    }
                    + ".mapToPair(back)";
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            int key = args.a() % KEYS.size();
            int slide = traits.get(0).slide();
            Duration window = Durations.seconds((long) WINDOW * slide);
            Duration every = Durations.seconds(slide);
            PairDStream<Object, Long> odd = of.pairs(0).mapToPair(pair -> new Tuple2<>(odd(key, pair._1()), pair._2()));
            PairDStream<Object, Long> result = switch (way(args)) {
                case 0 -> odd.reduceByKey(Long::sum);
                case 1 -> odd.<Long>updateStateByKey((values, old) -> Optional.of(sum(values, old)));
                case 2 -> odd.reduceByKeyAndWindow(Long::sum, window, every);
                default ->
                    odd.reduceByKeyAndWindow(Long::sum, (x, y) -> x - y, window, every, 3, pair -> pair._2() != 0);
            };
            result.name("odd " + args.a() + " " + args.b());
            if (key == 2) result.types(Word.class, Long.class);
            return result.mapToPair(pair -> new Tuple2<>(even(pair._1()), pair._2()));
        }

        private static long sum(List<Long> values, Optional<Long> old) {
            long sum = old.orElse(0L);
            for (long value : values) sum += value;
            return sum;
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            int slide = traits.get(0).slide();
            return switch (way(args)) {
                case 0 -> ElementOps.each(of, rows -> Rows.of(sums(rows)));
                case 1 -> states(of);
                case 2 -> tick -> Rows.of(sums(WindowOps.between(of, tick - WINDOW * slide + 1, tick)));
                default ->
                    new WindowOps.Running(of, WINDOW * slide, slide, Long::sum, (x, y) -> x - y, total -> total != 0);
            };
        }

        private static List<Object> sums(Rows rows) {
            return KeyedOps.reduced(rows.byKey(), Functions.REDUCERS.get(0));
        }

        private static Meaning states(Past of) {
            Map<String, Long> states = new TreeMap<>();
            return tick -> {
                Rows rows = of.of(tick);
                if (rows != null)
                    rows.byKey()
                            .forEach((key, values) ->
                                    states.put(key, sum(values, Optional.ofNullable(states.get(key)))));
                List<Object> pairs = new ArrayList<>();
                states.forEach((key, sum) -> pairs.add(Elements.pair(key, sum)));
                return Rows.of(pairs);
            };
        }
    }
}
