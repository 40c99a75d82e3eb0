package io.headrace.exec.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headrace.affinity.wait.WaitPolicy;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.role.Agent;
import io.headrace.exec.role.RoleThread;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IntakeTurnsTest {
    private static final long DAYS = TimeUnit.DAYS.toNanos(10);

    /** An intake of which the test says what its steps do. */
    private static final class Scripted implements IntakeTurns.Lendable {
        boolean isQuiet = true;
        int work;
        int steps;
        int letGo;
        int closed;
        long idleNanos = DAYS;

        @Nullable
        Exception failure;

        Runnable inside = () -> {};

        @Override
        public String roleName() {
            return "log";
        }

        @Override
        public int doWork() throws Exception {
            steps++;
            inside.run();
            if (failure != null) throw failure;
            return work;
        }

        @Override
        public boolean isQuiet() {
            return isQuiet;
        }

        @Override
        public void letGo() {
            letGo++;
        }

        @Override
        public long maxIdleNanos() {
            return idleNanos;
        }

        @Override
        public void onClose() {
            closed++;
        }
    }

    private final Scripted intake = new Scripted();
    private int ownerWakes;
    private int jobWakes;
    private final IntakeTurns turns = new IntakeTurns(() -> ownerWakes++, () -> jobWakes++, true);
    private final Agent owner = turns.owner(intake);
    private final Agent borrower = turns.borrower(intake);

    private void lend() throws Exception {
        assertThat(owner.doWork()).isZero();
        assertThat(owner.maxIdleNanos()).isLessThan(DAYS);
        intake.steps = 0;
    }

    @Test
    void shouldLendWhatIsQuietAndTellTheJobs() throws Exception {
        assertThat(borrower.doWork()).isZero();
        assertThat(borrower.maxIdleNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(intake.steps).isZero();
        assertThat(owner.doWork()).isZero();
        assertThat(intake.steps).as("once more, for what came meanwhile").isEqualTo(2);
        assertThat(jobWakes).isEqualTo(1);
        assertThat(owner.doWork()).isZero();
        assertThat(intake.steps).isEqualTo(2);
        intake.work = 3;
        assertThat(borrower.doWork()).isEqualTo(3);
        assertThat(borrower.maxIdleNanos()).isLessThan(DAYS);
        assertThat(intake.steps).isEqualTo(3);
        assertThat(intake.letGo).isEqualTo(2);
        assertThat(ownerWakes).isZero();
    }

    @Test
    void shouldNotLendWhatHasWorkOrIsNotQuietOrIsCalled() throws Exception {
        intake.work = 1;
        assertThat(owner.doWork()).isEqualTo(1);
        assertThat(borrower.doWork()).isZero();
        intake.work = 0;
        intake.isQuiet = false;
        assertThat(owner.doWork()).isZero();
        assertThat(borrower.doWork()).isZero();
        intake.isQuiet = true;
        intake.inside = turns::call;
        assertThat(owner.doWork()).isZero();
        assertThat(borrower.doWork()).isZero();
        assertThat(jobWakes).isZero();
    }

    @Test
    void shouldNeverLendWhereItIsNotTo() throws Exception {
        IntakeTurns never = new IntakeTurns(() -> ownerWakes++, () -> jobWakes++, false);
        assertThat(never.mayLend()).isFalse();
        Agent only = never.owner(intake);
        for (int i = 1; i <= 5; i++) {
            only.doWork();
            assertThat(intake.steps).isEqualTo(i);
        }
        assertThat(only.maxIdleNanos()).isEqualTo(DAYS);
    }

    @Test
    void shouldTakeBackWhatItLentWhenItIsCalled() throws Exception {
        lend();
        turns.call();
        assertThat(ownerWakes).isEqualTo(1);
        intake.work = 1;
        assertThat(owner.doWork()).isEqualTo(1);
        assertThat(borrower.doWork()).isZero();
        assertThat(intake.steps).isEqualTo(1);
    }

    @Test
    void shouldWaitForAStepThatIsUnderWay() throws Exception {
        lend();
        List<Integer> meanwhile = new ArrayList<>();
        intake.inside = () -> {
            intake.inside = () -> {};
            turns.call();
            meanwhile.add(doOwnersWork());
            meanwhile.add(intake.steps);
        };
        intake.work = 1;
        assertThat(borrower.doWork()).isEqualTo(1);
        assertThat(meanwhile).containsExactly(0, 1);
        assertThat(ownerWakes).as("called, and called when the step was over").isEqualTo(2);
        assertThat(borrower.doWork()).isZero();
        assertThat(owner.doWork()).isEqualTo(1);
        assertThat(intake.steps).isEqualTo(2);
    }

    private int doOwnersWork() {
        try {
            return owner.doWork();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldGiveBackWhatIsNotQuietAnyMore() throws Exception {
        lend();
        intake.inside = () -> intake.isQuiet = false;
        assertThat(borrower.doWork()).isZero();
        assertThat(ownerWakes).isEqualTo(1);
        assertThat(borrower.doWork()).isZero();
        assertThat(intake.steps).isEqualTo(1);
        intake.work = 1;
        assertThat(owner.doWork()).isEqualTo(1);
    }

    @Test
    void shouldTakeBackWhatNobodyUses() throws Exception {
        intake.idleNanos = -TimeUnit.SECONDS.toNanos(1); // due a second ago
        lend();
        intake.work = 1;
        assertThat(owner.doWork()).isEqualTo(1);
        assertThat(borrower.doWork()).isZero();
        assertThat(intake.steps).isEqualTo(1);
    }

    @Test
    void shouldMakeAFailureOfABorrowedStepTheOwners() throws Exception {
        lend();
        intake.failure = new IOException("no disk");
        assertThat(borrower.doWork()).isZero();
        assertThat(ownerWakes).isEqualTo(1);
        assertThatThrownBy(owner::doWork).isSameAs(intake.failure);
        assertThat(intake.steps).isEqualTo(1);
        owner.onClose();
        assertThat(intake.closed).isEqualTo(1);
    }

    @Test
    void shouldCallForWhatTheJobsLeaveUnlessTheyTakeItUpThemselves() throws Exception {
        turns.callByJobs();
        assertThat(ownerWakes).as("it is not lent").isEqualTo(1);
        lend();
        turns.callByJobs();
        borrower.doWork();
        assertThat(ownerWakes).as("taken up").isEqualTo(1);
        turns.callByJobs();
        turns.call();
        intake.work = 1;
        owner.doWork();
        assertThat(ownerWakes).isEqualTo(2);
        borrower.doWork();
        assertThat(ownerWakes).as("taken back in between").isEqualTo(3);
        borrower.doWork();
        assertThat(ownerWakes).isEqualTo(3);
    }

    @Test
    void shouldTakeItBackBeforeItIsClosed() throws Exception {
        lend();
        owner.onClose();
        assertThat(intake.closed).isEqualTo(1);
        assertThat(borrower.doWork()).isZero();
        assertThat(intake.steps).isZero();
    }

    /** Takes what a producer brings; each step alone, and both threads make some. */
    private static final class Taking implements IntakeTurns.Lendable {
        final AtomicLong brought = new AtomicLong();
        final AtomicInteger overlaps = new AtomicInteger();
        final AtomicBoolean isInStep = new AtomicBoolean();
        final AtomicReference<@Nullable Thread> ofOwner = new AtomicReference<>();
        volatile long taken;
        final AtomicLong borrowed = new AtomicLong();

        @Override
        public String roleName() {
            return "log";
        }

        @Override
        public void onStart() {
            ofOwner.set(Thread.currentThread());
        }

        @Override
        public int doWork() {
            if (!isInStep.compareAndSet(false, true)) overlaps.incrementAndGet();
            if (Thread.currentThread() != ofOwner.get()) borrowed.incrementAndGet();
            long there = brought.get();
            int work = (int) (there - taken);
            taken = there;
            isInStep.set(false);
            return work;
        }

        @Override
        public boolean isQuiet() {
            return taken == brought.get();
        }

        @Override
        public void letGo() {}
    }

    @Test
    void shouldLoseNoCallAndOverlapNoSteps() throws Exception {
        int rounds = 20_000;
        Taking taking = new Taking();
        AtomicReference<@Nullable RoleThread> ofOwner = new AtomicReference<>();
        AtomicReference<@Nullable RoleThread> ofJobs = new AtomicReference<>();
        IntakeTurns shared = new IntakeTurns(() -> wake(ofOwner), () -> wake(ofJobs), true);
        List<Throwable> failures = new ArrayList<>();
        // Nobody looks by himself: what is overlooked is a test that does not end.
        RoleThread log = thread(shared.owner(taking), failures);
        RoleThread jobs = thread(shared.borrower(taking), failures);
        ofOwner.set(log);
        ofJobs.set(jobs);
        jobs.start();
        log.start();
        for (long round = 1; round <= rounds; round++) {
            taking.brought.set(round);
            shared.call();
            while (taking.taken < round) Thread.onSpinWait();
            if (round % 4 == 0) wake(ofJobs);
        }
        jobs.stop();
        assertThat(jobs.join(Duration.ofSeconds(20))).isNull();
        log.stop();
        assertThat(log.join(Duration.ofSeconds(20))).isNull();
        assertThat(failures).isEmpty();
        assertThat(taking.overlaps).hasValue(0);
        assertThat(taking.taken).isEqualTo(rounds);
        assertThat(taking.borrowed.get()).isPositive();
    }

    private static void wake(AtomicReference<@Nullable RoleThread> thread) {
        RoleThread sleeper = thread.get();
        if (sleeper != null) sleeper.wake();
    }

    private static RoleThread thread(Agent agent, List<Throwable> failures) {
        return new RoleThread(
                "turns",
                List.of(agent),
                WaitPolicy.YIELD_THEN_PARK.newIdleWhenCalled(DAYS),
                Counter.detached(),
                Counter.detached(),
                (role, cause) -> failures.add(cause));
    }
}
