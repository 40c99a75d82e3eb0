package io.headrace.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SyncGateTest {
    /** Nobody looks by himself: what returns was woken. */
    private static final long NEVER = TimeUnit.HOURS.toMillis(1);

    private final AtomicLong safe = new AtomicLong(5);
    private final AtomicInteger looks = new AtomicInteger();
    private final CountDownLatch looked = new CountDownLatch(2); // outside the lock, and in it
    private volatile boolean isOver;

    private long look() {
        long seen = safe.get();
        looks.incrementAndGet();
        looked.countDown();
        return seen;
    }

    private SyncGate gate(long lookMillis) {
        return new SyncGate(this::look, () -> isOver, lookMillis);
    }

    private static FutureTask<Void> waiter(SyncGate gate, long sequence) {
        return new FutureTask<>(() -> {
            gate.await(sequence);
            return null;
        });
    }

    @Test
    void shouldNotWaitForWhatIsSafe() throws InterruptedException {
        isOver = true; // whoever waits now fails
        gate(NEVER).await(5);
        new SyncGate(null, () -> true).await(Long.MAX_VALUE);
        assertThat(looks).hasValue(1);
    }

    @Test
    void shouldSleepUntilTheSyncThatReachesTheRecord() throws Exception {
        SyncGate gate = gate(NEVER);
        FutureTask<Void> first = waiter(gate, 6);
        FutureTask<Void> second = waiter(gate, 7);
        Thread one = new Thread(first);
        one.start();
        assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
        new Thread(second).start();
        safe.set(6);
        gate.synced();
        first.get(20, TimeUnit.SECONDS);
        assertThat(second.isDone()).isFalse();
        safe.set(7);
        gate.synced();
        second.get(20, TimeUnit.SECONDS);
        assertThat(looks).as("a look at each sync, and not all the time").hasValueLessThanOrEqualTo(3 + 4);
    }

    @Test
    void shouldMissNoSyncBetweenTheLookAndTheSleep() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicLong reached = new AtomicLong();
        SyncGate[] gate = new SyncGate[1];
        gate[0] = new SyncGate(
                () -> {
                    long seen = reached.get();
                    if (asked.incrementAndGet() == 2) { // under the lock: the sync comes behind this very look
                        new Thread(() -> {
                                    reached.set(1);
                                    gate[0].synced();
                                })
                                .start();
                        while (reached.get() == 0) Thread.onSpinWait();
                    }
                    return seen;
                },
                () -> false,
                NEVER);
        gate[0].await(1);
        assertThat(asked).hasValue(3);
    }

    @Test
    void shouldFindASyncThatNobodyTells() throws Exception {
        FutureTask<Void> waits = waiter(gate(1), 6);
        new Thread(waits).start();
        assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
        safe.set(6);
        waits.get(20, TimeUnit.SECONDS);
    }

    @Test
    void shouldGiveUpWhenTheContextStops() throws Exception {
        FutureTask<Void> waits = waiter(gate(1), 6);
        new Thread(waits).start();
        assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
        isOver = true; // also after a sync that has failed: then the context stops
        assertThatThrownBy(() -> waits.get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(InterruptedException.class)
                .hasMessageContaining("the batch is not committed");
    }

    @Test
    void shouldGiveUpWhenItIsInterrupted() throws Exception {
        FutureTask<Void> waits = waiter(gate(NEVER), 6);
        Thread waiter = new Thread(waits);
        waiter.start();
        assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
        waiter.interrupt();
        assertThatThrownBy(() -> waits.get(20, TimeUnit.SECONDS)).hasCauseInstanceOf(InterruptedException.class);
    }
}
