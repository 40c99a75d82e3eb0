package io.headrace.exec.checkpoint;

import io.headrace.exec.batch.LongRing;
import io.headrace.exec.counters.Counter;
import io.headrace.exec.journal.DeltaRecord;
import io.headrace.exec.role.Agent;
import io.headrace.memory.CorruptDataException;
import io.headrace.memory.RawMemory;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import io.headrace.wal.Log;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the committed batches and writes checkpoints: at the interval, earlier when a restart would take long to apply what came since
 * the last one, or when memory for it is short; and a last one when it ends.
 *
 * <p>A checkpoint never says more than the log: the log is brought to the disk before, at every level.
 *
 * <p><b>Threading:</b> a thread of its own, for it waits for the disk; {@link #orderly} by any.
 */
public final class CheckpointAgent implements Agent, DeltaFeed.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointAgent.class);
    private static final int EVENTS_PER_STEP = 256;
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A restart may have to apply for half a second; and what comes while a checkpoint is written has to be applied as well. */
    private static final long MUCH_NANOS_TO_APPLY = TimeUnit.MILLISECONDS.toNanos(250);

    /** So often as long as a checkpoint took, the disk is left to the log; when there is much to apply, this part of it. */
    private static final int REST_SHARE = 4;

    /** A start has the CPUs for itself until its first batch is committed, at most so long. */
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final CheckpointBuilder builder;
    private final DeltaFeed feed;
    private final @Nullable Log log;
    private final Timing timing;
    private final Counter written;
    private final Holds holds;
    private final BiConsumer<String, Throwable> problems;
    private final LongRing parts = new LongRing();
    private final LongRing cuts = new LongRing();
    private final DeltaRecord delta = new DeltaRecord();
    private @Nullable LogReader reader;
    private long lastTick;
    private long notBefore = System.nanoTime();
    private long notBeforeWhenMuch = notBefore;
    private long firstLook; // of the thread that runs this; 0 before
    private boolean isFailing;
    private long distrusted; // the number of a checkpoint that was found damaged
    private volatile boolean isLogFull;
    private boolean
            isWithinBatch; // also when its changes could not be taken over: then no checkpoint may come any more
    private boolean isClosing;
    private volatile boolean isOrderly;

    /**
     * When checkpoints are written.
     *
     * @param intervalTicks so many ticks after the last one
     * @param mostBytes of memory for what has changed since
     */
    public record Timing(long intervalTicks, long mostBytes) {}

    /**
     * Who is told from where on the log is needed.
     *
     * @param restart by a start
     * @param past by batches of the past
     */
    public record Holds(LongConsumer restart, LongConsumer past) {}

    /**
     * @param holds are told from where on the log is needed
     * @param written counts
     * @param problems is told what is tried again, and of which role
     */
    public CheckpointAgent(
            CheckpointBuilder builder,
            DeltaFeed feed,
            @Nullable Log log,
            Timing timing,
            Holds holds,
            Counter written,
            BiConsumer<String, Throwable> problems) {
        this.builder = builder;
        this.feed = feed;
        this.log = log;
        this.timing = timing;
        this.holds = holds;
        this.written = written;
        this.problems = problems;
        lastTick = builder.tick();
        holdLog();
    }

    @Override
    public String roleName() {
        return "checkpoint";
    }

    /** The context ends in order: everything that was received is committed. */
    public void orderly() {
        isOrderly = true;
    }

    /** The log has no room, of any thread: what is held of it for the checkpoint before the last may be what it lacks. */
    public void noRoom() {
        isLogFull = true;
    }

    /**
     * While the log is full it may be that no batch is committed, so there is no news for another checkpoint: without this, what the last
     * two hold would stay for ever.
     */
    private void makeRoom() throws IOException {
        Manifest last = builder.last();
        if (last == null || last.number() == distrusted) return;
        try {
            if (builder.relyOnLast()) holdLog();
        } catch (CorruptDataException e) {
            distrusted = last.number();
            LOG.warn("the log has no room, and what is held of it stays: {} is damaged", last, e);
        }
    }

    @Override
    public int doWork() throws Exception {
        if (feed.isStarting() && !hasWaited()) return 0;
        int work = 0;
        while (work < EVENTS_PER_STEP && !isPressing() && feed.drain(1, this) > 0) work++;
        if (System.nanoTime() - (isMuchToApply() ? notBeforeWhenMuch : notBefore) < 0) return work;
        try {
            if (isLogFull) makeRoom();
            if (isDue()) {
                write(false);
                return work + 1;
            }
            return builder.mergeStep() ? work + 1 : work;
        } catch (IOException e) {
            retryLater(e);
            return work;
        }
    }

    private boolean hasWaited() {
        long now = System.nanoTime();
        if (firstLook == 0) firstLook = now;
        return now - firstLook >= START_NANOS;
    }

    private boolean isDue() {
        if (!builder.hasNews()) return false;
        return builder.tick() - lastTick >= timing.intervalTicks()
                || isMuchToApply()
                || builder.memoryBytes() > timing.mostBytes();
    }

    /** What a restart may take is a promise, so it counts more than leaving the disk alone. */
    private boolean isMuchToApply() {
        return builder.nanosToApply() > MUCH_NANOS_TO_APPLY;
    }

    /** Then nothing more is folded in before it is written: however fast batches come, it is not put off. */
    private boolean isPressing() {
        return isMuchToApply() && System.nanoTime() - notBeforeWhenMuch >= 0;
    }

    private void write(boolean orderly) throws IOException {
        long start = System.nanoTime();
        CrashPoints.at(CrashPoint.BEFORE_CHECKPOINT_SYNC);
        if (log != null) log.sync();
        CrashPoints.at(CrashPoint.AFTER_CHECKPOINT_SYNC);
        Manifest made = builder.write(orderly);
        lastTick = made.tick();
        holdLog();
        CrashPoints.at(CrashPoint.AFTER_LOG_HELD);
        written.increment();
        isFailing = false;
        long took = System.nanoTime() - start;
        notBeforeWhenMuch = System.nanoTime() + took / REST_SHARE;
        notBefore = System.nanoTime() + REST_SHARE * took;
        LOG.debug("{}: {} segments, {} bytes, in {} us", made, made.segments().size(), made.bytes(), took / 1_000);
    }

    private void holdLog() {
        long from = builder.neededFrom();
        if (log == null) return;
        if (from != Manifest.NO_LOG) holds.restart.accept(from);
        long past = builder.pastNeededFrom();
        if (past != Manifest.NO_LOG) holds.past.accept(past);
    }

    private void retryLater(IOException e) {
        notBefore = System.nanoTime() + RETRY_NANOS;
        notBeforeWhenMuch = notBefore;
        problems.accept(roleName(), e);
        if (!isFailing)
            LOG.warn("no checkpoint can be written; nothing is lost, the log is kept and it is tried again", e);
        isFailing = true;
    }

    @Override
    public void part(long placeOrAddress, int length) {
        parts.add(placeOrAddress);
        parts.add(length);
    }

    @Override
    public void cut(long address, int length) {
        cuts.add(address);
        cuts.add(length);
    }

    @Override
    public void committed(long incarnation, long sequence, long tick, long timeMillis, int ofBatch, long recoverFrom)
            throws Exception {
        isWithinBatch = true;
        isLogFull = false; // the log took the commit
        builder.beginBatch();
        long start = System.nanoTime();
        for (int i = 0; i < ofBatch; i++) foldPart(parts.removeFirst(), (int) parts.removeFirst(), sequence, tick);
        builder.foldingTook(System.nanoTime() - start);
        if (feed.isCopying()) takeInputs(cuts.removeFirst(), (int) cuts.removeFirst());
        builder.endBatch(incarnation, sequence, tick, timeMillis, log == null ? Manifest.NO_LOG : recoverFrom);
        isWithinBatch = false;
    }

    private void takeInputs(long address, int length) {
        byte[] alloc = new byte[length];
        RawMemory.copyToArray(address, alloc, 0, length);
        feed.free(address, length);
        builder.inputs(alloc);
    }

    private void foldPart(long placeOrAddress, int length, long sequence, long tick) throws Exception {
        if (log == null) {
            try {
                fold(placeOrAddress, length, sequence, tick);
            } finally {
                feed.free(placeOrAddress, length);
            }
            return;
        }
        LogReader from = reader;
        if (from == null) from = reader = log.reader();
        from.read(placeOrAddress);
        fold(from.payloadAddress(), from.payloadLength(), sequence, tick);
    }

    private void fold(long address, int length, long sequence, long tick) throws Exception {
        delta.wrap(address, length);
        if (delta.sequence() != sequence)
            throw new IllegalStateException(
                    "batch " + sequence + " is committed, and the changes are those of batch " + delta.sequence());
        while (delta.next()) foldEntry(tick);
    }

    /** Where memory is short an entry may wait for the disk: half a batch cannot be given up. */
    private void foldEntry(long tick) throws IOException, InterruptedException {
        while (!tryFold(tick)) TimeUnit.NANOSECONDS.sleep(RETRY_NANOS);
    }

    private boolean tryFold(long tick) throws IOException {
        try {
            builder.fold(
                    tick,
                    delta.operator(),
                    delta.group(),
                    (byte) delta.kind(),
                    delta.flags(),
                    delta.bytesAddress(),
                    delta.length());
            return true;
        } catch (IOException e) {
            if (isClosing) throw e;
            retryLater(e);
            return false;
        }
    }

    @Override
    public long maxIdleNanos() {
        return LOOK_NANOS;
    }

    @Override
    public void onClose() throws Exception {
        isClosing = true;
        try {
            if (log == null || log.failure() == null) writeLast();
        } finally {
            freeCopies();
            if (reader != null) reader.close();
        }
    }

    private void writeLast() throws Exception {
        if (isWithinBatch) {
            LOG.warn(
                    "the last checkpoint is not written, for what a batch changed could not be taken over: the next start"
                            + " goes on from the one before");
            return;
        }
        try {
            while (feed.drain(EVENTS_PER_STEP, this) > 0) {
                // all of them
            }
            Manifest last = builder.last();
            boolean says = last != null && isOrderly && !last.orderly();
            if (builder.hasNews() || says) write(isOrderly && parts.isEmpty());
        } catch (IOException e) {
            problems.accept(roleName(), e);
            LOG.warn("the last checkpoint could not be written: the next start goes on from the one before", e);
        }
    }

    private void freeCopies() {
        while (!parts.isEmpty()) feed.free(parts.removeFirst(), (int) parts.removeFirst());
        while (!cuts.isEmpty()) feed.free(cuts.removeFirst(), (int) cuts.removeFirst());
    }
}
