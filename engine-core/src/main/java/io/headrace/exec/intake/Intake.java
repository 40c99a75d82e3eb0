package io.headrace.exec.intake;

import io.headrace.exec.batch.Batch;
import io.headrace.exec.checkpoint.DeltaFeed;
import io.headrace.exec.journal.CommitRecord;
import io.headrace.exec.journal.PartBuffer;
import io.headrace.exec.journal.PastPlaces;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.wal.Log;
import io.headrace.wal.format.RecordType;
import org.jspecify.annotations.Nullable;

/**
 * The roles log and scheduler in one: takes blocks out of the rings, appends them to the log and stores them; cuts a batch at each
 * tick and hands it to the jobs; appends what they send back, and lets go of the blocks of committed batches. It is the only writer
 * of the log, so what the log says is in the order in which it happened.
 *
 * <p>A full log, a full store, or jobs that are behind hold what they concern, and nobody waits in here. Nothing is dropped, but what an
 * input's policy gives up before it is logged. A log that has failed is a failure of this role.
 *
 * <p><b>Threading:</b> the thread whose turn it is, see {@link IntakeTurns}; {@link #stop} and {@link #isIdle} by any. {@link #close} when that thread and the
 * one of the jobs have ended.
 */
public final class Intake implements IntakeTurns.Lendable, AutoCloseable {
    private static final int REQUESTS_PER_STEP = 64;

    /** So many ticks in a row brought nothing: then nothing is expected. */
    private static final int QUIET_TICKS = 20;

    private static final long NO_CANDIDATE = -1;

    private enum Stop {
        NOT,
        AT_ONCE,
        GRACEFUL
    }

    private final IntakeSetup setup;
    private final @Nullable Log log;
    private final JournalAppender journal;
    private final Outstanding outstanding;
    private final Streams streams;
    private final CommitPort port;
    private final BatchCutter cutter;
    private final TrimPoint.@Nullable Hold needed;
    private final TrimPoint.@Nullable Hold past;
    private final PastPlaces pastPlaces;
    private final @Nullable DeltaFeed feed;
    private long commitScratch;
    private boolean trimMoved = true;
    private long trimCandidate = NO_CANDIDATE;
    private long trimCandidateSequence;
    private boolean isCutOff;
    private boolean haveWaited;
    private long nanosToLook = Long.MAX_VALUE;

    private volatile Stop stop = Stop.NOT;
    private volatile boolean idle;

    /** Takes over what the setup's log was read to hold; its blocks are in the store when this returns. */
    public Intake(IntakeSetup setup) {
        setup.check();
        this.setup = setup;
        commitScratch = NativeMemory.allocate(CommitRecord.LENGTH, MemoryTag.LOG);
        log = setup.log;
        journal = new JournalAppender(setup.log, setup.types, setup.counters, setup.retryNanos, setup.noRoom);
        outstanding = new Outstanding(setup.inputs.size(), setup.maxBatches);
        port = new CommitPort(setup.log, setup);
        streams = new Streams(setup, journal);
        cutter = new BatchCutter(setup, journal, streams, outstanding, port);
        needed = log == null ? null : setup.trimPoint.hold("blocks, batches and the place to go on from");
        past = log == null || setup.feed != null || setup.pastMillis == 0
                ? null
                : setup.trimPoint.holdOfPast("batches of the past, for headrace.log.replay");
        pastPlaces = new PastPlaces(setup.recovered.past());
        feed = setup.feed;
    }

    /** Where the jobs get their batches, and hand in what is to be appended. */
    public CommitPort port() {
        return port;
    }

    /** The sequence that the next block of an input must have: to be asked before the first step. */
    public long nextBlock(int streamId) {
        return streams.nextBlock(streamId);
    }

    /** Right before its thread starts: time counts from now on. */
    public void begin() {
        cutter.begin();
    }

    @Override
    public String roleName() {
        return "log";
    }

    @Override
    public int doWork() {
        int work = appendRequests();
        work += streams.acknowledge(journal.durableSequence());
        work += cutter.rerun();
        Stop how = stop;
        if (how == Stop.NOT) {
            work += mayTakeIn()
                    ? streams.take(setup.blocksPerStep) + streams.dropWhereHeld()
                    : streams.pollBehind(setup.blocksPerStep);
            work += cutter.cutIfDue();
        } else {
            work += stopping(how == Stop.GRACEFUL);
        }
        moveTrimPoint();
        lookAtWaiting();
        return work;
    }

    /** How long batches wait, also while the jobs are busy with one and take no other, and ticks that there is no room to cut. */
    private void lookAtWaiting() {
        int waiting = port.waiting();
        setup.counters.batchesWaiting().set(waiting);
        long held = cutter.heldNanos();
        if (waiting == 0 && held == 0 && !haveWaited) return;
        long now = System.nanoTime();
        long longest = waiting == 0 ? held : Math.max(held, now - port.oldestCut(waiting));
        nanosToLook = setup.batchesWaiting.waits(now, longest);
        haveWaited = longest > 0;
    }

    /** While the jobs are as far behind as they may be, memory is filled and nothing goes to the disk: receivers are held. */
    private boolean mayTakeIn() {
        return !cutter.isHeldByJobs() || setup.store.roomInMemory() > 0;
    }

    private int appendRequests() {
        int done = 0;
        boolean isAwaited = false;
        for (AppendRequest request = port.peek();
                request != null && done < REQUESTS_PER_STEP && append(request);
                request = port.peek()) {
            isAwaited |= port.appended(request);
            done++;
        }
        if (isAwaited) setup.wakeJobs.run();
        return done;
    }

