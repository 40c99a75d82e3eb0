package io.headrace.exec.intake;

import io.headrace.exec.role.Agent;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who runs the intake: its owner, the thread of the log; or, while nothing comes, the thread of the jobs, which a tick wakes in any case.
 * Two threads that wake up for a tick with nothing in it are twice the price of an idle context, and waking up is nearly all of that price.
 *
 * <pre>
 *              nothing came for a while               a step of the jobs' thread
 *     OWN ─────────────────────────────▶ LENT ◀───────────────────────────▶ BORROWED
 *      ▲                                  │                                    │ the owner is called meanwhile
 *      ├──────────────────────────────────┘                                    ▼
 *      │     called; or the step that is due does not come                  AWAITED
 *      └───────────────────────────────────────────────────────────────────────┘
 *            the step ends: handed back, and the owner is called
 * </pre>
 *
 * <p>Whoever has something for the intake {@linkplain #call calls} it, and by that its owner, who takes it back at once: a record is taken in
 * as soon as ever. The jobs' thread gives it back by itself when a step leaves it {@linkplain Lendable#isQuiet not quiet}. When
 * that thread is held, by an output that hangs on a batch without records, the owner sees that the step that was due did not come, and takes over.
 * A step that fails is the owner's failure: it is handed back with what it threw.
 *
 * <p>Why no call is lost: a call leaves its flag up, and the owner puts it down only before one more step, which finds what the call was
 * for; it lends the intake only if that step found nothing and the flag stayed down. What one thread wrote in a step, the other sees: turns change
 * hands by a compare-and-set.
 *
 * <p><b>Threading:</b> {@link #call} by any thread; each agent by the thread it is for.
 */
public final class IntakeTurns {
    /** How often the owner looks whether what it lent is used. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** A step that is late by this much is not coming. */
    private static final long LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long CLOSING_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** What may be run by another thread for a while; all of it by one thread at a time. */
    public interface Lendable extends Agent {
        /** Whether nothing has come for a while, and nothing is to be expected but the next tick. */
        boolean isQuiet();

        /** The thread that ran it lets go of it. */
        void letGo();
    }

    private enum Turn {
        /** The owner runs it, and nobody else. */
        OWN,
        /** Nobody is in a step; the jobs' thread runs the next one. */
        LENT,
        /** The jobs' thread is in a step. */
        BORROWED,
        /** As BORROWED, and the owner wants it back. */
        AWAITED
    }

    private final AtomicReference<Turn> turn = new AtomicReference<>(Turn.OWN);
    private final Runnable wakeOwner;
    private final Runnable wakeJobs;
    private final boolean mayLend;
    private volatile boolean isCalled;
    private volatile long dueNanos; // while lent: when the next step is due
    private volatile @Nullable Throwable failure; // of a step of the jobs' thread
    private boolean isOwed; // of the jobs' thread: a call that its own next step makes needless

    /**
     * @param wakeOwner wakes the thread that {@link #owner} runs on
     * @param wakeJobs wakes the thread that {@link #borrower} runs on
     * @param mayLend whether it is ever lent: not where threads do not sleep, or the intake asks users' code what there is
     */
    public IntakeTurns(Runnable wakeOwner, Runnable wakeJobs, boolean mayLend) {
        this.wakeOwner = wakeOwner;
        this.wakeJobs = wakeJobs;
        this.mayLend = mayLend;
    }

    /** Whether there is a {@link #borrower} at all. */
    public boolean mayLend() {
        return mayLend;
    }

    /** There is something for the intake, which was made visible before. */
    public void call() {
        if (!isCalled) isCalled = true;
        wakeOwner.run();
    }

    /** As {@link #call}, by the thread of the jobs between two steps, for what its own next step may take up. */
    void callByJobs() {
        if (turn.get() == Turn.LENT) isOwed = true;
        else call();
    }

    /** What the thread of the log runs. */
    public Agent owner(Lendable intake) {
        return new Owner(intake);
    }

    /** What the thread of the jobs runs beside the jobs, behind them. */
    public Agent borrower(Lendable intake) {
        return new Borrower(intake);
    }

    private void expect(Lendable intake) {
        long most = Math.min(intake.maxIdleNanos(), LOOK_NANOS);
        dueNanos = System.nanoTime() + most;
    }

    private final class Owner implements Agent {
        private final Lendable intake;
        private boolean isMine = true;

        Owner(Lendable intake) {
            this.intake = intake;
        }

        @Override
        public String roleName() {
            return intake.roleName();
        }

        @Override
        public void onStart() throws Exception {
            intake.onStart();
        }

        @Override
        public int doWork() throws Exception {
            if (!isMine && !takeBack()) return 0;
            int work = intake.doWork();
            if (work > 0 || !mayLend || !intake.isQuiet()) return work;
            isCalled = false;
            work = intake.doWork();
            if (work == 0 && !isCalled && intake.isQuiet()) lend();
            return work;
        }

        private void lend() {
            expect(intake);
            intake.letGo();
            isMine = false;
            turn.set(Turn.LENT);
            wakeJobs.run(); // it sleeps for as long as it may, and does not know of the next tick
        }

        private boolean takeBack() throws Exception {
            if (!isBack()) return false;
            Throwable thrown = failure;
            if (thrown instanceof Error error) throw error;
            if (thrown != null) throw (Exception) thrown;
            return true;
        }

        private boolean isBack() {
            if (isCalled || isLate()) {
                boolean wasFree = turn.compareAndSet(Turn.LENT, Turn.OWN);
                if (!wasFree) turn.compareAndSet(Turn.BORROWED, Turn.AWAITED);
            }
            isMine = turn.get() == Turn.OWN;
            return isMine;
        }

        private boolean isLate() {
            return System.nanoTime() - dueNanos > LATE_NANOS;
        }

        @Override
        public long maxIdleNanos() {
            return isMine ? intake.maxIdleNanos() : LOOK_NANOS;
        }

        @Override
        public void onClose() throws Exception {
            isCalled = true;
            while (!isMine && !isBack()) {
                if (Thread.interrupted())
                    throw new InterruptedException("while the jobs' thread was in a step of the " + roleName());
                LockSupport.parkNanos(CLOSING_LOOK_NANOS);
            }
            intake.onClose();
        }
    }

    private final class Borrower implements Agent {
        private final Lendable intake;

        Borrower(Lendable intake) {
            this.intake = intake;
        }

        @Override
        public String roleName() {
            return "idle " + intake.roleName();
        }

        @Override
        public int doWork() {
            if (turn.get() != Turn.LENT || !turn.compareAndSet(Turn.LENT, Turn.BORROWED)) {
                if (isOwed) call();
                isOwed = false;
                return 0;
            }
            isOwed = false;
            boolean isQuiet = false;
            try {
                int work = intake.doWork();
                isQuiet = intake.isQuiet();
                expect(intake);
                return work;
            } catch (Throwable e) { // the owner throws it
                failure = e;
                isQuiet = false;
                return 0;
            } finally {
                intake.letGo();
                if (!isQuiet || !turn.compareAndSet(Turn.BORROWED, Turn.LENT)) {
                    turn.set(Turn.OWN);
                    call();
                }
            }
        }

        @Override
        public long maxIdleNanos() {
            return turn.get() == Turn.LENT ? Math.max(0, dueNanos - System.nanoTime()) : Long.MAX_VALUE;
        }
    }
}
