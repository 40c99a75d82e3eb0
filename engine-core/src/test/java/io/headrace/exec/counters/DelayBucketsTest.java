package io.headrace.exec.counters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headrace.memory.testing.Allocation;
import io.headrace.memory.testing.Seed;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelayBucketsTest {
    @TempDir
    Path directory;

    @Test
    void shouldHoldEachTimeInTheBucketThatEndsBehindIt() {
        RandomGenerator random = Seed.random("delay buckets");
        for (int i = 0; i < 100_000; i++) {
            long nanos = random.nextLong() >>> random.nextInt(64) & Long.MAX_VALUE;
            int bucket = DelayBuckets.of(nanos);
            if (bucket == DelayBuckets.COUNT - 1) continue; // it takes all that is longer
            assertThat(DelayBuckets.end(bucket)).isGreaterThan(nanos);
            if (bucket > 0) assertThat(DelayBuckets.end(bucket - 1)).isLessThanOrEqualTo(nanos);
            if (nanos > 10_000) assertThat((double) DelayBuckets.end(bucket)).isLessThanOrEqualTo(nanos * 1.126);
        }
    }

    @Test
    void shouldKeepItsNumbers() {
        assertThat(DelayBuckets.COUNT).isEqualTo(200);
        assertThat(DelayBuckets.of(-1)).isZero();
        assertThat(DelayBuckets.of(1_023)).isZero();
        assertThat(DelayBuckets.of(1_024)).isOne();
        assertThat(DelayBuckets.of(8 * 1_024)).isEqualTo(8);
        assertThat(DelayBuckets.of(1_000_000)).isEqualTo(63); // 976 units: 15 × 2^6
        assertThat(DelayBuckets.of(Long.MAX_VALUE)).isEqualTo(199);
        assertThatIllegalArgumentException().isThrownBy(() -> DelayBuckets.end(200));
        assertThatIllegalArgumentException().isThrownBy(() -> DelayBuckets.end(-1));
    }

    @Test
    void shouldFindPercentiles() {
        long[] counts = new long[DelayBuckets.COUNT];
        assertThat(DelayBuckets.percentile(counts, 0.99)).isZero();
        for (int i = 0; i < 990; i++) counts[DelayBuckets.of(1_000_000)]++;
        for (int i = 0; i < 10; i++) counts[DelayBuckets.of(50_000_000)]++;
        assertThat(DelayBuckets.percentile(counts, 0.5)).isBetween(1_000_000L, 1_126_000L);
        assertThat(DelayBuckets.percentile(counts, 0.99)).isBetween(1_000_000L, 1_126_000L);
        assertThat(DelayBuckets.percentile(counts, 0.999)).isBetween(50_000_000L, 56_300_000L);
        assertThat(DelayBuckets.percentile(counts, 1)).isBetween(50_000_000L, 56_300_000L);
        Arrays.fill(counts, -5); // a damaged file
        assertThat(DelayBuckets.percentile(counts, 0.5)).isZero();
    }

    @Test
    void shouldCountWithoutGarbage() throws Exception {
        try (Counters counters = Counters.inDirectory(directory, "delays", 1)) {
            DelayHistogram delays = new DelayHistogram(counters, CounterId.PROCESSING_DELAY_BUCKET);
            Allocation.assertNone("a delay", () -> delays.record(3_000_000));
            CountersReader reader = CountersReader.open(counters.file());
            assertThat(reader.value(CounterId.PROCESSING_DELAY_BUCKET, DelayBuckets.of(3_000_000))
                            .orElseThrow())
                    .isPositive();
        }
    }
}
