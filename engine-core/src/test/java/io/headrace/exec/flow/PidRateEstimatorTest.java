package io.headrace.exec.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PidRateEstimatorTest {
    private static final long MS = 1_000_000;
    private static final double NONE = RateEstimator.NO_ESTIMATE;

    private static PidRateEstimator estimator(double p, double i, double d) {
        return new PidRateEstimator(100 * MS, p, i, d, 100);
    }

    private static double done(PidRateEstimator of, long atMillis, long records, long processing, long scheduling) {
        return of.batchDone(atMillis * MS, 0, records, processing * MS, scheduling * MS);
    }

    @Test
    void shouldTakeWhatWasProcessedForTheRateAtFirstAndSayNothing() {
        PidRateEstimator pid = estimator(1, 0.2, 0);
        assertThat(done(pid, 100, 1_000, 50, 0)).isEqualTo(NONE); // 20,000/s
        // 10,000/s were processed: 20,000 - 1 × 10,000
        assertThat(done(pid, 200, 2_000, 200, 0)).isCloseTo(10_000, within(1e-6));
    }

    @Test
    void shouldGiveWayToWhatHasPiledUp() {
        PidRateEstimator pid = estimator(1, 0.2, 0);
        done(pid, 100, 1_000, 50, 0);
        done(pid, 200, 2_000, 200, 0);
        // error 10,000 - 12,500 = -2,500; piled up 100 ms × 12,500/s / 100 ms = 12,500
        assertThat(done(pid, 300, 1_000, 80, 100)).isCloseTo(10_000 + 2_500 - 0.2 * 12_500, within(1e-6));
    }

    @Test
    void shouldGiveWayToTheChangeOfTheError() {
        PidRateEstimator pid = estimator(0, 0, 0.02);
        done(pid, 100, 1_000, 50, 0);
        // error 10,000 after 0 within 0.1 s: 20,000 - 0.02 × 100,000
        assertThat(done(pid, 200, 2_000, 200, 0)).isCloseTo(18_000, within(1e-6));
        // error 18,000 - 10,000 = 8,000 after 10,000 within 0.2 s: 18,000 + 0.02 × 10,000
        assertThat(done(pid, 400, 2_000, 200, 0)).isCloseTo(18_200, within(1e-6));
    }

    @Test
    void shouldNotGoBelowTheLeastRate() {
        PidRateEstimator pid = estimator(1, 0.2, 0);
        done(pid, 100, 1_000, 50, 0);
        assertThat(done(pid, 200, 1, 10_000, 1_000_000)).isEqualTo(100);
        // and goes on from there: 100 - 1 × (100 - 20,000)
        assertThat(done(pid, 300, 1_000, 50, 0)).isCloseTo(20_000, within(1e-6));
    }

    @Test
    void shouldSayNothingOfBatchesThatSayNothing() {
        PidRateEstimator pid = estimator(1, 0.2, 0);
        assertThat(done(pid, 100, 0, 50, 0)).isEqualTo(NONE);
        assertThat(done(pid, 110, 10, 0, 0)).isEqualTo(NONE);
        done(pid, 200, 1_000, 50, 0); // only this is the first
        assertThat(done(pid, 200, 2_000, 200, 0)).isEqualTo(NONE); // no later
        assertThat(done(pid, 199, 2_000, 200, 0)).isEqualTo(NONE); // earlier
        assertThat(done(pid, 300, 0, 200, 0)).isEqualTo(NONE);
        assertThat(done(pid, 300, 2_000, 0, 0)).isEqualTo(NONE);
        assertThat(done(pid, 300, 2_000, 200, 0)).isCloseTo(10_000, within(1e-6));
    }

    @Test
    void shouldRefuseWhatIsNoSetting() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimator(-1, 0, 0))
                .withMessageContaining("proportional");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimator(0, -1, 0))
                .withMessageContaining("integral");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimator(0, 0, -1))
                .withMessageContaining("derived");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> estimator(0, 0, Double.NaN))
                .withMessageContaining("NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PidRateEstimator(1, 1, 0, 0, 0))
                .withMessageContaining("least rate");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PidRateEstimator(0, 1, 0, 0, 1))
                .withMessageContaining("batch interval");
    }
}
