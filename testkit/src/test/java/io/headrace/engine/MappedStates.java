package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.DStream;
import io.headrace.FlatStateSpec;
import io.headrace.Keys;
import io.headrace.MapFlatStateDStream;
import io.headrace.MapWithStateDStream;
import io.headrace.PairDStream;
import io.headrace.Partitioner;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.Tuple2;
import io.headrace.Utf8DStream;
import io.headrace.function.FlatOut;
import io.headrace.function.FlatState;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.plan.ViewKey;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One program of {@code mapWithState} in each of its forms. Records are {@code a 7}: a letter, its key, and a number. 0 forgets the key, 1 only looks
 * at it, 13 throws, all else is added to its sum. A call gives {@code KEY NUMBER SUM-BEFORE}, where there was none -1; one for a key that times out
 * gives {@code KEY gone SUM}.
 */
final class MappedStates {
    /** The state of a key. */
    interface Sum {
        long key();

        Sum key(long key);

        long sum();

        Sum sum(long sum);
    }

    /** A call. */
    interface Out {
        long key();

        Out key(long key);

        long number();

        Out number(long number);

        long before();

        Out before(long before);
    }

    static final FlatViews<Sum> SUMS = FlatViews.of(
            Sum.class, FlatLayout.builder().addLong("key").addLong("sum").build());
    static final FlatViews<Out> OUTS = FlatViews.of(
            Out.class,
            FlatLayout.builder()
                    .addLong("key")
                    .addLong("number")
                    .addLong("before")
                    .build());

    private static final int NUMBER_AT = 2;
    private static final long GONE = -1;
    private static final long UNLUCKY = 13;

    private MappedStates() {}

    /** What the specification of a state says beside its function. */
    record Case(
            List<Tuple2<String, Long>> initial,
            @Nullable Duration timeout,
            int partitions,
            @Nullable Partitioner partitioner) {
        static Case of() {
            return new Case(List.of(), null, 0, null);
        }

        @SafeVarargs
        @SuppressWarnings("varargs") // it is read only
        final Case initial(Tuple2<String, Long>... states) {
            return new Case(List.of(states), timeout, partitions, partitioner);
        }

        Case timeout(Duration idle) {
            return new Case(initial, idle, partitions, partitioner);
        }

        Case partitions(int count) {
            return new Case(initial, timeout, count, partitioner);
        }

        Case partitioner(Partitioner by) {
            return new Case(initial, timeout, partitions, by);
        }
    }

    /** What a program gave. Views have their states twice: as pairs and as views. */
    record Given(
            Collected<String> calls,
            Collected<Tuple2<String, Long>> states,
            @Nullable Collected<Tuple2<String, Long>> views) {
        @SafeVarargs
        @SuppressWarnings("varargs") // it is read only
        final void assertStates(int batch, Tuple2<String, Long>... expected) {
            assertThat(states.batches().get(batch)).containsExactlyInAnyOrder(expected);
            if (views != null) assertThat(views.batches().get(batch)).containsExactlyInAnyOrder(expected);
        }
    }

    enum Form {
        OBJECTS {
            @Override
            Given write(StreamTest test, Utf8DStream lines, Case wanted) {
                MapWithStateDStream<String, Long, Long, String> mapped = lines.toStrings()
                        .mapToPair(line -> new Tuple2<>(line.substring(0, 1), numberIn(line)))
                        .mapWithState(spec(test, wanted))
                        .name("mapped");
                return new Given(test.collect(mapped), test.collect(mapped.stateSnapshots()), null);
            }
        },
        VIEWS_BY_TEXT {
            @Override
            Given write(StreamTest test, Utf8DStream lines, Case wanted) {
                return onViews(test, lines, Keys.text(MappedStates::letter), wanted, this, key -> key);
            }
        },
        VIEWS_BY_LONG {
            @Override
            Given write(StreamTest test, Utf8DStream lines, Case wanted) {
                return onViews(test, lines, Keys.ofLong(MappedStates::code), wanted, this, MappedStates::text);
            }

            @Override
            Object key(String letter) {
                return (long) letter.charAt(0);
            }
        };

