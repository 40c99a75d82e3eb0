package io.headrace.exec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LatencyRateEstimatorTest {
    private static final long MS = 1_000_000;
    private static final double NONE = RateEstimator.NO_ESTIMATE;
    private static final long BATCH = 10 * MS;
    private static final long GOAL = 10 * MS;

    private final LatencyRateEstimator rule = new LatencyRateEstimator(GOAL, BATCH, 0, 100);
    private long cut;

    /** The next batch, done after so many milliseconds. */
    private double batch(long records, double delayMillis) {
        cut += BATCH;
        long delay = (long) (delayMillis * MS);
        return rule.batchDone(cut + delay, cut, records, delay / 2, delay - delay / 2);
    }

    private double round(long records, double delayMillis) {
        for (int i = 1; i < LatencyRateEstimator.ROUND; i++)
            assertThat(batch(records, delayMillis)).isEqualTo(NONE);
        return batch(records, delayMillis);
    }

    @Test
    void shouldSayNothingWhileTheGoalIsMet() {
        assertThat(round(1_000, 5)).isEqualTo(NONE);
        assertThat(round(1_000, 9.9)).isEqualTo(NONE);
    }

    @Test
    void shouldGoDownOnceTwoBatchesMissedTheGoal() {
        assertThat(batch(1_000, 5)).isEqualTo(NONE);
        assertThat(batch(1_000, 20)).isEqualTo(NONE);
        // 3,000 records, from 2.5 ms behind the first cut to 20 ms behind the third: 37.5 ms
        assertThat(batch(1_000, 20)).isCloseTo(0.8 * 3_000 / 0.0375, within(1e-6));
        // Batches that had been cut by then are not counted.
        assertThat(rule.batchDone(cut + 30 * MS, cut + 19 * MS, 1_000, 30 * MS, 30 * MS))
                .isEqualTo(NONE);
        cut += 20 * MS;
        assertThat(batch(480, 20)).isEqualTo(NONE);
        assertThat(batch(480, 20)).isPositive();
    }

    @Test
    void shouldBearOneInAHundred() {
        assertThat(batch(1_000, 50)).isEqualTo(NONE);
        for (int i = 1; i < LatencyRateEstimator.ROUND; i++)
            assertThat(batch(1_000, 5)).isEqualTo(NONE);
        assertThat(batch(1_000, 50)).isEqualTo(NONE); // of the next round
    }

    @Test
    void shouldGoUpByStepsWhereTheRateIsUsedAndTheGoalIsFar() {
        batch(1_000, 20);
        double down = batch(1_000, 20); // 2,000 in 20 ms, from 10 ms behind the first cut to 20 ms behind the second
        assertThat(down).isCloseTo(80_000, within(1e-6));
        cut += 20 * MS;
        long used = (long) (down * BATCH / 1e9);
        assertThat(round(used, 5)).isCloseTo(down + down / 20, within(1e-6));
        cut += 20 * MS;
        assertThat(round(used, 9)).isEqualTo(NONE); // near the goal
        assertThat(round(used / 2, 5)).isEqualTo(NONE); // the rate is not what holds it
    }

    @Test
    void shouldNotGoBelowTheLeastRate() {
        for (int i = 0; i < 2_000; i++) {
            cut += 40 * MS;
            double rate = batch(1, 30);
            assertThat(rate == NONE || rate >= 100).isTrue();
        }
    }

    /** An engine that takes so long for a record, and a source that always has more. */
    @Test
    void shouldFindTheRateThatHoldsTheGoalAndKeepIt() {
        double capacity = 200_000; // records a second, with 2 ms for each batch beside
        double rate = 1_000_000;
        double free = 0; // when the engine is free
        double[] delays = new double[20_000];
        double[] rates = new double[delays.length];
        for (int i = 0; i < delays.length; i++) {
            double now = (i + 1) * BATCH / 1e9;
            long records = (long) (rate * BATCH / 1e9);
            double start = Math.max(now, free);
            free = start + 0.002 + records / capacity;
            double estimate = rule.batchDone(
                    (long) (free * 1e9), (long) (now * 1e9), records, (long) ((free - start) * 1e9), (long)
                            ((start - now) * 1e9));
            if (estimate != NONE) rate = estimate;
            delays[i] = free - now;
            rates[i] = rate;
        }
        double[] last = Arrays.copyOfRange(delays, 10_000, delays.length);
        Arrays.sort(last);
        assertThat(last[(int) (last.length * 0.99)]).isLessThanOrEqualTo(GOAL / 1e9);
        // 8 ms of 10 are for records: 160,000 a second is the most that holds, and it stays near it.
        assertThat(Arrays.stream(rates, 10_000, rates.length).min().orElse(0)).isGreaterThan(80_000);
        assertThat(Arrays.stream(rates, 10_000, rates.length).max().orElse(0)).isLessThanOrEqualTo(160_000);
    }

    /** The wait of batches behind a stall says nothing about how many records get through. */
    @Test
    void shouldNotFallToTheLeastRateForAStall() {
        double capacity = 200_000;
        double rate = 120_000;
        double least = rate;
        double free = 0;
        for (int i = 0; i < 1_000; i++) {
            double now = (i + 1) * BATCH / 1e9;
            if (i == 200) free = now + 1; // a second
            long records = (long) (rate * BATCH / 1e9);
            double start = Math.max(now, free);
            free = start + 0.002 + records / capacity;
            double estimate = rule.batchDone(
                    (long) (free * 1e9), (long) (now * 1e9), records, (long) ((free - start) * 1e9), (long)
                            ((start - now) * 1e9));
            if (estimate != NONE) rate = estimate;
            least = Math.min(least, rate);
        }
        assertThat(least).isBetween(20_000.0, 119_000.0);
    }

    @Test
    void shouldRefuseWhatIsNoSetting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LatencyRateEstimator(0, 1, 0, 1))
                .withMessageContaining("goal");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LatencyRateEstimator(1, 0, 0, 1))
                .withMessageContaining("batch interval");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LatencyRateEstimator(1, 1, 0, 0))
                .withMessageContaining("least rate");
    }
}
