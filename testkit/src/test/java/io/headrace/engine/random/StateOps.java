package io.headrace.engine.random;

import io.headrace.Durations;
import io.headrace.HashPartitioner;
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
    static final List<Op> ALL = List.of(new MapWithState(false), new MapWithState(true));

    private StateOps() {}

    /** Digests of the values of each key, which are dropped when they grow large, or when no data comes. */
    private static final class MapWithState extends Op {
        private static final long MOST = 500;
        private static final String GONE = ":gone";
        private static final List<Tuple2<String, Long>> INITIAL =
                List.of(new Tuple2<>("a", 5L), new Tuple2<>("b", 7L), new Tuple2<>("initial", 9L));

        private final boolean showsStates;

        MapWithState(boolean showsStates) {
            super(1);
            this.showsStates = showsStates;
        }

        private static boolean timesOut(Args args) {
            return args.a() % 2 == 0;
        }

        /** Whether states are there before the first batch. */
        private static boolean begins(Args args) {
            return args.a() / 2 % 3 == 0;
        }

        /** Whether the function sees the time, and leaves out results of even numbers. */
        private static boolean isTimed(Args args) {
            return args.a() / 6 % 3 == 0;
        }

        private static int partitions(Args args) {
            return 1 + args.a() / 18 % 5;
        }

        private static int timeout(Traits parent, Args args) {
            return 1 + args.b() % (3 * parent.slide());
        }

        private static long next(long old, long value) {
            return old * 3 + value;
        }

        @Override
        @Nullable
        Traits traits(List<Traits> of, Args args) {
            Traits parent = of.get(0);
            if (parent.kind() != Kind.PAIR || !parent.inOrder()) return null; // each call sees the one before
            return parent.of(showsStates ? Kind.PAIR : Kind.TEXT)
                    .asBag()
                    .withoutGaps()
                    .growing(5);
        }

        @Override
        String code(List<Traits> of, Args args, List<String> names) {
            String timeout = timesOut(args) ? ".timeout(seconds(" + timeout(of.get(0), args) + "))" : "";
            return ".mapWithState(StateSpec.function(" + (isTimed(args) ? "digestAtOddTimes" : "digest") + ")"
                    + (begins(args) ? ".initialState(" + INITIAL + ")" : "") + ".numPartitions(" + partitions(args)
                    + ")"
                    + timeout + ")"
                    + (showsStates ? ".stateSnapshots()" : "");
        }

        @Override
        Object build(Built of, List<Traits> traits, Args args) {
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
            var mapped = of.pairs(0).mapWithState(spec).name("states " + args.a() + " " + args.b());
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
                    rows.byKey()
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
