package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.Durations;
import io.headrace.HashPartitioner;
import io.headrace.PairDStream;
import io.headrace.StreamingContext;
import io.headrace.StreamingException;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program that comes back with another window over the same stream: what is stored is of the window before. Each is tried behind a stop, which
 * leaves a checkpoint, and behind a kill, of which the log alone is looked at.
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ChangedWindowTest {
    private static final Duration SECOND = Durations.seconds(1);
    private static final long CHANGE = 12; // ticks before the change
    private static final long LAST = 30;

    private final ManualClock clock = new ManualClock();

    @TempDir
    Path temporary;

    private interface Window extends UnaryOperator<PairDStream<String, Integer>> {}

    private static Window inverse(int seconds, int slide, int partitions) {
        return ones -> ones.reduceByKeyAndWindow(
                        Integer::sum,
                        (total, leaving) -> total - leaving,
                        Durations.seconds(seconds),
                        Durations.seconds(slide),
                        partitions,
                        pair -> pair._2() != 0)
                .name("window");
    }

    private static Window plain(int seconds, int slide, int partitions) {
        return ones -> ones.reduceByKeyAndWindow(
                        Integer::sum, Durations.seconds(seconds), Durations.seconds(slide), partitions)
                .name("window");
    }

    /** The words of a second: one that comes in each, more of them in some, and some that come and go. */
    private static List<String> words(long second) {
        List<String> words = new ArrayList<>(List.of("k" + second % 7, "z" + second % 13));
        for (int i = 0; i <= second % 5; i++) words.add("a");
        return words;
    }

    private static Map<String, Integer> counts(long from, long to) {
        Map<String, Integer> counts = new TreeMap<>();
        for (long second = Math.max(1, from); second <= to; second++)
            words(second).forEach(word -> counts.merge(word, 1, Integer::sum));
        return counts;
    }

    private StreamingContext context(Path directory, Window window, Map<Long, List<Tuple2<String, Integer>>> results) {
        return StreamingContext.getOrCreate(directory, () -> {
            StreamingContext context = StreamingContext.builder("changed")
                    .batchInterval(SECOND)
                    .clock(clock)
                    .build();
            PairDStream<String, Integer> ones = context.<String>batchStream(time -> List.of(words(time / 1_000)))
                    .name("words")
                    .mapToPair(word -> new Tuple2<>(word, 1));
            window.apply(ones).foreachRDD((rdd, time) -> results.put(time.milliseconds() / 1_000, rdd.collect()));
            return context;
        });
    }

    /** Runs up to a second that has a result, and copies what a kill would leave then; what is left behind goes on in the copy. */
    private Map<Long, List<Tuple2<String, Integer>>> run(Path directory, Window window, long last, Path killed)
            throws Exception {
        Map<Long, List<Tuple2<String, Integer>>> results = new ConcurrentSkipListMap<>();
        try (StreamingContext context = context(directory, window, results)) {
            context.start();
            while (clock.millis() < last * 1_000) {
                clock.advance(SECOND);
                assertThat(context.awaitTerminationOrTimeout(1)).isFalse();
            }
            while (!results.containsKey(last))
                assertThat(context.awaitTerminationOrTimeout(2)).isFalse();
            if (killed.equals(directory)) context.stop(true);
            else Trees.copy(directory.resolve("log"), killed.resolve("log"));
        }
        return results;
    }

    private Path first(Window before, boolean isKilled) throws Exception {
        Path directory = temporary.resolve("context");
        Path left = isKilled ? temporary.resolve("killed") : directory;
        run(directory, before, CHANGE, left);
        return left;
    }

    /** @param known so many seconds before the change are remembered at least; the window is whole when it is no longer */
    private void change(Window before, Window after, boolean isKilled, int seconds, int slide, int known)
            throws Exception {
        Path left = first(before, isKilled);
        Map<Long, List<Tuple2<String, Integer>>> results = run(left, after, LAST, left);
        assertThat(results.keySet()).contains(LAST);
        results.forEach((second, rows) -> {
            if (second <= CHANGE) return; // the last batch of before, again
            assertThat(second % slide).isZero();
            Map<String, Integer> seen = new TreeMap<>();
            for (Tuple2<String, Integer> row : rows)
                assertThat(seen.put(row._1(), row._2())).as("%s twice", row).isNull();
            long from = second - seconds + 1;
            if (from <= CHANGE - known) assertThat(seen).isIn(counts(from, second), counts(CHANGE - known + 1, second));
            else assertThat(seen).as("at %d", second).isEqualTo(counts(from, second));
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnWithAShorterWindow(boolean isKilled) throws Exception {
        change(inverse(6, 1, 4), inverse(3, 1, 4), isKilled, 3, 1, 6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldFillUpALongerWindow(boolean isKilled) throws Exception {
        Window before = inverse(3, 1, 4);
        Path left = first(before, isKilled);
        Map<Long, List<Tuple2<String, Integer>>> results = run(left, inverse(8, 1, 4), LAST, left);
        for (long second = CHANGE + 8; second <= LAST; second++)
            assertThat(pairs(results.get(second))).isEqualTo(counts(second - 7, second));
    }

    private static Map<String, Integer> pairs(List<Tuple2<String, Integer>> rows) {
        Map<String, Integer> pairs = new TreeMap<>();
        rows.forEach(row -> pairs.put(row._1(), row._2()));
        return pairs;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnWithASlideThatIsLonger(boolean isKilled) throws Exception {
        change(inverse(6, 1, 4), inverse(6, 3, 4), isKilled, 6, 3, 6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldGoOnWithASlideThatIsShorter(boolean isKilled) throws Exception {
        change(inverse(6, 4, 4), inverse(6, 1, 4), isKilled, 6, 1, 6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldPutThePanesOfAWindowIntoOtherPartitions(boolean isKilled) throws Exception {
        change(plain(6, 1, 4), plain(6, 1, 8), isKilled, 6, 1, 6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldPutThePanesOfAWindowIntoFewerPartitions(boolean isKilled) throws Exception {
        change(plain(6, 1, 8), plain(6, 1, 3), isKilled, 6, 1, 6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldPutThePanesOfAWindowWhereAnotherPartitionerDoes(boolean isKilled) throws Exception {
        Window hashed =
                ones -> ones.reduceByKeyAndWindow(Integer::sum, Durations.seconds(6), SECOND, new HashPartitioner(4))
                        .name("window");
        change(plain(6, 1, 4), hashed, isKilled, 6, 1, 6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldComputeTotalsWhenAWindowGetsAnInverse(boolean isKilled) throws Exception {
        change(plain(6, 1, 4), inverse(6, 1, 4), isKilled, 6, 1, 6);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseToGoOnWithoutTheInverse(boolean isKilled) throws Exception {
        refused(inverse(6, 1, 4), plain(6, 1, 4), isKilled, "is not what it was", "with an inverse, or without");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseOtherPartitionsForTotals(boolean isKilled) throws Exception {
        refused(
                inverse(6, 1, 4),
                inverse(6, 1, 8),
                isKilled,
                "totals of other partitions than its 8",
                "set them again");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldRefuseFewerPartitionsForTotals(boolean isKilled) throws Exception {
        refused(
                inverse(6, 1, 8),
                inverse(6, 1, 3),
                isKilled,
                "totals of other partitions than its 3",
                "set them again");
    }

    private void refused(Window before, Window after, boolean isKilled, String... words) throws Exception {
        Path left = first(before, isKilled);
        try (StreamingContext context = context(left, after, new ConcurrentSkipListMap<>())) {
            assertThatThrownBy(context::start)
                    .isInstanceOf(StreamingException.class)
                    .hasMessageContaining("\"window\"")
                    .hasMessageContainingAll(words);
        }
    }
}
