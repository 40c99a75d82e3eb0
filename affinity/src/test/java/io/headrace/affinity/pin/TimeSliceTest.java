package io.headrace.affinity.pin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Asks the kernel how long the turns of a real thread are. */
@EnabledOnOs(OS.LINUX)
class TimeSliceTest {
    @Test
    void shouldShortenTheTurnsOfTheThreadAndGiveThemBack() {
        long before = TimeSlice.nanosOfCallingThread();
        assumeThat(before)
                .as("kernels before 6.12 have no turns of a thread's own")
                .isPositive();
        try (TimeSlice slice = TimeSlice.shorten()) {
            assertThat(slice.whyNot()).isNull();
            assertThat(slice.isShort()).isTrue();
            assertThat(TimeSlice.nanosOfCallingThread()).isEqualTo(TimeSlice.SHORT_NANOS);
        }
        assertThat(TimeSlice.nanosOfCallingThread()).isEqualTo(before);
    }

    @Test
    void shouldChangeNothingUnlessAsked() {
        long before = TimeSlice.nanosOfCallingThread();
        try (TimeSlice slice = TimeSlice.unchanged()) {
            assertThat(slice.isShort()).isFalse();
            assertThat(TimeSlice.nanosOfCallingThread()).isEqualTo(before);
        }
    }

    @Test
    void shouldBeOfTheThreadAlone() throws InterruptedException {
        long before = TimeSlice.nanosOfCallingThread();
        Thread other = new Thread(() -> TimeSlice.shorten().close());
        other.start();
        other.join(10_000);
        assertThat(other.isAlive()).isFalse();
        assertThat(TimeSlice.nanosOfCallingThread()).isEqualTo(before);
    }
}
