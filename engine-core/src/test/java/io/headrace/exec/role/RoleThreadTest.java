package io.headrace.exec.role;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.affinity.wait.IdleStrategy;
import io.headrace.affinity.wait.WaitPolicy;
import io.headrace.exec.counters.Counter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RoleThreadTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final Failures failures = new Failures();
    private final Counter steps = Counter.detached();
    private final Counter work = Counter.detached();
    private final List<RoleThread> started = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() throws InterruptedException {
        for (RoleThread thread : started) thread.stop();
        for (RoleThread thread : started) assertThat(thread.join(SOON)).isNull();
    }

    private RoleThread thread(IdleStrategy idle, Agent... agents) {
        return new RoleThread("orders", List.of(agents), idle, steps, work, failures);
    }

    private RoleThread start(RoleThread thread) {
        started.add(thread);
        thread.start();
        return thread;
    }

    private RoleThread start(Agent... agents) {
        return start(thread(WaitPolicy.BLOCK.newIdle(), agents));
    }

    @Test
    void shouldRunItsAgentsInTurnAndCount() throws InterruptedException {
        List<String> calls = new CopyOnWriteArrayList<>();
        CountDownLatch done = new CountDownLatch(1);
        AtomicInteger rounds = new AtomicInteger();
        Scripted log = new Scripted("log", calls).doing(() -> {
            if (rounds.get() < 2) calls.add("log");
            return 2;
        });
        Scripted scheduler = new Scripted("scheduler", calls).doing(() -> {
            if (rounds.get() < 2) calls.add("scheduler");
            if (rounds.incrementAndGet() == 2) done.countDown();
            return 1;
        });
        RoleThread thread = start(log, scheduler);
        assertThat(thread.name()).isEqualTo("log + scheduler");
        assertThat(thread).hasToString("orders: log + scheduler");
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        thread.stop();
        assertThat(thread.join(SOON)).isNull();
        assertThat(calls)
                .containsExactly(
                        "start log",
                        "start scheduler",
                        "log",
                        "scheduler",
                        "log",
                        "scheduler",
                        "close scheduler",
                        "close log");
        assertThat(steps.get()).isEqualTo(rounds.get());
        assertThat(thread.steps()).isEqualTo(rounds.get());
        assertThat(work.get()).isEqualTo(3L * rounds.get());
        assertThat(thread.hasEnded()).isTrue();
        assertThat(thread.failure()).isNull();
        assertThat(failures.all()).isEmpty();
    }

    @Test
    void shouldWaitNoLongerThanTheMostUrgentAgentMay() throws InterruptedException {
        Asked idle = new Asked();
        Scripted log = new Scripted("log");
        Scripted scheduler = new Scripted("scheduler");
        scheduler.maxIdle = 7_000;
        start(thread(idle, log, scheduler));
        assertThat(idle.first.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(idle.maxNanos).isEqualTo(7_000);
    }

    @Test
    void shouldTellAFailureAndCloseEverything() throws InterruptedException {
        IllegalStateException cause = new IllegalStateException("the disk is gone");
        Scripted log = new Scripted("log");
        Scripted scheduler = new Scripted("scheduler", log.calls).doing(() -> {
            throw cause;
        });
        Scripted job = new Scripted("job", log.calls);
        log.onClose = new IllegalStateException("the log cannot be closed");
        job.onClose = new IllegalStateException("nor can the job");
        RoleThread thread = start(log, scheduler, job);
        Failures.Failure failure = failures.next();
        assertThat(failure.role()).isEqualTo("scheduler");
        assertThat(failure.cause()).isSameAs(cause);
        assertThat(thread.join(SOON)).isNull();
        assertThat(log.calls)
                .containsExactly(
                        "start log", "start scheduler", "start job", "close job", "close scheduler", "close log");
        assertThat(cause.getSuppressed()).containsExactly(job.onClose, log.onClose);
        assertThat(thread.failure()).isSameAs(cause);
        assertThat(failures.all()).as("told once").isEmpty();
    }

    @Test
    void shouldTellErrorsAsWell() throws InterruptedException {
        RoleThread thread = start(new Scripted("log").doing(() -> {
            throw new StackOverflowError("too deep");
        }));
        assertThat(failures.next().cause()).isInstanceOf(StackOverflowError.class);
        assertThat(thread.join(SOON)).isNull();
    }

    @Test
    void shouldCloseWhatCouldNotStart() throws InterruptedException {
        Scripted log = new Scripted("log");
        Scripted scheduler = new Scripted("scheduler", log.calls);
        scheduler.onStart = new IllegalStateException("no clock");
        RoleThread thread = start(log, scheduler);
        assertThat(failures.next()).isEqualTo(new Failures.Failure("scheduler", scheduler.onStart));
        assertThat(thread.join(SOON)).isNull();
        assertThat(log.calls).containsExactly("start log", "start scheduler", "close scheduler", "close log");
    }

    @Test
    void shouldTellWhenItsSeatIsRefused() throws InterruptedException {
        Scripted log = new Scripted("log");
        IllegalStateException refused = new IllegalStateException("cannot be pinned");
        RoleThread.Seating none = () -> {
            throw refused;
        };
        RoleThread thread =
                start(new RoleThread("orders", List.of(log), none, WaitPolicy.BLOCK.newIdle(), steps, work, failures));
        assertThat(failures.next().cause()).isSameAs(refused);
        assertThat(thread.join(SOON)).isNull();
        assertThat(log.calls).containsExactly("close log");
    }

    @Test
    void shouldLeaveItsSeatLast() throws InterruptedException {
        Scripted log = new Scripted("log");
        RoleThread.Seating seat = () -> {
            log.calls.add("enter");
            return () -> log.calls.add("leave");
        };
        RoleThread thread =
                start(new RoleThread("orders", List.of(log), seat, WaitPolicy.SPIN.newIdle(), steps, work, failures));
        thread.stop();
        assertThat(thread.join(SOON)).isNull();
        assertThat(log.calls).containsExactly("enter", "start log", "close log", "leave");
    }

    @Test
    void shouldTellWhatFailsAtTheEnd() throws InterruptedException {
        Scripted log = new Scripted("log");
        log.onClose = new IllegalStateException("the log cannot be closed");
        RoleThread thread = start(log);
        thread.stop();
        assertThat(thread.join(SOON)).isNull();
        assertThat(failures.next()).isEqualTo(new Failures.Failure("log", log.onClose));
    }

    @Test
    void shouldEndInOrderThoughItsHandlerThrows() throws InterruptedException {
        Scripted log = new Scripted("log").doing(() -> {
            throw new IllegalStateException("the disk is gone");
        });
        FailureHandler throwing = (role, cause) -> {
            throw new IllegalStateException("a handler never throws");
        };
        RoleThread thread =
                start(new RoleThread("orders", List.of(log), WaitPolicy.BLOCK.newIdle(), steps, work, throwing));
        assertThat(thread.join(SOON)).isNull();
        assertThat(log.calls).containsExactly("start log", "close log");
        assertThat(thread.failure()).hasMessage("the disk is gone");
    }

    @Test
    void shouldSayWhatDidNotEnd() throws InterruptedException {
        CountDownLatch in = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        RoleThread thread = start(new Scripted("job").doing(() -> {
            in.countDown();
            assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
            return 1;
        }));
        assertThat(in.await(20, TimeUnit.SECONDS)).isTrue();
        thread.stop();
        assertThat(thread.join(Duration.ofMillis(5)))
                .startsWith("job has not ended within 5 ms: it is in job")
                .contains("at java.util.concurrent.CountDownLatch.await")
                .contains("RoleThreadTest");
        assertThat(thread.hasEnded()).isFalse();
        release.countDown();
        assertThat(thread.join(SOON)).isNull();
    }

    @Test
    void shouldEndAWaitingStepByAnInterruptAndCallItNoFailure() throws InterruptedException {
        CountDownLatch in = new CountDownLatch(1);
        Scripted job = new Scripted("job").doing(() -> {
            in.countDown();
            new CountDownLatch(1).await();
            return 1;
        });
        RoleThread thread = start(job);
        assertThat(in.await(20, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(thread::interrupt).hasMessageContaining("stop job before");
        thread.stop();
        thread.interrupt();
        assertThat(thread.join(SOON)).isNull();
        assertThat(failures.all()).isEmpty();
        assertThat(job.calls).containsExactly("start job", "close job");
    }

    @Test
    void shouldGoOnAfterAnInterruptThatIsNotMeantToEndIt() throws InterruptedException {
        CountDownLatch later = new CountDownLatch(50);
        Asked idle = new Asked();
        start(thread(idle, new Scripted("job").doing(() -> {
                    if (later.getCount() == 50) Thread.currentThread().interrupt();
                    later.countDown();
                    return 0;
                })));
        assertThat(later.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(idle.sawInterrupt).isFalse();
        assertThat(failures.all()).isEmpty();
    }

    @Test
    void shouldWakeFromALongSleep() throws InterruptedException {
        CountDownLatch asleep = new CountDownLatch(1);
        CountDownLatch found = new CountDownLatch(1);
        AtomicInteger work = new AtomicInteger();
        RoleThread thread =
                start(thread(WaitPolicy.BLOCK.newIdle(TimeUnit.MINUTES.toNanos(5)), new Scripted("log").doing(() -> {
                            asleep.countDown();
                            if (work.get() == 1) found.countDown();
                            return 0;
                        })));
        assertThat(asleep.await(20, TimeUnit.SECONDS)).isTrue();
        work.set(1);
        thread.wake();
        assertThat(found.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldNotWaitForItself() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        List<@Nullable String> answers = new CopyOnWriteArrayList<>();
        RoleThread[] self = new RoleThread[1];
        self[0] = thread(WaitPolicy.BLOCK.newIdle(), new Scripted("job").doing(() -> {
                    if (asked.getCount() > 0) answers.add(self[0].join(SOON) + self[0].isCurrent());
                    asked.countDown();
                    return 0;
                }));
        start(self[0]);
        assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(answers).containsExactly("the thread of job cannot wait for its own endtrue");
        assertThat(self[0].isCurrent()).isFalse();
    }

    @Test
    void shouldHaveNothingToEndThatWasNeverStarted() throws InterruptedException {
        Scripted log = new Scripted("log");
        RoleThread thread = thread(WaitPolicy.BLOCK.newIdle(), log);
        thread.stop();
        assertThat(thread.join(SOON)).isNull();
        assertThat(thread.isRunning()).isFalse();
        assertThat(log.calls).isEmpty();
        assertThatThrownBy(() -> thread(WaitPolicy.BLOCK.newIdle())).hasMessageContaining("without a role");
    }

    /** A wait that does not wait, and remembers. */
    private static final class Asked implements IdleStrategy {
        final CountDownLatch first = new CountDownLatch(1);
        volatile long maxNanos;
        volatile boolean sawInterrupt;

        @Override
        public void idle(int workCount, long maxNanos) {
            this.maxNanos = maxNanos;
            if (Thread.currentThread().isInterrupted()) sawInterrupt = true;
            first.countDown();
        }

        @Override
        public void reset() {}

        @Override
        public void wake() {}

        @Override
        public WaitPolicy policy() {
            return WaitPolicy.SPIN;
        }
    }
}
