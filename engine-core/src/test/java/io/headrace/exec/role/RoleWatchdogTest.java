package io.headrace.exec.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.affinity.wait.WaitPolicy;
import io.headrace.exec.counters.Counter;
import io.headrace.testing.UserCode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RoleWatchdogTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong now = new AtomicLong(-5 * SECOND);
    private final Failures failures = new Failures();
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);
    private final PrintStream stderr = System.err;
    private final ByteArrayOutputStream logged = new ByteArrayOutputStream();

    @BeforeEach
    void listen() {
        System.setErr(new PrintStream(logged, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setErr(stderr);
    }

    private RoleThread started(Scripted agent) {
        RoleThread thread = new RoleThread(
                "orders", List.of(agent), WaitPolicy.BLOCK.newIdle(), Counter.detached(), Counter.detached(), failures);
        thread.start();
        return thread;
    }

    private RoleWatchdog watchdog(RoleThread... threads) {
        RoleWatchdog watchdog = new RoleWatchdog(List.of(threads), Duration.ofSeconds(10), now::get);
        watchdog.onStart();
        return watchdog;
    }

    /** Time goes by, and the watchdog is called all along. */
    private void pass(RoleWatchdog watchdog, int seconds) {
        for (int i = 0; i < seconds; i++) {
            now.addAndGet(SECOND);
            watchdog.doWork();
        }
    }

    private String logged() {
        return logged.toString(StandardCharsets.UTF_8);
    }

    @SuppressWarnings("ThreadPriorityCheck") // offering the CPU until a thread has moved
    private static void awaitStep(RoleThread thread) {
        long steps = thread.steps();
        while (thread.steps() == steps) Thread.yield();
    }

    /** Until somebody stands there. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static void awaitQueued(Semaphore at) {
        while (!at.hasQueuedThreads()) Thread.yield();
    }

    private static void end(RoleThread thread) throws InterruptedException {
        thread.stop();
        assertThat(thread.join(Duration.ofSeconds(20))).isNull();
    }

    @Test
    void shouldNameARoleThatStandsStillOnceAndWhenItMovesAgain() throws InterruptedException {
        Semaphore out = new Semaphore(0);
        RoleThread log = started(new Scripted("log").doing(() -> {
            assertThat(out.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            return 0;
        }));
        awaitQueued(out);
        RoleWatchdog watchdog = watchdog(log);
        pass(watchdog, 9);
        assertThat(watchdog.stalled()).isEmpty();
        pass(watchdog, 60);
        assertThat(watchdog.stalled())
                .singleElement()
                .asString()
                .startsWith("log stands still: it has been in one step of log for 1");
        assertThat(logged())
                .containsOnlyOnce("stands still")
                .contains("Semaphore.tryAcquire")
                .contains("doWork");
        out.release(Integer.MAX_VALUE);
        awaitStep(log);
        pass(watchdog, 3);
        assertThat(watchdog.stalled()).isEmpty();
        assertThat(logged()).containsOnlyOnce("log moves again after ");
        end(log);
        assertThat(failures.all()).isEmpty();
    }

    @Test
    void shouldSayThatARoleIsBusyInUserCode() throws InterruptedException {
        RoleThread job = started(new Scripted("job").doing(() -> UserCode.slow(entered, release)));
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        RoleWatchdog watchdog = watchdog(job);
        pass(watchdog, 15);
        assertThat(watchdog.stalled())
                .singleElement()
                .asString()
                .startsWith("job is busy in user code at io.headrace.testing.UserCode.slow(UserCode.java:");
        release.countDown();
        end(job);
        assertThat(failures.all()).isEmpty();
    }

    @Test
    void shouldSayNothingOfRolesThatMoveOrHaveEnded() throws InterruptedException {
        RoleThread moving = started(new Scripted("log"));
        RoleThread ended = started(new Scripted("job"));
        RoleThread never = new RoleThread(
                "orders",
                List.of(new Scripted("worker 0")),
                WaitPolicy.BLOCK.newIdle(),
                Counter.detached(),
                Counter.detached(),
                failures);
        end(ended);
        RoleWatchdog watchdog = watchdog(moving, ended, never);
        for (int i = 0; i < 30; i++) {
            awaitStep(moving);
            pass(watchdog, 1);
        }
        assertThat(watchdog.stalled()).isEmpty();
        assertThat(logged()).isEmpty();
        end(moving);
    }

    @Test
    void shouldForgiveWhenTheWholeProcessWasStopped() throws InterruptedException {
        RoleThread job = started(new Scripted("job").doing(() -> UserCode.slow(entered, release)));
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();
        RoleWatchdog watchdog = watchdog(job);
        pass(watchdog, 5);
        now.addAndGet(100 * SECOND);
        watchdog.doWork();
        pass(watchdog, 9);
        assertThat(watchdog.stalled()).isEmpty();
        pass(watchdog, 3);
        assertThat(watchdog.stalled()).hasSize(1);
        release.countDown();
        end(job);
    }

    @Test
    void shouldAskToBeCalledInTime() {
        RoleWatchdog watchdog = watchdog();
        assertThat(watchdog.maxIdleNanos()).isZero();
        watchdog.doWork();
        assertThat(watchdog.maxIdleNanos()).isEqualTo(SECOND * 10 / 4);
        assertThatThrownBy(() -> new RoleWatchdog(List.of(), Duration.ZERO)).hasMessageContaining("PT0S");
    }
}
