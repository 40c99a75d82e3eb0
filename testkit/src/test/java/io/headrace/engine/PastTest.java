package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.PairDStream;
import io.headrace.Rdd;
import io.headrace.Time;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches that are over, asked for by later ones. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class PastTest {
    private static List<Integer> all(List<Rdd<Integer>> rdds) {
        List<Integer> all = new ArrayList<>();
        for (Rdd<Integer> rdd : rdds) all.addAll(rdd.collect());
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void shouldGiveTheBatchesThatAreRemembered(int workers) throws Exception {
        List<List<Integer>> slices = new ArrayList<>();
        List<List<Integer>> narrow = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        try (StreamTest test = StreamTest.every(Durations.seconds(1), builder -> builder.workers(workers))) {
            test.context().remember(Durations.seconds(2));
            BatchFeed<Integer> feed = new BatchFeed<>();
            DStream<Integer> numbers = test.stream(feed);
            DStream<Integer> tens = numbers.map(n -> n * 10);
            PairDStream<Integer, Integer> sums =
                    tens.mapToPair(n -> new Tuple2<>(n % 20, n)).reduceByKey(Integer::sum);
            sums.foreachRDD((rdd, time) -> {
                Time from = new Time(Math.max(1000, time.milliseconds() - 2000));
                slices.add(all(numbers.slice(from, time)));
                narrow.add(all(tens.slice(from, time)));
                ids.add(sums.slice(time, time).get(0).batchId().equals(rdd.batchId()) + "");
            });
            for (int i = 1; i <= 5; i++) {
                if (i == 3) feed.nothing();
                else feed.batch(i);
            }
            test.advance(5);
        }
        assertThat(slices).containsExactly(List.of(1), List.of(1, 2), List.of(2, 4), List.of(4, 5));
        assertThat(narrow).containsExactly(List.of(10), List.of(10, 20), List.of(20, 40), List.of(40, 50));
        assertThat(ids).containsOnly("true");
    }

    @Test
    void shouldComputeTheBatchOfATimeInATransform() throws Exception {
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            test.context().remember(Durations.seconds(1));
            BatchFeed<Integer> feed = new BatchFeed<>();
            DStream<Integer> numbers = test.stream(feed);
            Collected<Integer> fresh = test.collect(numbers.transform((rdd, time) -> {
                Rdd<Integer> before = numbers.compute(time.minus(Durations.seconds(1)));
                return before == null ? rdd : rdd.subtract(before);
            }));
            feed.batch(1, 2);
            feed.batch(2, 3);
            feed.batch(2, 4);
            test.advance(3);
            fresh.assertBatches(List.of(1, 2), List.of(3), List.of(4));
        }
    }

    @Test
    void shouldTakeATimeBetweenTwoBatchesForTheBatchBefore() throws Exception {
        List<List<Integer>> slices = new ArrayList<>();
        List<Object> between = new ArrayList<>();
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            test.context().remember(Durations.seconds(5));
            BatchFeed<Integer> feed = new BatchFeed<>();
            DStream<Integer> numbers = test.stream(feed);
            numbers.foreachRDD((rdd, time) -> {
                if (time.milliseconds() != 4000) return;
                slices.add(all(numbers.slice(new Time(1500), new Time(3999))));
                between.add(Optional.ofNullable(numbers.compute(new Time(1500))));
            });
            feed.batch(1).batch(2).batch(3).batch(4);
            test.advance(4);
        }
        assertThat(slices).containsExactly(List.of(1, 2, 3));
        assertThat(between).containsExactly(Optional.empty());
    }

    @Test
    void shouldSayWhyABatchIsNotToBeHad() throws Exception {
        List<Throwable> thrown = new ArrayList<>();
        try (StreamTest test = StreamTest.every(Durations.seconds(1))) {
            test.context().remember(Durations.seconds(1));
            BatchFeed<Integer> feed = new BatchFeed<>();
            DStream<Integer> numbers = test.stream(feed);
            DStream<Integer> unused = numbers.map(n -> -n);
            numbers.foreachRDD((rdd, time) -> {
                for (DStream<Integer> stream : List.of(unused, numbers)) {
                    try {
                        stream.slice(time.milliseconds() == 3000 ? new Time(1000) : time, time);
                    } catch (RuntimeException e) {
                        thrown.add(e);
                    }
                }
            });
            assertThatThrownBy(() -> numbers.slice(new Time(2), new Time(1))).hasMessageContaining("later");
            assertThatThrownBy(() -> numbers.compute(new Time(1))).hasMessageContaining("before start()");
            test.advance(3);
            assertThatThrownBy(() -> numbers.compute(new Time(3000))).hasMessageContaining("ask from within an output");
        }
        assertThat(thrown).hasSize(4);
        assertThat(thrown.get(0)).hasMessageContaining("no output depends on");
        assertThat(thrown.get(3))
                .hasMessageContaining("1000 ms was released")
                .hasMessageContaining("remember(duration)");
    }
}
