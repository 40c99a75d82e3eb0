package io.headrace.exec.intake;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.journal.AllocRecord;
import io.headrace.exec.journal.EmptyRecord;
import io.headrace.exec.journal.Recovered;
import io.headrace.exec.journal.RecoveredBatch;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import io.headrace.wal.Log;
import io.headrace.wal.format.RecordType;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts batches at ticks: takes what the rings have, writes what explicit inputs say, writes the ALLOC, hands over. Each of these steps
 * may find no room, and is then tried again before anything else is cut.
 *
 * <p><b>Threading:</b> the intake.
 */
final class BatchCutter implements AutoCloseable {
    private static final long NO_TICK = -1;

    /** A tick is in time that is cut so long behind it: a busy machine is no reason to wake more threads, jobs that are behind are. */
    private static final long MOST_LATE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final IntakeSetup setup;
    private final JournalAppender journal;
    private final Streams streams;
    private final Outstanding outstanding;
    private final CommitPort port;
    private final Ticks ticks;
    private final int scratchBytes;
    private long scratch;

    private int rerun; // of the recovered batches, how many were handed over
    private @Nullable Batch cutting;
    private boolean isFilled;
    private boolean mayLeaveOut;
    private boolean isClockBehind;
    private long firstIdle = NO_TICK; // from here on, up to the next tick, nothing ran
    private long lastSequence;
    private long lastAlloc;
    private int quietTicks;

    BatchCutter(IntakeSetup setup, JournalAppender journal, Streams streams, Outstanding outstanding, CommitPort port) {
        this.setup = setup;
        this.journal = journal;
        this.streams = streams;
        this.outstanding = outstanding;
        this.port = port;
        Recovered recovered = setup.recovered;
        ticks = new Ticks(setup.settings, setup.clock, recovered.lastTick());
        lastSequence = recovered.lastSequence();
        lastAlloc = recovered.lastAlloc();
        scratchBytes = Math.max(AllocRecord.maxLength(streams.count()), EmptyRecord.LENGTH);
        scratch = NativeMemory.allocate(scratchBytes, MemoryTag.LOG);
    }

    /**
     * Threads are about to start. When no tick was ever used up nothing was missed: those that went by while the run was put together have no
     * batch, and the first batch is of the first whole interval. Before that a start of half a second began with a hundred empty
     * batches, and with being late. The journal says it before the first batch, as of ticks that were idle.
     */
    void begin() {
        long due = ticks.due();
        if (setup.recovered.lastTick() > 0 || due < ticks.next()) return;
        firstIdle = ticks.next();
        ticks.used(due);
    }

    /** Hands over batches of the time before, as many as there is room for. */
    int rerun() {
        int before = rerun;
        while (!isRerunDone() && !outstanding.isFull()) {
            RecoveredBatch recovered = setup.recovered.rerun().get(rerun++);
            CrashPoints.at(CrashPoint.BEFORE_RERUN);
            Batch batch = outstanding.take();
            recovered.fill(batch, System.nanoTime());
            if (journal.survivesPowerCut()) setup.wantSync(batch.journalSequence());
            hand(batch, recovered.logPosition());
        }
        return rerun - before;
    }

    /** How many recovered batches wait to be handed over. */
    int leftToRerun() {
        return setup.recovered.rerun().size() - rerun;
    }

    private boolean isRerunDone() {
        return rerun == setup.recovered.rerun().size();
    }

    /** Cuts the batch of a tick that is due, if there is room for one; or goes on with the one that was begun. */
    int cutIfDue() {
        if (cutting == null && !beginIfDue()) return 0;
        return finish() ? 1 : 0;
    }

    /** Cuts a batch now, without a tick; explicit inputs are not asked. False when there is no room now. */
    boolean cutLast() {
        if (cutting == null) {
            if (!isRerunDone() || outstanding.isFull()) return false;
            begin(ticks.next(), false);
        }
        return finish();
    }

    /** Whether a batch was begun, and is not handed over. */
    boolean isCutting() {
        return cutting != null;
    }

    /** Whether a tick is due that the jobs leave no room for. */
    boolean isHeldByJobs() {
        return outstanding.isFull();
    }

    /** For how long a tick has been due that the jobs leave no room for. */
    long heldNanos() {
        return isHeldByJobs() ? ticks.overdueNanos() : 0;
    }

