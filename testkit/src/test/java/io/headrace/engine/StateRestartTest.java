package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.MapWithStateDStream;
import io.headrace.PairDStream;
import io.headrace.PairRdd;
import io.headrace.State;
import io.headrace.StateSpec;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.exec.checkpoint.CheckpointDirectory;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** States of {@code mapWithState} over restarts and missed ticks: initial states once, timeouts at the first live tick. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class StateRestartTest {
    private static final Duration SECOND = Durations.seconds(1);

    @TempDir
    Path temporary;

    private Path directory = Path.of("");

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final Map<Long, String> outputs = new TreeMap<>();
    private final Map<Long, String> snapshots = new TreeMap<>();

    @BeforeEach
    void setUp() {
        directory = temporary.resolve("context");
    }

    /** {@code -} forgets a key. */
    private static String call(String key, Optional<String> value, State<String> state) {
        String seen = key + value.map(text -> "=" + text).orElse("") + " " + state;
        if (state.isTimingOut()) return seen;
        if (!value.orElseThrow().equals("-")) state.update(value.get());
        else if (state.exists()) state.remove();
        return seen;
    }

    private StreamingContext context(
            Map<Long, List<String>> records, @Nullable List<Tuple2<String, String>> initial, Duration timeout) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("restart")
                    .batchInterval(SECOND)
                    .clock(clock)
                    .set("headrace.batch.catchup.ticks", "3")
                    .build();
            StateSpec<String, String, String, String> spec = StateSpec.<String, String, String, String>function(
                            StateRestartTest::call)
                    .timeout(timeout)
                    .numPartitions(2);
            if (initial != null) {
                PairRdd<String, String> states = context.parallelizePairs(initial);
                spec.initialState(states);
            }
            MapWithStateDStream<String, String, String, String> mapped = context.<String>batchStream(
                            time -> List.of(records.getOrDefault(time / 1_000, List.of())))
                    .mapToPair(text -> new Tuple2<>(text.substring(0, 1), text.substring(1)))
                    .mapWithState(spec);
            mapped.foreachRDD((rdd, time) -> put(outputs, time.milliseconds(), rdd.collect()));
            mapped.stateSnapshots().foreachRDD((rdd, time) -> put(snapshots, time.milliseconds(), rdd.collect()));
            return context;
        });
    }

    private static void put(Map<Long, String> to, long millis, List<?> rows) {
        synchronized (to) {
            to.put(
                    millis / 1_000,
                    rows.stream().map(String::valueOf).sorted().toList().toString());
        }
    }

    private static String at(Map<Long, String> of, long second) {
        synchronized (of) {
            return String.valueOf(of.get(second));
        }
    }

    /** Runs until the batch of this second is committed, after time has gone on by so much at once. */
    private void run(StreamingContext context, Consumer<ManualClock> passing, long second) throws Exception {
        run(context, passing, second, () -> {});
    }

    private interface Last {
        void run() throws Exception;
    }

    /** @param last is done behind that batch, before the context is closed */
    private void run(StreamingContext context, Consumer<ManualClock> passing, long second, Last last) throws Exception {
        try (context) {
            List<Long> done = new ArrayList<>();
            context.addBatchTimes((millis, records, delay, processing) -> {
                synchronized (done) {
                    done.add(millis / 1_000);
                }
            });
            context.start();
            passing.accept(clock);
            while (true) {
                synchronized (done) {
                    if (done.contains(second)) break;
                }
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            }
            last.run();
        }
    }

    @Test
    void shouldBeginWithInitialStatesAtTheFirstStartOnly() throws Exception {
        Map<Long, List<String>> records = Map.of(1L, List.of("a-", "b-"), 2L, List.of("a-"), 4L, List.of("cx"));
        List<Tuple2<String, String>> initial = List.of(new Tuple2<>("a", "1"), new Tuple2<>("b", "2"));
        run(context(records, initial, Durations.seconds(100)), time -> time.advance(Durations.seconds(2)), 2);
        assertThat(at(outputs, 1)).isEqualTo("[a=- State(1), b=- State(2)]");
        assertThat(at(snapshots, 2)).isEqualTo("[]");
        run(context(records, initial, Durations.seconds(100)), time -> time.advance(Durations.seconds(2)), 4);
        assertThat(at(outputs, 4)).isEqualTo("[c=x No state]");
        assertThat(at(snapshots, 4)).isEqualTo("[(c,x)]"); // every key is gone, and none comes again
    }

    @Test
    void shouldKeepInitialStatesThatNothingTouched() throws Exception {
        List<Tuple2<String, String>> initial = List.of(new Tuple2<>("a", "1"), new Tuple2<>("b", "2"));
        Map<Long, List<String>> records = Map.of(1L, List.of("ax"));
        run(context(records, initial, Durations.seconds(100)), time -> time.advance(SECOND), 1);
        run(context(records, null, Durations.seconds(100)), time -> time.advance(SECOND), 2);
        assertThat(at(snapshots, 2)).isEqualTo("[(a,x), (b,2)]");
    }

    @Test
    void shouldTimeOutAtTheFirstLiveTickAfterDowntime() throws Exception {
        Map<Long, List<String>> records = Map.of(1L, List.of("ax", "by"), 2L, List.of("ay"), 20L, List.of("az", "dz"));
        run(context(records, null, Durations.seconds(5)), time -> time.advance(Durations.seconds(2)), 2);
        clock.advance(Durations.seconds(18)); // nothing runs; more ticks than are caught up with
        run(context(records, null, Durations.seconds(5)), time -> {}, 20);
        // data comes first, and refreshes what would have timed out
        assertThat(at(outputs, 20)).isEqualTo("[a=z State(y), b State(y), timing out, d=z No state]");
        assertThat(at(snapshots, 20)).isEqualTo("[(a,z), (d,z)]");
    }

    @Test
    void shouldRememberOverARestartWhenKeysWereTouched() throws Exception {
        Map<Long, List<String>> records = Map.of(1L, List.of("ax", "by"), 3L, List.of("bz"));
        run(context(records, null, Durations.seconds(3)), time -> time.advance(Durations.seconds(3)), 3);
        run(context(records, null, Durations.seconds(3)), time -> time.advance(Durations.seconds(2)), 5);
        assertThat(at(outputs, 4)).isEqualTo("[]");
        assertThat(at(outputs, 5)).isEqualTo("[a State(x), timing out]");
        run(context(records, null, Durations.seconds(3)), time -> time.advance(Durations.seconds(2)), 7);
        assertThat(at(outputs, 6)).isEqualTo("[]");
        assertThat(at(outputs, 7)).isEqualTo("[b State(z), timing out]");
        assertThat(at(snapshots, 7)).isEqualTo("[]");
    }

    /** What a kill leaves is what lies in the directory at an instant. */
    @Test
    void shouldGoOnBehindACheckpointThatAStartWithoutAnyWroteBeforeItsFirstBatch() throws Exception {
        Map<Long, List<String>> records = Map.of(1L, List.of("ax", "by"), 2L, List.of("az"));
        Path killed = directory.resolveSibling("killed");
        run(
                context(records, null, Durations.seconds(100)),
                time -> time.advance(SECOND),
                1,
                () -> Trees.copy(directory, killed));
        assertThat(new CheckpointDirectory(killed.resolve(CheckpointDirectory.DIRECTORY_NAME)).numbers())
                .isEmpty();
        directory = killed;
        try (StreamingContext idle = context(records, null, Durations.seconds(100))) {
            idle.start();
        }
        assertThat(new CheckpointDirectory(killed.resolve(CheckpointDirectory.DIRECTORY_NAME)).numbers())
                .isNotEmpty();
        run(context(records, null, Durations.seconds(100)), time -> time.advance(SECOND), 2);
        assertThat(at(snapshots, 2)).isEqualTo("[(a,z), (b,y)]");
    }

    @Test
    void shouldRefuseAProgramThatHasNoUseForTheStates() throws Exception {
        Map<Long, List<String>> records = Map.of(1L, List.of("ax"));
        run(context(records, null, Durations.seconds(3)), time -> time.advance(SECOND), 1);
        StreamingContext changed = StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("restart")
                    .batchInterval(SECOND)
                    .clock(clock)
                    .build();
            PairDStream<String, String> pairs = context.<String>batchStream(
                            time -> List.of(records.getOrDefault(time / 1_000, List.of())))
                    .mapToPair(text -> new Tuple2<>(text.substring(0, 1), text.substring(1)));
            pairs.<String>updateStateByKey((values, state) -> Optional.of("")).foreachRDD(rdd -> {});
            return context;
        });
        try (changed) {
            assertThatThrownBy(changed::start).hasMessageContaining("mapWithState");
        }
    }
}
