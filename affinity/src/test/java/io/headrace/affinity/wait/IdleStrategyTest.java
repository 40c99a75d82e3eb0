package io.headrace.affinity.wait;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.memory.testing.Allocation;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class IdleStrategyTest {
    private static final long FOREVER = TimeUnit.DAYS.toNanos(1);

    @ParameterizedTest
    @EnumSource(WaitPolicy.class)
    void shouldAllocateNothing(WaitPolicy policy) {
        IdleStrategy idle = policy.newIdle(1);
        Allocation.assertNone(policy + " idle", () -> idle.idle(0));
        Allocation.assertNone(policy + " busy", () -> idle.idle(1));
        Allocation.assertNone(policy + " wake and idle", () -> {
            idle.wake();
            idle.idle(0);
        });
    }

    @ParameterizedTest
    @EnumSource(WaitPolicy.class)
    void shouldKnowItsPolicy(WaitPolicy policy) {
        assertThat(policy.newIdle().policy()).isEqualTo(policy);
    }

    @Test
    void shouldOrderPoliciesFromHotToCool() {
        assertThat(WaitPolicy.SPIN.isHotterThan(WaitPolicy.SPIN_THEN_YIELD)).isTrue();
        assertThat(WaitPolicy.BLOCK.isHotterThan(WaitPolicy.BLOCK)).isFalse();
        assertThat(WaitPolicy.SPIN_THEN_YIELD.burnsCpu()).isTrue();
        assertThat(WaitPolicy.YIELD_THEN_PARK.burnsCpu()).isFalse();
    }

    @Test
    void shouldRefuseToSleepForNoTime() {
        assertThatThrownBy(() -> WaitPolicy.BLOCK.newIdle(0)).hasMessageContaining("must be positive: 0");
    }

    @Test
    void shouldNotSleepWithWork() {
        IdleStrategy idle = WaitPolicy.BLOCK.newIdle(FOREVER);
        for (int i = 0; i < 1000; i++) idle.idle(1);
    }

    @Test
    void shouldNotSleepAfterACall() {
        IdleStrategy idle = WaitPolicy.BLOCK.newIdle(FOREVER);
        idle.wake();
        idle.wake();
        idle.idle(0);
    }

    @Test
    void shouldSleepNoLongerThanTheCallerHasTime() {
        IdleStrategy idle = WaitPolicy.BLOCK.newIdle(FOREVER);
        idle.idle(0, TimeUnit.MICROSECONDS.toNanos(100));
        idle.idle(0, 0);
        idle.idle(0, -1);
    }

    @Test
    void shouldWakeASleeper() throws InterruptedException {
        IdleStrategy idle = WaitPolicy.BLOCK.newIdle(FOREVER);
        Thread sleeper = new Thread(() -> idle.idle(0));
        sleeper.start();
        while (sleeper.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
        idle.wake();
        sleeper.join();
    }

    @ParameterizedTest
    @EnumSource(
            value = WaitPolicy.class,
            names = {"YIELD_THEN_PARK", "BLOCK"})
    void shouldLoseNoCall(WaitPolicy policy) throws InterruptedException {
        // A lost call is a day of sleep, which the deadline of the test ends.
        long rounds = 30_000;
        IdleStrategy there =
                policy == WaitPolicy.BLOCK ? policy.newIdle(FOREVER) : ParkIdle.yieldFirst(FOREVER, Sleep.PARKED);
        IdleStrategy back = WaitPolicy.BLOCK.newIdle(FOREVER);
        AtomicLong asked = new AtomicLong();
        AtomicLong answered = new AtomicLong();
        Thread answering = new Thread(() -> {
            for (long next = 1; next <= rounds; next++) {
                while (asked.getAcquire() < next) there.idle(0, FOREVER);
                answered.setRelease(next);
                back.wake();
            }
        });
        answering.start();
        for (long next = 1; next <= rounds; next++) {
            asked.setRelease(next);
            there.wake();
            while (answered.getAcquire() < next) back.idle(0, FOREVER);
        }
        answering.join();
        assertThat(answered.get()).isEqualTo(rounds);
    }

    @Test
    void shouldLoseNoCallOfManyCallers() throws InterruptedException {
        int callers = 4;
        long each = 20_000;
        IdleStrategy idle = WaitPolicy.BLOCK.newIdle(FOREVER);
        AtomicLong published = new AtomicLong();
        Thread[] threads = new Thread[callers];
        for (int i = 0; i < callers; i++) {
            threads[i] = new Thread(() -> {
                for (long n = 0; n < each; n++) {
                    published.incrementAndGet();
                    idle.wake();
                }
            });
            threads[i].start();
        }
        while (published.get() < callers * each) idle.idle(0);
        for (Thread thread : threads) thread.join();
    }

    @Test
    void shouldSleepAtOnceWhereEveryPieceOfWorkIsCalledAndLoseNone() throws InterruptedException {
        long rounds = 20_000;
        IdleStrategy idle = WaitPolicy.YIELD_THEN_PARK.newIdleWhenCalled(FOREVER);
        assertThat(idle.policy()).isEqualTo(WaitPolicy.YIELD_THEN_PARK);
        assertThat(WaitPolicy.SPIN.newIdleWhenCalled(FOREVER).policy()).isEqualTo(WaitPolicy.SPIN);
        AtomicLong published = new AtomicLong();
        AtomicLong seen = new AtomicLong();
        Thread calling = new Thread(() -> {
            for (long n = 1; n <= rounds; n++) {
                published.setRelease(n);
                idle.wake();
                while (seen.getAcquire() < n) Thread.onSpinWait();
            }
        });
        calling.start();
        while (seen.get() < rounds) {
            long now = published.getAcquire();
            if (now > seen.get()) {
                seen.setRelease(now);
                idle.idle(1);
            } else {
                idle.idle(0, FOREVER); // a call that is lost is a test that does not end
            }
        }
        calling.join();
    }

    @Test
    void shouldOfferTheCpuOnlyWhereThatPays() {
        CountedSleep sleep = new CountedSleep();
        ParkIdle idle = ParkIdle.yieldThenCalled(FOREVER, sleep);
        sleep.of = idle;
        assertThat(offersBeforeASleep(idle, sleep)).isEqualTo(ParkIdle.YIELDS);
        assertThat(offersBeforeASleep(idle, sleep)).isEqualTo(ParkIdle.YIELDS / 2);
        while (offersBeforeASleep(idle, sleep) > 0) assertThat(sleep.count).isLessThan(10);

        sleep.isCalledAtOnce = true;
        // A thread that is held between falling asleep and the call has slept long: then once more.
        do offersBeforeASleep(idle, sleep);
        while (offersBeforeASleep(idle, sleep) < ParkIdle.YIELDS);
        sleep.isCalledAtOnce = false;

        offersBeforeASleep(idle, sleep);
        assertThat(offersBeforeASleep(idle, sleep)).isLessThan(ParkIdle.YIELDS);
        idle.idle(1);
        idle.idle(0); // an offer that brings work
        idle.idle(1);
        assertThat(offersBeforeASleep(idle, sleep)).isEqualTo(ParkIdle.YIELDS);
    }

    /** How often a thread that has just found work offers the CPU before it sleeps. */
    private static int offersBeforeASleep(ParkIdle idle, CountedSleep sleep) {
        idle.idle(1);
        int before = sleep.count;
        int offers = -1;
        for (; sleep.count == before; offers++) idle.idle(0);
        return offers;
    }

    /** Sleeps for no time, and may be called meanwhile. */
    private static final class CountedSleep implements Sleep {
        int count;
        boolean isCalledAtOnce;

        @Nullable
        ParkIdle of;

        @Override
        public void sleep(long stepNanos, long mostNanos) {
            count++;
            if (isCalledAtOnce && of != null) of.wake();
        }

        @Override
        public void wake(@Nullable Thread sleeper) {}
    }
}