    private boolean append(AppendRequest request) {
        Batch batch = request.batch;
        if (batch != null) return commit(batch, request);
        PartBuffer buffer = request.buffer;
        if (buffer == null) throw new IllegalStateException("a request without contents");
        long place = journal.append(request.type, buffer.address(), buffer.used());
        if (place == Log.NO_ROOM) return false;
        // Without a log nothing was appended, so it may be tried again where there is no memory for a copy.
        return feed == null || request.type != RecordType.DELTA || feed.part(buffer, place, outstanding.size() > 1);
    }

    private boolean commit(Batch batch, AppendRequest request) {
        if (outstanding.first() != batch)
            throw new IllegalStateException(
                    batch + " is committed, and " + outstanding.first() + " is the one to come");
        CommitRecord.write(commitScratch, batch.incarnation(), batch.sequence(), request.parts, request.checksum);
        if (journal.append(RecordType.COMMIT, commitScratch, CommitRecord.LENGTH) == Log.NO_ROOM) return false;
        streams.committed(batch);
        long timeMillis = batch.timeMillis();
        outstanding.committed();
        if (past != null) holdPast(past, timeMillis);
        if (feed != null) feed.committed(batch, request.parts, goOnFrom());
        trimMoved = true;
        setup.committed.accept(timeMillis);
        return true;
    }

    /**
     * What is not needed because of commits may go when these are as durable as the level promises: else a power cut could take
     * a commit, and leave a batch that is to be run again without its blocks.
     */
    private void moveTrimPoint() {
        if (log == null || needed == null) return;
        if (trimMoved && trimCandidate == NO_CANDIDATE) {
            trimMoved = false;
            trimCandidate = goOnFrom();
            trimCandidateSequence = journal.lastSequence();
        }
        boolean safe = !journal.survivesPowerCut() || journal.durableSequence() >= trimCandidateSequence;
        if (trimCandidate == NO_CANDIDATE || !safe) return;
        needed.at(trimCandidate);
        trimCandidate = NO_CANDIDATE;
    }

    private void holdPast(TrimPoint.Hold hold, long timeMillis) {
        pastPlaces.add(timeMillis, goOnFrom());
        hold.at(pastPlaces.neededFrom(timeMillis - setup.pastMillis));
    }

    /** Where a restart begins to read that knows the state behind the last commit. */
    private long goOnFrom() {
        return Math.min(cutter.lastAlloc(), Math.min(outstanding.firstPlace(), streams.oldestPlace()));
    }

    private int stopping(boolean graceful) {
        int work = 0;
        if (!isCutOff) {
            if (graceful) work += streams.poll(Integer.MAX_VALUE);
            isCutOff = isCutOff(graceful);
        }
        idle = isCutOff && outstanding.isEmpty() && port.peek() == null && (!graceful || streams.isAcknowledged());
        return work;
    }

    /** Whether no more batches are to come. A batch that was begun is finished in any case: its inputs have been asked. */
    private boolean isCutOff(boolean graceful) {
        if (cutter.isCutting() && !cutter.cutLast()) return false;
        if (!graceful) return true;
        // Also while an input is held: what holds it may be blocks that only a batch takes away.
        if (streams.hasUncut() && !cutter.cutLast()) return false;
        return !streams.isHeld() && !streams.hasUncut();
    }

    /**
     * Takes no new ticks from now on. When the stop is graceful, everything that the rings hold is taken in, and goes into one last
     * batch (or a few, when there is no room for all at once); the receivers must have ended before.
     */
    public void stop(boolean graceful) {
        stop = graceful ? Stop.GRACEFUL : Stop.AT_ONCE;
        setup.wakeIntake.run();
    }

    /** After a {@link #stop}: whether all batches have come back, and nothing is left to be appended or acknowledged. */
    public boolean isIdle() {
        return idle;
    }

    /** When its thread has ended: batches that were cut, or recovered, and are not committed. */
    public int batchesLeft() {
        return outstanding.size() + cutter.leftToRerun();
    }

    /** When its thread has ended: blocks of an input that no batch has. */
    public long blocksLeft(int stream) {
        return streams.uncutBlocks(stream);
    }

    /** When its thread has ended: records of an input, since this start, that no batch has. */
    public long recordsLeft(int stream) {
        return streams.uncutRecords(stream);
    }

    @Override
    public boolean isQuiet() {
        return cutter.quietTicks() >= QUIET_TICKS
                && stop == Stop.NOT
                && outstanding.size() <= 1
                && !cutter.isCutting()
                && !streams.hasUncut()
                && !streams.isHeld()
                && !journal.isFull();
    }

    @Override
    public void letGo() {
        if (log != null) log.handOver();
    }

    @Override
    public long maxIdleNanos() {
        if (journal.isFull() || streams.isHeld() || stop != Stop.NOT) return setup.retryNanos;
        return Math.min(nanosToLook, cutter.isHeldByJobs() ? Long.MAX_VALUE : cutter.nanosToNext());
    }

    @Override
    public void onClose() {
        // The jobs have ended: what they handed in last is written, or their last batches would be run again for
        // nothing.
        boolean takesMore = log == null || (log.failure() == null && !journal.isFull());
        while (takesMore && appendRequests() > 0) takesMore = !journal.isFull();
        letGo();
    }

    /** Frees what it holds; the log, the store and the pool are their owner's. */
    @Override
    public void close() {
        streams.close();
        cutter.close();
        port.close();
        NativeMemory.free(commitScratch, CommitRecord.LENGTH, MemoryTag.LOG);
        commitScratch = 0;
    }
}
