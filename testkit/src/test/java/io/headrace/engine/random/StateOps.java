package io.headrace.engine.random;

import io.headrace.Durations;
import io.headrace.HashPartitioner;
import io.headrace.Keys;
import io.headrace.PairDStream;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.Time;
import io.headrace.Tuple2;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code mapWithState}: what it maps to, or the states behind it. */
final class StateOps {
    static final List<Op> ALL = List.of(
            new MapWithState(false, false),
            new MapWithState(true, false),
            new MapWithState(false, true),
            new MapWithState(true, true));

    /** Behind the state of a key that timed out. */
    static final String GONE = ":gone";

    private StateOps() {}

    static long next(long old, long value) {
        return old * 3 + value;
    }

    /** Digests of the values of each key, which are dropped when they grow large, or when no data comes. */
    private static final class MapWithState extends Op {
        private static final long MOST = 500;
        private static final List<Tuple2<String, Long>> INITIAL =
                List.of(new Tuple2<>("a", 5L), new Tuple2<>("b", 7L), new Tuple2<>("initial", 9L));

        private final boolean showsStates;
        private final boolean ofViews;

        /** @param ofViews whether texts are keys, as views, and their lengths values */
        MapWithState(boolean showsStates, boolean ofViews) {
            super(1);
            this.showsStates = showsStates;
            this.ofViews = ofViews;
        }

        private static boolean timesOut(Args args) {
            return args.a() % 2 == 0;
        }

        /** Whether states are there before the first batch. */
        private static boolean begins(Args args) {
            return args.a() / 2 % 3 == 0;
        }

        /** Whether the function sees the time, and leaves out results of even numbers. */
        private boolean isTimed(Args args) {
            return args.a() / 6 % 3 == 0 && !(ofViews && timesOut(args)); // the last look at a view knows no time
        }

        private static int partitions(Args args) {
            return 1 + args.a() / 18 % 5;
        }

        private static int timeout(Traits parent, Args args) {
            return 1 + args.b() % (3 * parent.slide());
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            if (parent.kind() != (ofViews ? Kind.VIEW : Kind.PAIR) || !parent.inOrder())
                return null; // each call sees the one before
            return parent.of(showsStates ? Kind.PAIR : Kind.TEXT)
                    .asBag()
                    .withoutGaps()
                    .growing(5);
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            String timeout = timesOut(args) ? ".timeout(seconds(" + timeout(of.get(0), args) + "))" : "";
            return (ofViews
                            ? ".mapWithState(Keys.text(t -> t), FlatStateSpec.function("
                            : ".mapWithState(StateSpec.function(")
                    + (isTimed(args) ? "digestAtOddTimes" : "digest") + ")"
                    + (begins(args) ? ".initialState(" + INITIAL + ")" : "") + ".numPartitions(" + partitions(args)
                    + ")"
                    + timeout + ")"
                    + (showsStates ? ".stateSnapshots()" : "");
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
            if (!ofViews) return onObjects(of, of.pairs(0), traits, args);
            if (of.isViews(0)) return onViews(of, traits, args);
            PairDStream<String, Long> pairs =
                    of.elements(0).mapToPair(text -> new Tuple2<>((String) text, ViewOps.lengthOf((String) text) - 2L));
            return onObjects(of, pairs, traits, args);
        }

        private Object onViews(Built of, List<Traits> traits, Args args) {
            var spec = FlatDigests.spec(isTimed(args), MOST);
            if (begins(args)) spec.initialState(of.context().parallelizePairs(INITIAL), FlatDigests::write);
            if (args.b() % 2 == 0) spec.numPartitions(partitions(args));
            else spec.partitioner(new HashPartitioner(partitions(args)));
            if (timesOut(args)) spec.timeout(Durations.seconds(timeout(traits.get(0), args)), FlatDigests::lastLook);
            var mapped =
                    of.views(0).mapWithState(Keys.text(text -> text), spec).name("states " + args.a() + " " + args.b());
            if (!showsStates) return mapped.map(FlatDigests::shown);
            return args.b() % 3 == 0
                    ? mapped.stateSnapshots().map(FlatDigests::pair).mapToPair(pair -> pair)
                    : mapped.stateSnapshots(FlatDigests.Digest::number);
        }

        private Object onObjects(Built of, PairDStream<String, Long> pairs, List<Traits> traits, Args args) {
            StateSpec<String, Long, Long, Object> spec = isTimed(args)
                    ? StateSpec.function((Time time, String key, Optional<Long> value, State<Long> state) ->
                            shown(mapped(key, value, state), time.milliseconds() / 1000))
                    : StateSpec.function(
                            (String key, Optional<Long> value, State<Long> state) -> mapped(key, value, state));
            if (begins(args)) spec = spec.initialState(of.context().parallelizePairs(INITIAL));
            spec = args.b() % 2 == 0
                    ? spec.numPartitions(partitions(args))
                    : spec.partitioner(new HashPartitioner(partitions(args)));
            if (timesOut(args)) spec = spec.timeout(Durations.seconds(timeout(traits.get(0), args)));
            var mapped = pairs.mapWithState(spec).name("states " + args.a() + " " + args.b());
            return showsStates ? mapped.stateSnapshots() : mapped.map(text -> text);
        }

        /** Nothing at even times. */
        private static Optional<Object> shown(Object result, long tick) {
            return tick % 2 == 0 ? Optional.empty() : Optional.of(result);
        }

        private static Object mapped(String key, Optional<Long> value, State<Long> state) {
            long old = state.exists() ? state.get() : 0;
            if (value.isEmpty()) return key + ":" + old + GONE;
            long next = next(old, value.get());
            if (Math.abs(next) <= MOST) state.update(next);
            else if (state.exists()) state.remove();
            return key + ":" + next;
        }

        private static List<Object> pairOf(Object text) {
            return List.of(Elements.pair((String) text, ViewOps.lengthOf((String) text) - 2L));
        }

        @Override
        Meaning meaning(Past of, List<Traits> traits, Args args) {
            int timeout = timesOut(args) ? timeout(traits.get(0), args) : Integer.MAX_VALUE;
            Map<String, Long> states = new TreeMap<>();
            Map<String, Integer> touched = new TreeMap<>();
            if (begins(args))
                INITIAL.forEach(pair -> {
                    states.put(pair._1(), pair._2());
                    touched.put(pair._1(), traits.get(0).slide()); // as if its first batch had touched it
                });
            return tick -> {
                List<Object> texts = new ArrayList<>();
                Rows rows = of.of(tick);
                if (rows != null)
                    (ofViews ? rows.each(MapWithState::pairOf) : rows)
                            .byKey()
                            .forEach((key, values) -> values.forEach(value -> {
                                long next = next(states.getOrDefault(key, 0L), value);
                                if (Math.abs(next) <= MOST) states.put(key, next);
                                else states.remove(key);
                                touched.put(key, tick);
                                texts.add(key + ":" + next);
                            }));
                states.entrySet().removeIf(state -> {
                    boolean isOver = tick - touched.get(state.getKey()) > timeout;
                    if (isOver) texts.add(state.getKey() + ":" + state.getValue() + GONE);
                    return isOver;
                });
                if (!showsStates) return isTimed(args) && tick % 2 == 0 ? Rows.NONE : Rows.of(texts);
                List<Object> pairs = new ArrayList<>();
                states.forEach((key, state) -> pairs.add(Elements.pair(key, state)));
                return Rows.of(pairs);
            };
        }
    }
}
