package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows over restarts that come while ticks are skipped: the batch behind them was begun, and is not committed. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WindowRestartTest {
    private static final Duration SECOND = Durations.seconds(1);
    private static final int CATCH_UP = 3;
    private static final long NEVER = -1;

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock(Instant.EPOCH);
    private final Map<String, String> outputs = new TreeMap<>();

    private StreamingContext context(String checkpointInterval, long failsAt) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("windows")
                    .batchInterval(SECOND)
                    .clock(clock)
                    .set("headrace.batch.catchup.ticks", String.valueOf(CATCH_UP))
                    .set("headrace.checkpoint.interval", checkpointInterval)
                    .build();
            PairDStream<String, Long> ones = context.<Long>batchStream(time -> List.of(List.of(time / 1_000)))
                    .mapToPair(second -> new Tuple2<>("sum", second));
            Duration window = Durations.seconds(6);
            Duration slide = Durations.seconds(2);
            record(ones.reduceByKeyAndWindow(Long::sum, (a, b) -> a - b, window, slide), "inverse", failsAt);
            record(ones.reduceByKeyAndWindow(Long::sum, window, slide), "plain", failsAt);
            record(ones.window(window, slide).reduceByKey(Long::sum), "window", failsAt);
            return context;
        });
    }

    private void record(PairDStream<String, Long> stream, String name, long failsAt) {
        stream.name(name).foreachRDD((rdd, time) -> {
            long second = time.milliseconds() / 1_000;
            if (second == failsAt) throw new IllegalStateException("an output that fails");
            synchronized (outputs) {
                outputs.put(
                        second + " " + name,
                        rdd.collect().stream().map(Tuple2::_2).toList().toString());
            }
        });
    }

    /** Goes on, all at once, to a second, and until its batch is committed. */
    private void run(String checkpointInterval, long second) throws Exception {
        try (StreamingContext context = context(checkpointInterval, NEVER)) {
            AtomicLong done = new AtomicLong(NEVER);
            context.addBatchTimes((millis, records, delay, processing) -> done.set(millis / 1_000));
            context.start();
            clock.advance(Duration.ofMillis(second * 1_000 - clock.millis()));
            while (done.get() < second)
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
        }
    }

    private void runIntoFailure(String checkpointInterval, long second) {
        try (StreamingContext context = context(checkpointInterval, second)) {
            context.start();
            clock.advance(Duration.ofMillis(second * 1_000 - clock.millis()));
            assertThatThrownBy(() -> context.awaitTerminationOrTimeout(20_000))
                    .hasStackTraceContaining("an output that fails");
        }
    }

    private void expect(long second, long sum) {
        for (String name : List.of("inverse", "plain", "window"))
            assertThat(outputs.get(second + " " + name))
                    .as("%s at %d s", name, second)
                    .isEqualTo("[" + sum + "]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1s", "100s"})
    void shouldForgetWhatLeftTheWindowWhileTicksWereSkipped(String checkpointInterval) throws Exception {
        run(checkpointInterval, 3);
        run(checkpointInterval, 6);
        expect(6, 1 + 2 + 3 + 4 + 5 + 6);
        runIntoFailure(checkpointInterval, 20); // 7 to 19 are skipped, and 20 is begun
        run(checkpointInterval, 22);
        expect(20, 20);
        expect(22, 20 + 21 + 22);
        runIntoFailure(checkpointInterval, 36); // the last one that slid is within the window, and 23 to 35 are skipped
        run(checkpointInterval, 38);
        expect(36, 36);
        expect(38, 36 + 37 + 38);
    }

    /** The skipped ticks are fewer than the window is long: a part of it stays. */
    @ParameterizedTest
    @ValueSource(strings = {"1s", "100s"})
    void shouldKeepWhatIsStillInTheWindow(String checkpointInterval) throws Exception {
        run(checkpointInterval, 3);
        run(checkpointInterval, 5); // 4 was the last that slid
        runIntoFailure(checkpointInterval, 10); // 6 to 9 are skipped
        run(checkpointInterval, 12);
        expect(10, 5 + 10);
        expect(12, 10 + 11 + 12);
    }
}
