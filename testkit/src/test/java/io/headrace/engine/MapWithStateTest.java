package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.MapWithStateDStream;
import io.headrace.PairDStream;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.Time;
import io.headrace.Tuple2;
import io.headrace.function.Function3;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code mapWithState} on objects, case by case, as Spark has it; what its forms have in common says {@link MapWithStateFormsTest}. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MapWithStateTest {
    private static final Duration SECOND = Durations.seconds(1);

    /** A running count of each word. */
    private static Tuple2<String, Integer> count(String word, Optional<Integer> one, State<Integer> state) {
        int sum = one.orElse(0) + (state.exists() ? state.get() : 0);
        state.update(sum);
        return new Tuple2<>(word, sum);
    }

    private static PairDStream<String, Integer> ones(StreamTest test, BatchFeed<String> feed) {
        return test.stream(feed).mapToPair(word -> new Tuple2<>(word, 1));
    }

    private static Tuple2<String, Integer> pair(String key, int value) {
        return new Tuple2<>(key, value);
    }

    @Test
    void shouldShowEveryKeyInEverySnapshot() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            MapWithStateDStream<String, Integer, Integer, Tuple2<String, Integer>> counts =
                    ones(test, feed).mapWithState(StateSpec.function(MapWithStateTest::count));
            Collected<Tuple2<String, Integer>> snapshots = test.collect(counts.stateSnapshots());
            feed.batch("a", "b", "a");
            feed.batch("c");
            feed.nothing();
            feed.batch("a");
            test.advance(4);
            assertThat(snapshots.batches().get(0)).containsExactlyInAnyOrder(pair("a", 2), pair("b", 1));
            assertThat(snapshots.batches().get(1)).containsExactlyInAnyOrder(pair("a", 2), pair("b", 1), pair("c", 1));
            assertThat(snapshots.batches().get(2)).containsExactlyInAnyOrder(pair("a", 2), pair("b", 1), pair("c", 1));
            assertThat(snapshots.batches().get(3)).containsExactlyInAnyOrder(pair("a", 3), pair("b", 1), pair("c", 1));
        }
    }

    @Test
    void shouldGiveTheBatchTimeAndLeaveOutEmptyResults() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            Collected<String> seen = test.collect(ones(test, feed)
                    .mapWithState(
                            StateSpec.function((Time time, String key, Optional<Integer> one, State<Integer> state) -> {
                                if (key.equals("silent")) return Optional.<String>empty();
                                return Optional.of(time.milliseconds() + " " + key);
                            })));
            feed.batch("a", "silent");
            feed.batch("silent");
            test.advance(2);
            assertThat(seen.batches()).containsExactly(List.of("1000 a"), List.of());
        }
    }

    @Test
    void shouldTimeOutStrictlyAfterTheThresholdAndBeRefreshedByAnyData() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            MapWithStateDStream<String, Integer, Integer, String> mapped = ones(test, feed)
                    .mapWithState(StateSpec.function((String key, Optional<Integer> one, State<Integer> state) -> {
                                String call = key + one.map(n -> "+" + n).orElse("") + " " + state;
                                if (!state.isTimingOut() && !state.exists()) state.update(7); // later data only looks
                                return call;
                            })
                            .timeout(Durations.seconds(2))
                            .numPartitions(1));
            Collected<String> given = test.collect(mapped);
            Collected<Tuple2<String, Integer>> snapshots = test.collect(mapped.stateSnapshots());
            feed.batch("a", "b"); // at 1 s
            feed.batch("a"); // at 2 s, refreshed without an update
            feed.nothing(); // at 3 s: b is 2 s old, which is not more than 2 s
            feed.nothing(); // at 4 s: b times out
            feed.batch("b"); // at 5 s: a is 3 s old
            feed.empty();
            test.advance(6);
            assertThat(given.batches())
                    .containsExactly(
                            List.of("a+1 No state", "b+1 No state"),
                            List.of("a+1 State(7)"),
                            List.of(),
                            List.of("b State(7), timing out"),
                            List.of("b+1 No state", "a State(7), timing out"),
                            List.of());
            assertThat(snapshots.batches().get(2)).containsExactlyInAnyOrder(pair("a", 7), pair("b", 7));
            assertThat(snapshots.batches().get(3)).containsExactly(pair("a", 7));
            assertThat(snapshots.batches().get(4)).containsExactly(pair("b", 7));
        }
    }

    @Test
    void shouldRefuseWhatAStateCannotDo() throws Exception {
        List<Throwable> thrown = new ArrayList<>();
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            Function3<String, Optional<Integer>, State<Integer>, Boolean> wrong = (key, one, state) -> {
                if (state.isTimingOut()) {
                    thrown.add(thrownBy(() -> state.update(1)));
                    thrown.add(thrownBy(state::remove));
                    return true;
                }
                thrown.add(thrownBy(state::get));
                state.update(1);
                state.remove();
                thrown.add(thrownBy(state::remove));
                thrown.add(thrownBy(() -> state.update(1)));
                thrown.add(thrownBy(state::get));
                return false;
            };
            Collected<Boolean> given = test.collect(ones(test, feed)
                    .mapWithState(StateSpec.function(wrong)
                            .initialState(test.context().parallelizePairs(List.of(pair("old", 1))))
                            .timeout(SECOND)));
            feed.batch("a");
            for (int i = 0; i < 2; i++) feed.empty();
            test.advance(3);
            assertThat(given.batches()).containsExactly(List.of(false), List.of(), List.of(true));
        }
        assertThat(thrown)
                .hasExactlyElementsOfTypes(
                        NoSuchElementException.class,
                        IllegalArgumentException.class,
                        IllegalArgumentException.class,
                        NoSuchElementException.class,
                        IllegalArgumentException.class,
                        IllegalArgumentException.class);
        assertThat(thrown.get(1)).hasMessageContaining("removed by this call already");
        assertThat(thrown.get(4)).hasMessageContaining("timing out");
    }

    private static Throwable thrownBy(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            return e;
        }
        throw new AssertionError("nothing was thrown");
    }

    @Test
    void shouldNameTheKeyOfACallThatThrows() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            test.collect(ones(test, feed)
                    .mapWithState(StateSpec.function((String key, Optional<Integer> one, State<Integer> state) -> {
                        if (key.equals("bad")) throw new IllegalStateException("no such word");
                        return key;
                    })));
            feed.batch("good", "bad");
            assertThatThrownBy(() -> test.advance(1))
                    .hasMessageContaining("mapWithState at")
                    .hasMessageContaining("no such word")
                    .hasMessageContaining("key bad");
        }
    }

    @Test
    void shouldRefuseATimeoutOfNothing() {
        assertThatThrownBy(() -> StateSpec.function(MapWithStateTest::count).timeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("timeout");
    }

    @Test
    void shouldFeedStagesBehindIt() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            Collected<Tuple2<Boolean, Integer>> largest = test.collect(ones(test, feed)
                    .mapWithState(StateSpec.function(MapWithStateTest::count))
                    .mapToPair(sum -> new Tuple2<>(sum._2() > 1, sum._2()))
                    .reduceByKey(Math::max));
            feed.batch("a", "b", "a");
            feed.batch("a");
            test.advance(2);
            assertThat(largest.batches().get(0))
                    .containsExactlyInAnyOrder(new Tuple2<>(false, 1), new Tuple2<>(true, 2));
            assertThat(largest.batches().get(1)).containsExactly(new Tuple2<>(true, 3));
        }
    }

    @Test
    void shouldHaveADatasetOnTheTicksOfAWindowBeforeIt() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            PairDStream<String, Integer> slow = ones(test, feed).window(Durations.seconds(2), Durations.seconds(2));
            Collected<Tuple2<String, Integer>> mapped =
                    test.collect(slow.mapWithState(StateSpec.function(MapWithStateTest::count)));
            Collected<Tuple2<String, Integer>> updated = test.collect(
                    slow.<Integer>updateStateByKey((values, state) -> Optional.of(state.orElse(0) + values.size())));
            feed.batch("a").batch("a").batch("a").batch("a");
            test.advance(4);
            assertThat(mapped.batches())
                    .containsExactly(List.of(pair("a", 1), pair("a", 2)), List.of(pair("a", 3), pair("a", 4)));
            assertThat(updated.batches()).containsExactly(List.of(pair("a", 2)), List.of(pair("a", 4)));
        }
    }
}
