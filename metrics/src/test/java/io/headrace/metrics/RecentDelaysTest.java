package io.headrace.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.Counters;
import io.headrace.exec.counters.CountersReader;
import io.headrace.exec.counters.DelayHistogram;
import io.headrace.memory.testing.Allocation;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecentDelaysTest {
    private static final double EIGHTH = 0.125;

    private Counters counters;
    private DelayHistogram histogram;
    private RecentDelays delays;
    private long now = 17;

    @BeforeEach
    void count() throws IOException {
        counters = Counters.temporary("delays", 1);
        histogram = new DelayHistogram(counters, CounterId.PROCESSING_DELAY_BUCKET);
        record(1_000, 500); // before anybody looked
        CountersReader reader = CountersReader.open(counters.file());
        delays = new RecentDelays(reader, reader.readings(), CounterId.PROCESSING_DELAY_BUCKET, () -> now);
    }

    @AfterEach
    void close() throws IOException {
        counters.close();
    }

    private void record(int batches, int millis) {
        for (int i = 0; i < batches; i++)
            histogram.record(Duration.ofMillis(millis).toNanos());
    }

    private void pass(int seconds) {
        now += Duration.ofSeconds(seconds).toNanos();
    }

    @Test
    void shouldKnowNothingBeforeTheFirstBatch() {
        assertThat(delays.seconds(0.5)).isNaN();
    }

    @Test
    void shouldReadPercentilesFromTheBuckets() {
        record(90, 10);
        record(9, 100);
        record(1, 1_000);
        assertThat(delays.seconds(0.5)).isCloseTo(0.01, within(0.01 * EIGHTH));
        assertThat(delays.seconds(0.99)).isCloseTo(0.1, within(0.1 * EIGHTH));
        assertThat(delays.seconds(0.999)).isCloseTo(1, within(EIGHTH));
    }

    @Test
    void shouldForgetAfterAMinute() {
        record(100, 1_000);
        for (int second = 0; second < 60; second++) {
            assertThat(delays.seconds(0.99)).as("after %d s", second).isGreaterThan(0.9);
            pass(1);
            record(1, 10);
        }
        for (int second = 0; second < 10; second++) {
            pass(1);
            record(1, 10);
            assertThat(delays.seconds(0.5)).isPositive();
        }
        assertThat(delays.seconds(0.99)).isLessThan(0.02);
        for (int second = 0; second < 70; second++) {
            pass(1);
            assertThat(delays.seconds(0.99)).isNotNegative(); // not a number, or still of then
        }
        assertThat(delays.seconds(0.99)).isNaN();
    }

    @Test
    void shouldTakeTheTimeSinceTheLastLookWhenLooksAreRare() {
        record(10, 1_000);
        pass(600);
        assertThat(delays.seconds(0.5)).isGreaterThan(0.9);
        record(10, 10);
        pass(600);
        assertThat(delays.seconds(0.999)).isLessThan(0.02);
    }

    @Test
    void shouldMakeNoGarbage() throws IOException {
        CountersReader reader = CountersReader.open(counters.file());
        Cell cell = new Cell(reader, 3, Unit.NANOS);
        double[] sum = {0};
        Allocation.assertNone("a cell", () -> sum[0] += cell.value());
        record(10, 10);
        Allocation.assertNone("a percentile", 2_000, 1_000, () -> {
            now += 100_000_000;
            sum[0] += delays.seconds(0.99);
        });
        assertThat(sum[0]).isNotZero();
    }
}
