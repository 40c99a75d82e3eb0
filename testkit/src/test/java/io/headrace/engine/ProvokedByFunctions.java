package io.headrace.engine;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.Partitioner;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.Tuple2;
import io.headrace.engine.ErrorsTest.Wrong;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.StreamTest;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What functions of the user's cannot do while they are called: the messages, with what provokes them.
 *
 * <p><b>Threading:</b> stateless.
 */
final class ProvokedByFunctions {
    private ProvokedByFunctions() {}

    /** Nobody has registered it. */
    private record Unknown(int number) {}

    private interface Use {
        void of(StreamTest test, PairDStream<String, Integer> ones) throws Exception;
    }

    private static Wrong with(Use use) {
        return () -> {
            try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
                DStream<String> words = test.stream(new BatchFeed<String>().batch("a"));
                use.of(test, words.mapToPair(word -> new Tuple2<>(word, 1)));
                test.advance(3);
            }
        };
    }

    /** In the call for a record. */
    private static Wrong state(Consumer<State<Integer>> use) {
        return states(state -> {
            if (!state.isTimingOut()) use.accept(state);
        });
    }

    /** In the call for a key that times out. */
    private static Wrong late(Consumer<State<Integer>> use) {
        return states(state -> {
            if (state.isTimingOut()) use.accept(state);
            else state.update(1);
        });
    }

    private static Wrong states(Consumer<State<Integer>> use) {
        return with((test, ones) -> ones.mapWithState(
                        StateSpec.<String, Integer, Integer, String>function((word, one, state) -> {
                                    use.accept(state);
                                    return word;
                                })
                                .timeout(Durations.seconds(1)))
                .foreachRDD(rdd -> {}));
    }

    private static final class Astray extends Partitioner {
        private static final long serialVersionUID = 1;

        @Override
        public int numPartitions() {
            return 2;
        }

        @Override
        public int getPartition(Object key) {
            return 2;
        }
    }

    @SuppressWarnings("NullAway") // what is wrong in one of them
    static Map<String, Wrong> all() {
        Map<String, Wrong> all = new LinkedHashMap<>();
        all.put("the key has no state: ask exists() first, or use getOption()", state(State::get));
        all.put("a state cannot be updated to null; remove() forgets the key", state(state -> state.update(null)));
        all.put("the state was removed by this call, and cannot be updated any more", state(state -> {
            state.remove();
            state.update(1);
        }));
        all.put("the state was removed by this call already", state(state -> {
            state.remove();
            state.remove();
        }));
        all.put(
                "the state is timing out, and cannot be updated: it goes after this call",
                late(state -> state.update(1)));
        all.put("the state is timing out, and cannot be removed: it goes after this call", late(State::remove));
        all.put(
                "\u2026 has a key of \u2026, and keys are found again by their bytes: \u2026",
                with((test, ones) -> ones.mapToPair(one -> new Tuple2<>(new Unknown(1), 1))
                        .<Integer>updateStateByKey((values, state) -> Optional.of(1))
                        .foreachRDD(rdd -> {})));
        all.put(
                "\u2026 is not registered, and what nobody named is not stored: add types.register(\u2026) to the KryoRegistry \u2026",
                with((test, ones) -> ones.<Unknown>updateStateByKey((values, state) -> Optional.of(new Unknown(1)))
                        .foreachRDD(rdd -> {})));
        all.put(
                "partitioner \u2026 puts key \u2026 into partition \u2026 of \u2026: answer 0 to \u2026",
                with((test, ones) -> ones.groupByKey(new Astray()).foreachRDD(rdd -> rdd.collect())));
        all.put(
                "\u2026 was called by a function that is itself run for the elements of a dataset: a nested action would wait for the"
                        + " workers that wait for it; call it before, and use its result in the function\u2026",
                with((test, ones) -> ones.foreachRDD(rdd -> rdd.foreach(one -> rdd.count()))));
        all.put(
                "awaitTermination was called by \u2026, a thread of the context itself, which cannot end while that waits: stop() may be"
                        + " called there, and waiting is for the thread that started the context",
                with((test, ones) -> ones.foreachRDD(rdd -> test.context().awaitTermination())));
        return all;
    }
}
