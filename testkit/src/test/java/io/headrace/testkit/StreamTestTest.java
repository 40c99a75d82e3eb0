package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.DStream;
import io.headrace.StreamingContextState;
import io.headrace.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamTestTest {
    private static StreamTest every(long millis) {
        return StreamTest.every(Duration.ofMillis(millis), settings -> settings.backend(new PlainBackend()));
    }

    @Test
    void shouldRunBatchByBatch() throws InterruptedException {
        try (StreamTest test = every(100)) {
            BatchFeed<String> words = new BatchFeed<>();
            Collected<String> collected = test.collect(test.stream(words));
            assertThat(test.context().getState()).isEqualTo(StreamingContextState.INITIALIZED);
            words.batch("a", "b");
            test.advance();
            collected.assertAt(100, "a", "b");
            words.partitions(List.of(List.of("c"), List.of("d", "e")));
            test.advance();
            collected.assertLast("c", "d", "e");
            assertThat(collected.partitionsAt(200)).containsExactly(List.of("c"), List.of("d", "e"));
            test.advance(3);
            collected.assertBatches(List.of("a", "b"), List.of("c", "d", "e"), List.of(), List.of(), List.of());
            assertThat(test.lastBatch()).isEqualTo(new Time(500));
            assertThat(test.completedBatches()).hasSize(5);
            assertThat(test.clock().instant()).isEqualTo(Instant.ofEpochMilli(500));
        }
    }

    @Test
    void shouldTellAnIntervalWithoutADatasetFromAnEmptyOne() throws InterruptedException {
        try (StreamTest test = every(10)) {
            BatchFeed<Integer> numbers = new BatchFeed<>();
            Collected<Integer> collected = test.collect("numbers", test.stream(numbers));
            numbers.batch(1).nothing().empty().batch(2);
            test.advance(4);
            collected.assertBatches(List.of(1), List.of(), List.of(2));
            collected.assertNothingAt(20);
            assertThat(collected.at(30)).isEmpty();
            assertThatThrownBy(() -> collected.assertNothingAt(10))
                    .hasMessage("numbers, batch of 10 ms: there is a dataset, [1], where none was expected");
        }
    }

    @Test
    void shouldThrowWhatTheProgramFailedWith() {
        try (StreamTest test = every(10)) {
            IllegalStateException cause = new IllegalStateException("no such table");
            test.stream(new BatchFeed<String>()).foreachRDD((rdd, time) -> {
                if (time.milliseconds() == 20) throw cause;
            });
            assertThatThrownBy(() -> test.advance(5)).isSameAs(cause);
            assertThat(test.completedBatches()).containsExactly(new Time(10));
        }
    }

    @Test
    void shouldNameABatchThatIsNotCommittedInTime() {
        try (StreamTest test = StreamTest.every(
                        Duration.ofMillis(10), settings -> settings.backend(new PlainBackend(false)))
                .deadline(Duration.ofMillis(50))) {
            Collected<String> collected = test.collect(test.stream(new BatchFeed<String>().batch("a")));
            assertThatThrownBy(() -> test.advance())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("batch 1, of 10 ms, is not committed after 50 ms");
            collected.assertAt(10, "a");
        }
    }

    @Test
    void shouldNameABatchThatIsNotCompleteInTime() {
        CountDownLatch release = new CountDownLatch(1);
        try (StreamTest test = every(10).deadline(Duration.ofMillis(50))) {
            test.stream(new BatchFeed<String>()).foreachRDD((rdd, time) -> {
                if (time.milliseconds() == 20)
                    assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
            });
            assertThatThrownBy(() -> test.advance(2))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage(
                            "batch 2, of 20 ms, is not complete after 50 ms; the last complete one is that of 10 ms");
            release.countDown();
        }
    }

    @Test
    void shouldNotWaitForAProgramThatHasEnded() {
        try (StreamTest test = every(10)) {
            test.collect(test.stream(new BatchFeed<String>()));
            test.context().start();
            test.context().stop();
            assertThatThrownBy(() -> test.advance())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("has ended before batch 1");
            assertThatThrownBy(() -> test.advance(-1)).hasMessageContaining("-1");
        }
    }

    @Test
    void shouldKeepSeveralOutputsApart() throws InterruptedException {
        try (StreamTest test = every(10)) {
            DStream<String> stream = test.stream(new BatchFeed<String>().batch("a"));
            Collected<String> one = test.collect(stream);
            Collected<String> other = test.collect(test.stream(new BatchFeed<String>().batch("b")));
            test.advance();
            one.assertLast("a");
            other.assertLast("b");
            assertThatThrownBy(() -> other.assertLast("a")).hasMessageStartingWith("output 2, batch of 10 ms:");
        }
    }
}
