package io.headrace.affinity.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @Test
    void shouldReadTimesAsPeopleWriteThem() {
        assertThat(Durations.parse("10ms")).isEqualTo(Duration.ofMillis(10));
        assertThat(Durations.parse(" 1.5 s ")).isEqualTo(Duration.ofMillis(1500));
        assertThat(Durations.parse("250us")).isEqualTo(Duration.ofNanos(250_000));
        assertThat(Durations.parse("2M")).isEqualTo(Duration.ofMinutes(2));
        assertThat(Durations.parse("7d")).isEqualTo(Duration.ofDays(7));
        assertThat(Durations.parse("0")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "ten", "-5ms", "1e3s", "5 weeks", "ms", "999999999999d", "1ms2"})
    void shouldRefuseWhatIsNoTime(String text) {
        assertThatThrownBy(() -> Durations.parse(text))
                .isInstanceOf(SizingException.class)
                .hasMessageContaining("'" + text + "'");
    }

    @Test
    void shouldReadWhatItWrites() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 1000; i++) {
            Duration time = Duration.ofNanos(random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63));
            assertThat(Durations.parse(Durations.print(time))).isEqualTo(time);
        }
    }
}
