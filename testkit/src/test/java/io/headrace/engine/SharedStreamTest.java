package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.DStream;
import io.headrace.Durations;
import io.headrace.FailurePolicy;
import io.headrace.PairDStream;
import io.headrace.Tuple2;
import io.headrace.memory.testing.LeakCheck;
import io.headrace.testkit.BatchFeed;
import io.headrace.testkit.Collected;
import io.headrace.testkit.StreamTest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A stream that several read: its functions are called once a record, whoever the readers are. */
@ExtendWith(LeakCheck.class)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SharedStreamTest {
    private static final Duration SECOND = Durations.seconds(1);

    private static final AtomicInteger CALLS = new AtomicInteger();

    private static DStream<String> words(DStream<String> lines) {
        CALLS.set(0);
        return lines.flatMap(line -> {
            CALLS.incrementAndGet();
            return List.of(line.split(" ")).iterator();
        });
    }

    private static PairDStream<String, Integer> ones(DStream<String> words) {
        return words.mapToPair(word -> new Tuple2<>(word, 1));
    }

    private static void shouldFoldInOnePass(int workers) throws Exception {
        try (StreamTest test = StreamTest.every(SECOND, settings -> settings.workers(workers))) {
            BatchFeed<String> feed = new BatchFeed<>();
            DStream<String> words = words(test.stream(feed));
            Collected<Tuple2<String, Integer>> counts = test.collect(ones(words).reduceByKey(Integer::sum, 2));
            Collected<Tuple2<Integer, Integer>> lengths = test.collect(words.filter(word -> !word.equals("be"))
                    .mapToPair(word -> new Tuple2<>(word.length(), 1))
                    .reduceByKey(Integer::sum));
            Collected<Long> count = test.collect(words.count());
            Collected<String> first = test.collect(
                    words.mapPartitions(part -> List.of(part.next()).iterator()).reduce(String::concat));
            Collected<Tuple2<String, Integer>> totals = test.collect(
                    ones(words).<Integer>updateStateByKey((values, sum) -> Optional.of(sum.orElse(0) + values.size())));
            Collected<Tuple2<String, Integer>> window =
                    test.collect(ones(words).reduceByKeyAndWindow(Integer::sum, Durations.seconds(2)));
            feed.partitions(List.of(List.of("to be", "or not"), List.of("to be")));
            feed.batch("be");
            test.advance(2);
            assertThat(CALLS).hasValue(4);
            counts.assertAtInAnyOrder(
                    1_000, new Tuple2<>("to", 2), new Tuple2<>("be", 2), new Tuple2<>("or", 1), new Tuple2<>("not", 1));
            counts.assertLast(new Tuple2<>("be", 1));
            lengths.assertAtInAnyOrder(1_000, new Tuple2<>(2, 3), new Tuple2<>(3, 1));
            lengths.assertLast();
            count.assertBatches(List.of(6L), List.of(1L));
            first.assertBatches(List.of("toto"), List.of("be"));
            totals.assertLastInAnyOrder(
                    new Tuple2<>("to", 2), new Tuple2<>("be", 3), new Tuple2<>("or", 1), new Tuple2<>("not", 1));
            window.assertLastInAnyOrder(
                    new Tuple2<>("to", 2), new Tuple2<>("be", 3), new Tuple2<>("or", 1), new Tuple2<>("not", 1));
        }
    }

    @Test
    void shouldFoldInOnePassWithOneWorker() throws Exception {
        shouldFoldInOnePass(1);
    }

    @Test
    void shouldFoldInOnePassWithSeveralWorkers() throws Exception {
        shouldFoldInOnePass(3);
    }

    /** An output, a window and a join want the rows themselves. */
    @Test
    void shouldKeepTheRowsForReadersThatWantThem() throws Exception {
        try (StreamTest test = StreamTest.every(SECOND)) {
            BatchFeed<String> feed = new BatchFeed<>();
            DStream<String> words = words(test.stream(feed));
            Collected<Long> count = test.collect(words.count());
            Collected<String> window = test.collect(words.window(Durations.seconds(2)));
            Collected<String> all = test.collect(words);
            feed.batch("to be");
            feed.batch("or");
            test.advance(2);
            assertThat(CALLS).hasValue(2);
            count.assertBatches(List.of(2L), List.of(1L));
            window.assertLast("to", "be", "or");
            all.assertLast("or");
        }
    }

    /** A record that throws in one of the readers is left out for all. */
    @Test
    void shouldLeaveARecordOutForAllReaders() throws Exception {
        try (StreamTest test =
                StreamTest.every(SECOND, settings -> settings.failurePolicy(FailurePolicy.DEAD_LETTER))) {
            BatchFeed<String> feed = new BatchFeed<>();
            DStream<String> words = words(test.stream(feed));
            Collected<Long> count = test.collect(words.count());
            Collected<Integer> sum = test.collect(words.map(Integer::parseInt).reduce(Integer::sum));
            feed.batch("1 2", "3 x", "4");
            test.advance(1);
            count.assertLast(3L);
            sum.assertLast(7);
            assertThat(test.context().deadLetters()).singleElement().satisfies(letter -> {
                assertThat(letter.record()).isEqualTo("3 x");
                assertThat(letter.operator()).startsWith("map at SharedStreamTest");
            });
        }
    }
}
