package io.headrace.exec.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headrace.exec.counters.Counter;
import io.headrace.memory.testing.Allocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RateLimitTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;

    private final Counter shown = Counter.detached();

    private RateLimit limit(long maxRate, long initialRate) {
        return new RateLimit(maxRate, initialRate, SECOND, shown);
    }

    /** Takes what it may. */
    private static long take(RateLimit from) {
        long taken = 0;
        for (; from.admits(); taken++) from.took();
        return taken;
    }

    @Test
    void shouldLetInWhatTheTimeHasEarned() {
        RateLimit limit = limit(1_000, 0);
        limit.accrue(-5 * SECOND);
        assertThat(take(limit)).isZero(); // no burst at the start
        limit.accrue(-5 * SECOND + 10 * MS);
        assertThat(take(limit)).isEqualTo(10);
        limit.accrue(-5 * SECOND + 10 * MS + MS / 2);
        assertThat(take(limit)).isZero();
        limit.accrue(-5 * SECOND + 11 * MS);
        assertThat(take(limit)).isOne(); // halves add up
    }

    @Test
    void shouldMakeUpForABurstAndNoMore() {
        RateLimit limit = new RateLimit(1_000, 0, 20 * MS, shown);
        limit.accrue(0);
        limit.accrue(100 * SECOND);
        assertThat(take(limit)).isEqualTo(20);
    }

    @ParameterizedTest
    @CsvSource({"1", "7", "999", "1000000", "4000000000"})
    void shouldKeepTheRateExactlyWhateverTheSteps(long rate) {
        RateLimit limit = limit(rate, 0);
        long now = 0;
        limit.accrue(now);
        long taken = 0;
        for (int step = 1; now < 10 * SECOND; step++) {
            now = Math.min(10 * SECOND, now + (step % 7L) * 3 * MS + 12_345);
            limit.accrue(now);
            if (rate <= 1_000_000) taken += take(limit);
        }
        if (rate <= 1_000_000) assertThat(taken).isEqualTo(10 * rate);
        else assertThat(limit.admits()).isTrue(); // and nothing has overflown
    }

    @Test
    void shouldSayHowLongItIsWorthWaiting() {
        RateLimit slow = limit(2, 0);
        slow.accrue(0);
        assertThat(slow.nanosToWait()).isEqualTo(SECOND / 2);
        slow.accrue(SECOND / 2);
        assertThat(slow.nanosToWait()).isZero();
        RateLimit fast = limit(1_000_000, 0);
        fast.accrue(0);
        assertThat(fast.nanosToWait()).isEqualTo(MS); // not a microsecond
    }

    @Test
    void shouldTakeUpdatesWithinTheBoundAndIgnoreNothing() {
        RateLimit limit = limit(1_000, 200);
        assertThat(limit.rate()).isEqualTo(200);
        limit.update(0);
        limit.update(-5);
        assertThat(limit.rate()).isEqualTo(200);
        limit.update(5_000);
        assertThat(limit.rate()).isEqualTo(1_000);
        assertThat(shown.get()).isEqualTo(1_000);
        assertThat(limit(1_000, 5_000).rate()).isEqualTo(1_000);
        assertThat(limit(1_000, 0).rate()).isEqualTo(1_000);
        assertThat(limit(0, 300).rate()).isEqualTo(300);
    }

    @Test
    void shouldLetAllInWithoutALimitUntilThereIsOne() {
        RateLimit limit = RateLimit.none();
        limit.accrue(0);
        for (int i = 0; i < 1_000; i++) limit.took();
        assertThat(limit.admits()).isTrue();
        limit.update(1_000);
        limit.accrue(MS);
        assertThat(take(limit)).isLessThanOrEqualTo(1);
        limit.accrue(11 * MS);
        assertThat(take(limit)).isEqualTo(10);
    }

    @Test
    void shouldMakeNoGarbage() {
        RateLimit limit = limit(1_000_000, 0);
        long[] now = new long[1];
        Allocation.assertNone("a step", 2_000, 1_000, () -> {
            limit.accrue(now[0] += MS);
            while (limit.admits()) limit.took();
            limit.update(900_000 + now[0] % 7);
        });
    }

    @Test
    void shouldRefuseNegativeRates() {
        assertThatIllegalArgumentException().isThrownBy(() -> limit(-1, 0)).withMessageContaining("-1");
    }
}
