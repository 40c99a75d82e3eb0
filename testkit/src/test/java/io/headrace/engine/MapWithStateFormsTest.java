package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.FlatStateSpec;
import io.headrace.HashPartitioner;
import io.headrace.Keys;
import io.headrace.StreamingContextBuilder;
import io.headrace.Tuple2;
import io.headrace.ViewDStream;
import io.headrace.engine.MappedStates.Case;
import io.headrace.engine.MappedStates.Form;
import io.headrace.engine.MappedStates.Given;
import io.headrace.engine.MappedStates.Out;
import io.headrace.engine.MappedStates.Sum;
import io.headrace.engine.random.PolledBatches;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.StreamTest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What {@code mapWithState} means, in each of its forms: on objects, and on views with states that are flat records. 0 forgets a key, 1 looks at it,
 * all else is added; see {@link MappedStates}.
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MapWithStateFormsTest {
    private static final Duration SECOND = Durations.seconds(1);
    private static final long GO_NANOS = TimeUnit.SECONDS.toNanos(10);

    @TempDir
    Path directory;

    /** Runs the program over these batches, a second each, behind those that were before. */
    private static Given run(
            Form form,
            Case wanted,
            UnaryOperator<StreamingContextBuilder> settings,
            PolledBatches source,
            int from,
            int to)
            throws Exception {
        try (StreamTest test = StreamTest.every(SECOND, settings)) {
            test.clock().set(Instant.ofEpochSecond(from));
            Given given = form.write(
                    test, test.context().polledUtf8Stream("lines", source).name("lines"), wanted);
            test.advance(0);
            for (int tick = from + 1; tick <= to; tick++) {
                source.go(tick, GO_NANOS);
                test.advance();
            }
            if (from > 0 || to > 0) test.context().stop(true, true);
            return given;
        }
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // it is read only
    private static Given run(Form form, Case wanted, List<String>... batches) throws Exception {
        return run(form, wanted, builder -> builder, PolledBatches.of(List.of(batches)), 0, batches.length);
    }

    private static Tuple2<String, Long> state(String key, long sum) {
        return new Tuple2<>(key, sum);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldCallOncePerRecordInOrderAndOnlyForTouchedKeys(Form form) throws Exception {
        Given given = run(
                form,
                Case.of().partitions(1),
                List.of("a 2", "b 3", "a 4", "b 5", "a 6"),
                List.of("c 7"),
                List.of(),
                List.of("a 8"));
        assertThat(given.calls().batches())
                .containsExactly(
                        List.of("a 2 -1", "b 3 -1", "a 4 2", "b 5 3", "a 6 6"),
                        List.of("c 7 -1"),
                        List.of(),
                        List.of("a 8 12"));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldShowEveryKeyInEverySnapshot(Form form) throws Exception {
        Given given = run(form, Case.of(), List.of("a 2", "b 3", "a 4"), List.of("c 5"), List.of(), List.of("a 6"));
        given.assertStates(0, state("a", 6), state("b", 3));
        given.assertStates(1, state("a", 6), state("b", 3), state("c", 5));
        given.assertStates(2, state("a", 6), state("b", 3), state("c", 5));
        given.assertStates(3, state("a", 12), state("b", 3), state("c", 5));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldBeginWithInitialStatesOfWhichTheLastOneForAKeyCounts(Form form) throws Exception {
        Case wanted = Case.of().initial(state("a", 10), state("z", 26), state("a", 11));
        Given given = run(form, wanted, List.of("a 5"), List.of(), List.of("z 1"));
        assertThat(given.calls().batches()).containsExactly(List.of("a 5 11"), List.of(), List.of("z 1 26"));
        given.assertStates(0, state("a", 16), state("z", 26));
        given.assertStates(2, state("a", 16), state("z", 26));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldTimeOutStrictlyAfterTheThresholdAndBeRefreshedByAnyData(Form form) throws Exception {
        Given given = run(
                form,
                Case.of().timeout(Durations.seconds(2)).partitions(1),
                List.of("a 7", "b 8"), // at 1 s
                List.of("a 1"), // at 2 s, refreshed without a change
                List.of(), // at 3 s: b is 2 s old, which is not more than 2 s
                List.of(), // at 4 s: b times out
                List.of("b 9"), // at 5 s: a is 3 s old
                List.of());
        assertThat(given.calls().batches())
                .containsExactly(
                        List.of("a 7 -1", "b 8 -1"),
                        List.of("a 1 7"),
                        List.of(),
                        List.of("b gone 8"),
                        List.of("b 9 -1", "a gone 7"),
                        List.of());
        given.assertStates(2, state("a", 7), state("b", 8));
        given.assertStates(3, state("a", 7));
        given.assertStates(4, state("b", 9));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldNotTimeOutAKeyThatHasDataInThatBatch(Form form) throws Exception {
        Given given = run(
                form, Case.of().timeout(SECOND).partitions(1), List.of("a 7"), List.of(), List.of("a 1"), List.of());
        assertThat(given.calls().batches()).containsExactly(List.of("a 7 -1"), List.of(), List.of("a 1 7"), List.of());
        given.assertStates(3, state("a", 7));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldCountInitialStatesAsTouchedByTheFirstBatch(Form form) throws Exception {
        Given given =
                run(form, Case.of().initial(state("a", 5)).timeout(SECOND), List.of(), List.of(), List.of(), List.of());
        assertThat(given.calls().batches()).containsExactly(List.of(), List.of(), List.of("a gone 5"), List.of());
        given.assertStates(0, state("a", 5));
        given.assertStates(1, state("a", 5));
        given.assertStates(2);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldForgetRemovedKeysAndTakeThemAnewInTheSameBatch(Form form) throws Exception {
        Given given =
                run(form, Case.of().partitions(1), List.of("a 5", "a 0", "a 6"), List.of("a 0"), List.of("a 0", "b 3"));
        assertThat(given.calls().batches())
                .containsExactly(List.of("a 5 -1", "a 0 5", "a 6 -1"), List.of("a 0 6"), List.of("a 0 -1", "b 3 -1"));
        given.assertStates(0, state("a", 6));
        given.assertStates(1);
        given.assertStates(2, state("b", 3));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldForgetAKeyThatIsRemovedBeforeItTimesOut(Form form) throws Exception {
        Given given =
                run(form, Case.of().timeout(SECOND), List.of("a 5"), List.of("a 0"), List.of(), List.of(), List.of());
        assertThat(given.calls().batches())
                .containsExactly(List.of("a 5 -1"), List.of("a 0 5"), List.of(), List.of(), List.of());
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldHaveAsManyPartitionsAsAreAskedFor(Form form) throws Exception {
        Given given = run(form, Case.of().partitions(5), List.of("a 2", "b 3", "c 4"));
        assertThat(given.calls().partitionsAt(1_000)).hasSize(5);
        assertThat(given.states().partitionsAt(1_000)).hasSize(5);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldPlaceKeysAndInitialStatesWhereThePartitionerSays(Form form) throws Exception {
        HashPartitioner three = new HashPartitioner(3);
        Case wanted = Case.of().partitioner(three).initial(state("x", 4), state("y", 5));
        Given given = run(form, wanted, List.of("a 2", "b 3", "c 4", "x 2"), List.of("y 3"));
        int seen = 0;
        for (long millis = 1_000; millis <= 2_000; millis += 1_000) {
            List<List<String>> batch = Objects.requireNonNull(given.calls().partitionsAt(millis));
            for (int part = 0; part < batch.size(); part++) {
                for (String call : batch.get(part)) {
                    assertThat(three.getPartition(form.key(call.substring(0, 1))))
                            .as(call)
                            .isEqualTo(part);
                    seen++;
                }
            }
        }
        assertThat(seen).isEqualTo(5);
        assertThat(given.calls().batches().get(1)).containsExactly("y 3 5");
        given.assertStates(1, state("a", 2), state("b", 3), state("c", 4), state("x", 6), state("y", 8));
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldGoOnAfterARestartWithoutTheInitialStates(Form form) throws Exception {
        PolledBatches source = PolledBatches.of(
                List.of(List.of("a 2", "x 0"), List.of("b 3"), List.of("x 4", "a 5"), List.of(), List.of(), List.of()));
        Case wanted = Case.of()
                .initial(state("x", 50), state("y", 60))
                .timeout(Durations.seconds(2))
                .partitions(2);
        UnaryOperator<StreamingContextBuilder> stored = builder -> builder.directory(directory.resolve(form.name()));
        Given first = run(form, wanted, stored, source, 0, 2);
        assertThat(first.calls().batches().get(0)).containsExactlyInAnyOrder("a 2 -1", "x 0 50");
        first.assertStates(1, state("a", 2), state("b", 3), state("y", 60));
        Given second = run(form, wanted, stored, source, 2, 6);
        assertThat(second.calls().batches().get(0)).containsExactlyInAnyOrder("x 4 -1", "a 5 2");
        second.assertStates(0, state("a", 7), state("b", 3), state("x", 4), state("y", 60));
        assertThat(second.calls().batches().get(1)).containsExactly("y gone 60"); // touched at 1 s, it is 4 s
        assertThat(second.calls().batches().get(2)).containsExactly("b gone 3");
        assertThat(second.calls().batches().get(3)).containsExactlyInAnyOrder("a gone 7", "x gone 4");
        second.assertStates(3);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void shouldNameTheOperationAndTheKeyOfACallThatThrows(Form form) {
        assertThatThrownBy(() -> run(form, Case.of(), List.of("a 2", "b 13")))
                .hasMessageContaining("mapWithState at")
                .hasMessageContaining("unlucky")
                .hasMessageContaining("key " + form.key("b"));
    }

    @Test
    void shouldRefuseInitialStatesOfOtherKeysAndThoseThatCannotBeWritten() {
        try (StreamTest test = StreamTest.every(SECOND)) {
            FlatStateSpec<Utf8View, Sum, Out> spec =
                    FlatStateSpec.function(MappedStates.SUMS, MappedStates.OUTS, (line, state, out) -> {});
            ViewDStream<Utf8View> lines = test.context().polledUtf8Stream("lines", PolledBatches.of(List.of()));
            spec.initialState(
                    test.context().parallelizePairs(List.of(new Tuple2<>(7, 8L))), (pair, sum) -> sum.sum(pair._2()));
            assertThatThrownBy(() -> lines.mapWithState(Keys.text(line -> line), spec))
                    .hasMessageContaining("the key 7 (java.lang.Integer)")
                    .hasMessageContaining("Keys.text(…) are Strings");
            assertThatThrownBy(() -> lines.mapWithState(Keys.ofLong(Utf8View::length), spec))
                    .hasMessageContaining("Keys.ofLong(…) are Longs");
            assertThatThrownBy(() -> spec.initialState(
                            test.context().parallelize(List.of(new Tuple2<>("k", "no number"))),
                            (pair, sum) -> sum.sum(Long.parseLong(pair._2()))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("the initial state of (k,no number)")
                    .hasRootCauseInstanceOf(NumberFormatException.class);
        }
    }
}