    /** How long it may be until the next tick, or until a batch that was begun had better be looked at again. */
    long nanosToNext() {
        return cutting == null ? ticks.nanosToNext() : setup.retryNanos;
    }

    private boolean beginIfDue() {
        long due = ticks.due();
        if (due < ticks.next() - 1 || isClockBehind) lookAtClock();
        if (due < ticks.next() || !isRerunDone() || outstanding.isFull()) return false;
        if (due - ticks.next() > setup.catchUpTicks && !skip(ticks.next(), due - 1)) return false;
        begin(ticks.next(), true);
        return true;
    }

    /** A clock that was set back holds all batches until it has caught up: that is said, once. */
    private void lookAtClock() {
        boolean isBehind = ticks.isClockBehind();
        if (isBehind && !isClockBehind) setup.clockBehind.accept(ticks.timeOf(ticks.next() - 1));
        isClockBehind = isBehind;
    }

    /** Too many ticks were missed: all of them are empty, but the one that is due now. */
    private boolean skip(long first, long last) {
        if (!writeEmpty(firstIdle == NO_TICK ? first : firstIdle, last)) return false;
        ticks.used(last);
        setup.counters.ticksSkipped().add(last - first + 1);
        return true;
    }

    private boolean writeEmpty(long first, long last) {
        EmptyRecord.write(scratch, first, last);
        if (journal.append(RecordType.EMPTY, scratch, EmptyRecord.LENGTH) == Log.NO_ROOM) return false;
        firstIdle = NO_TICK;
        return true;
    }

    private void begin(long tick, boolean askInputs) {
        streams.drain();
        Batch batch = outstanding.take();
        batch.begin(setup.incarnation, lastSequence + 1, tick, ticks.timeOf(tick), System.nanoTime());
        cutting = batch;
        isFilled = false;
        mayLeaveOut = askInputs;
        streams.ask(batch.timeMillis(), askInputs);
    }

    private boolean finish() {
        Batch batch = cutting;
        if (batch == null || !streams.write(outstanding.isEmpty())) return false;
        boolean isQuiet = !isFilled && mayLeaveOut && streams.bringNothing();
        if (isQuiet && setup.leavesOut.test(batch.tick())) {
            leaveOut(batch);
            return true;
        }
        if (firstIdle != NO_TICK && !writeEmpty(firstIdle, batch.tick() - 1)) return false;
        if (!isFilled) streams.cut(batch);
        isFilled = true;
        long place = 0;
        if (journal.isOn()) {
            place = journal.append(RecordType.ALLOC, scratch, streams.encode(batch, scratch));
            if (place == Log.NO_ROOM) return false;
            batch.journalled(journal.lastSequence());
            if (journal.survivesPowerCut()) setup.wantSync(batch.journalSequence());
        } else if (setup.feed != null
                && !setup.feed.cut(scratch, streams.encode(batch, scratch), !outstanding.isEmpty())) {
            return false;
        }
        cutting = null;
        countQuiet(isQuiet);
        lastSequence = batch.sequence();
        lastAlloc = place;
        ticks.used(batch.tick());
        setup.counters.batchesCut().increment();
        setup.counters.lastBatchTime().set(batch.timeMillis());
        hand(batch, place);
        return true;
    }

    /** Nothing would run: there is no batch. The journal says so before the next one; until then a restart finds the ticks idle again. */
    private void leaveOut(Batch batch) {
        cutting = null;
        countQuiet(true);
        if (firstIdle == NO_TICK) firstIdle = batch.tick();
        ticks.used(batch.tick());
        setup.counters.ticksIdle().increment();
        outstanding.giveBack(batch);
    }

    private void countQuiet(boolean isQuiet) {
        quietTicks = isQuiet && ticks.overdueNanos() <= MOST_LATE_NANOS ? quietTicks + 1 : 0;
    }

    /** How many ticks, up to the last one, were in time and brought nothing. */
    int quietTicks() {
        return quietTicks;
    }

    private void hand(Batch batch, long place) {
        outstanding.hand(batch, place);
        setup.submitted.accept(batch);
        port.hand(batch);
        setup.wakeJobs.run();
    }

    /** Where the last ALLOC stands: the one that a restart goes on from. */
    long lastAlloc() {
        return lastAlloc;
    }

    @Override
    public void close() {
        NativeMemory.free(scratch, scratchBytes, MemoryTag.LOG);
        scratch = 0;
    }
}
