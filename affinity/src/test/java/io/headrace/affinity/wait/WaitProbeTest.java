package io.headrace.affinity.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaitProbeTest {
    @ParameterizedTest
    @EnumSource(WaitPolicy.class)
    void shouldMeasureEveryPolicy(WaitPolicy policy) throws InterruptedException {
        WaitReport report = WaitProbe.measure(policy, 100, 20);

        assertThat(report.policy()).isEqualTo(policy);
        assertThat(report.samples()).isEqualTo(20);
        assertThat(report.idleCpu()).isBetween(0.0, 1.0);
        assertThat(report.latencyNanos(0)).isPositive().isLessThanOrEqualTo(report.latencyNanos(0.5));
        assertThat(report.latencyNanos(0.5)).isLessThanOrEqualTo(report.latencyNanos(1));
        assertThat(report.toString()).contains(policy.name()).contains("worst of 20");
    }

    @Test
    void shouldGivePercentiles() {
        WaitReport report = new WaitReport(WaitPolicy.BLOCK, 0.5, new long[] {40, 10, 30, 20});

        assertThat(report.latencyNanos(0)).isEqualTo(10);
        assertThat(report.latencyNanos(0.5)).isEqualTo(20);
        assertThat(report.latencyNanos(0.51)).isEqualTo(30);
        assertThat(report.latencyNanos(1)).isEqualTo(40);
        assertThatThrownBy(() -> report.latencyNanos(99)).hasMessageContaining("99");
    }

    @Test
    void shouldRefuseToMeasureNothing() {
        assertThatThrownBy(() -> WaitProbe.measure(WaitPolicy.SPIN, 0, 1)).hasMessageContaining("0 ms");
        assertThatThrownBy(() -> WaitProbe.measure(WaitPolicy.SPIN, 1, 0)).hasMessageContaining("0 wake-ups");
    }
}
