package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.Tuple2;
import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.exec.counters.CountersReader.Reading;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the time of batches goes, and how much is remembered, as the counters say. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class MeasuresTest {
    private static final long NAP_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    @TempDir
    Path directory;

    private CountersReader counters() throws Exception {
        return CountersReader.open(directory.resolve("counters"));
    }

    private List<Reading> all(CounterId id) throws Exception {
        return counters().readings().stream()
                .filter(reading -> reading.id() == id)
                .toList();
    }

    private long valueOf(CounterId id, String label) throws Exception {
        return all(id).stream()
                .filter(reading -> reading.label().contains(label))
                .mapToLong(Reading::value)
                .sum();
    }

    /** Computes for so long: a nap would not be the worker's. */
    private static int slowly(int value) {
        long end = System.nanoTime() + NAP_NANOS;
        while (System.nanoTime() - end < 0) Thread.onSpinWait();
        return value;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldGiveTheTimeOfASlowFunctionToItsStageAndToTheWorkersThatRanIt(int workers) throws Exception {
        try (StreamTest test = StreamTest.every(
                Durations.seconds(1), builder -> builder.directory(directory).workers(workers))) {
            BatchFeed<Integer> feed = new BatchFeed<>();
            PairDStream<Integer, Integer> slow = test.stream(feed)
                    .map(MeasuresTest::slowly)
                    .mapToPair(value -> new Tuple2<>(value % 2, value))
                    .reduceByKey(Integer::sum);
            Collected<Tuple2<Integer, Integer>> sums = test.collect(slow);
            feed.batch(1, 2, 3, 4).batch(5);
            test.advance(2);
            assertThat(sums.batches()).hasSize(2);
        }
        long stage = valueOf(CounterId.STAGE_NANOS, "reduceByKey");
        long busy = all(CounterId.WORKER_BUSY_NANOS).stream()
                .mapToLong(Reading::value)
                .sum();
        assertThat(busy).isGreaterThanOrEqualTo(5 * NAP_NANOS);
        assertThat(stage).isGreaterThanOrEqualTo(2 * NAP_NANOS);
        assertThat(all(CounterId.WORKER_BUSY_NANOS)).hasSize(workers + 1);
        assertThat(all(CounterId.WORKER_TASKS).stream()
                        .mapToLong(Reading::value)
                        .sum())
                .isPositive();
    }

    @Test
    void shouldCountKeysAndBytesOfTheState() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.seconds(1), builder -> builder.directory(directory))) {
            BatchFeed<String> feed = new BatchFeed<>();
            PairDStream<String, Integer> ones = test.stream(feed).mapToPair(word -> new Tuple2<>(word, 1));
            PairDStream<String, Integer> totals = ones.<Integer>updateStateByKey((values, state) -> {
                        int sum = state.orElse(0) + values.size();
                        return sum > 2 ? Optional.empty() : Optional.of(sum);
                    })
                    .name("totals");
            test.collect(totals);
            test.collect(ones.reduceByKeyAndWindow(Integer::sum, Durations.seconds(2), Durations.seconds(1))
                    .name("recent"));
            feed.batch("a", "b", "c").batch("a").batch("a");
            test.advance(2);
            assertThat(valueOf(CounterId.STATE_KEYS, "totals")).isEqualTo(3);
            assertThat(valueOf(CounterId.STATE_BYTES, "totals")).isPositive();
            assertThat(valueOf(CounterId.STATE_KEYS, "recent")).isEqualTo(4);
            assertThat(valueOf(CounterId.STATE_BYTES, "recent")).isZero();
            test.advance(1);
            assertThat(valueOf(CounterId.STATE_KEYS, "totals"))
                    .as("one key has gone")
                    .isEqualTo(2);
            assertThat(valueOf(CounterId.STATE_KEYS_ON_DISK, "totals")).isZero();
        }
    }

    @Test
    void shouldCountRestoredStateBeforeTheFirstBatchUnderTheSameNumber() throws Exception {
        BatchFeed<String> feed = new BatchFeed<>();
        Reading before;
        try (StreamTest test = totals(feed)) {
            feed.batch("a", "b", "c").empty();
            test.advance(2); // so the first is committed, and not only complete
            before = all(CounterId.STATE_KEYS).get(0);
            assertThat(before.value()).isEqualTo(3);
        }
        try (StreamTest test = totals(new BatchFeed<>())) {
            test.context().start();
            Reading after = all(CounterId.STATE_KEYS).get(0);
            assertThat(after.value()).isEqualTo(3);
            assertThat(after.instance()).isEqualTo(before.instance());
        }
    }

    private StreamTest totals(BatchFeed<String> feed) {
        StreamTest test = StreamTest.every(Durations.seconds(1), builder -> builder.directory(directory));
        test.collect(test.stream(feed)
                .mapToPair(word -> new Tuple2<>(word, 1))
                .<Integer>updateStateByKey((values, state) -> Optional.of(state.orElse(0) + values.size()))
                .name("totals"));
        return test;
    }
}