        /** Writes the program. */
        abstract Given write(StreamTest test, Utf8DStream lines, Case wanted);

        /** How the key looks as an object. */
        Object key(String letter) {
            return letter;
        }
    }

    private static String text(long code) {
        return String.valueOf((char) code);
    }

    private static long code(Utf8View line) {
        return RawMemory.getByte(line.address());
    }

    private static Utf8View letter(Utf8View line) {
        return new Utf8View().wrap(line.address(), 1);
    }

    private static long numberIn(String line) {
        return Long.parseLong(line.substring(NUMBER_AT));
    }

    private static void checkLuck(long number) {
        if (number == UNLUCKY) throw new IllegalStateException("unlucky");
    }

    private static StateSpec<String, Long, Long, String> spec(StreamTest test, Case wanted) {
        StateSpec<String, Long, Long, String> spec = StateSpec.function(MappedStates::onObjects);
        if (!wanted.initial.isEmpty()) spec.initialState(test.context().parallelizePairs(wanted.initial));
        if (wanted.timeout != null) spec.timeout(wanted.timeout);
        if (wanted.partitions > 0) spec.numPartitions(wanted.partitions);
        if (wanted.partitioner != null) spec.partitioner(wanted.partitioner);
        return spec;
    }

    private static String onObjects(String key, Optional<Long> value, State<Long> state) {
        long before = state.exists() ? state.get() : -1;
        if (state.isTimingOut()) return key + " gone " + before;
        long number = value.orElseThrow();
        checkLuck(number);
        if (number == 0 && state.exists()) state.remove();
        else if (number > 1) state.update(Math.max(0, before) + number);
        return key + " " + number + " " + before;
    }

    private static <K> Given onViews(
            StreamTest test,
            Utf8DStream lines,
            ViewKey<Utf8View, K> key,
            Case wanted,
            Form form,
            io.headrace.function.Function<K, String> shown) {
        MapFlatStateDStream<K, Sum, Out> mapped =
                lines.mapWithState(key, flatSpec(test, wanted, form)).name("mapped");
        PairDStream<String, Long> states =
                mapped.stateSnapshots(Sum::sum).mapToPair(pair -> new Tuple2<>(shown.call(pair._1()), pair._2()));
        DStream<Tuple2<String, Long>> views =
                mapped.stateSnapshots().map(state -> new Tuple2<>(text(state.key()), state.sum()));
        return new Given(test.collect(mapped.map(MappedStates::shown)), test.collect(states), test.collect(views));
    }

    private static FlatStateSpec<Utf8View, Sum, Out> flatSpec(StreamTest test, Case wanted, Form form) {
        FlatStateSpec<Utf8View, Sum, Out> spec = FlatStateSpec.function(SUMS, OUTS, MappedStates::onViews);
        if (!wanted.initial.isEmpty())
            spec.initialState(
                    test.context()
                            .parallelizePairs(wanted.initial.stream()
                                    .map(pair -> new Tuple2<>(form.key(pair._1()), pair))
                                    .toList()),
                    (pair, sum) ->
                            sum.key(pair._2()._1().charAt(0)).sum(pair._2()._2()));
        if (wanted.timeout != null) spec.timeout(wanted.timeout, MappedStates::lastLook);
        if (wanted.partitions > 0) spec.numPartitions(wanted.partitions);
        if (wanted.partitioner != null) spec.partitioner(wanted.partitioner);
        return spec;
    }

    private static void onViews(Utf8View line, FlatState<Sum> state, FlatOut<Out> out) {
        long before = state.exists() ? state.get().sum() : -1;
        long number = numberIn(line.toString());
        checkLuck(number);
        if (number == 0) state.remove();
        else if (number > 1) state.get().key(code(line)).sum(Math.max(0, before) + number);
        out.add().key(code(line)).number(number).before(before);
    }

    private static void lastLook(Sum state, FlatOut<Out> out) {
        out.add().key(state.key()).number(GONE).before(state.sum());
    }

    private static String shown(Out out) {
        return text(out.key()) + " " + (out.number() == GONE ? "gone" : out.number()) + " " + out.before();
    }
}
