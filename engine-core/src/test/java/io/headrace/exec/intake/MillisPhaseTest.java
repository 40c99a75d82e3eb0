package io.headrace.exec.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.headrace.memory.testing.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class MillisPhaseTest {
    private static final long MILLI = 1_000_000;
    private static final long ORIGIN = -123_456_789; // where millisecond 0 begins by nanoTime

    private final MillisPhase phase = new MillisPhase();

    private void look(long nanos, long origin) {
        phase.look(Math.floorDiv(nanos - origin, MILLI), nanos);
    }

    @Test
    void shouldFindWhereMillisecondsBeginAndNeverBeEarly() {
        RandomGenerator random = Seed.random("looks at two clocks");
        long nanos = 0;
        for (int i = 0; i < 10_000; i++) {
            nanos += random.nextInt(5_000_000);
            look(nanos, ORIGIN);
            long late = phase.beginOf(77) - (77 * MILLI + ORIGIN);
            assertThat(late).isBetween(0L, MILLI);
            if (i > 1_000) assertThat(late).isLessThan(100_000); // of hundreds of looks a second one is near
        }
    }

    @Test
    void shouldFollowClocksThatDriftApart() {
        RandomGenerator random = Seed.random("clocks that drift");
        for (int sign : new int[] {1, -1}) {
            long nanos = 0;
            for (int i = 0; i < 20_000; i++) {
                nanos += random.nextInt(4_000_000);
                long origin = ORIGIN + sign * nanos / 20_000; // 50 us in a second
                look(nanos, origin);
                if (i > 1_000)
                    assertThat(phase.beginOf(5) - (5 * MILLI + origin)).isBetween(-150_000L, 200_000L);
            }
        }
    }

    @Test
    void shouldBeginAnewWhenTheClockIsSet() {
        look(10 * MILLI, ORIGIN);
        for (long origin : new long[] {ORIGIN + 3_600_000 * MILLI, ORIGIN - 5 * MILLI}) {
            look(20 * MILLI, origin);
            look(21 * MILLI, origin); // once may be a thread that was held
            assertThat(phase.beginOf(1) - (MILLI + origin)).isBetween(0L, MILLI);
        }
    }
}
