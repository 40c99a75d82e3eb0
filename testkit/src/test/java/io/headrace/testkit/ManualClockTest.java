package io.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ManualClockTest {
    @Test
    void shouldStandUntilItIsTurned() {
        ManualClock clock = new ManualClock();
        assertThat(clock.millis()).isZero();
        assertThat(clock.instant()).isEqualTo(Instant.EPOCH);
        clock.advance(Duration.ofMillis(7));
        assertThat(clock.millis()).isEqualTo(7);
        clock.advance(Duration.ofNanos(1_500_000));
        assertThat(clock.instant()).isEqualTo(Instant.ofEpochSecond(0, 8_500_000));
        assertThat(clock.millis()).isEqualTo(8);
    }

    @Test
    void shouldBeTurnedBackOnPurposeOnly() {
        ManualClock clock = new ManualClock(Instant.ofEpochSecond(100));
        assertThatThrownBy(() -> clock.advance(Duration.ofMillis(-1))).hasMessageContaining("set()");
        clock.set(Instant.ofEpochSecond(50));
        assertThat(clock.millis()).isEqualTo(50_000);
        assertThat(clock).hasToString("a clock that shows 1970-01-01T00:00:50Z");
    }
}
