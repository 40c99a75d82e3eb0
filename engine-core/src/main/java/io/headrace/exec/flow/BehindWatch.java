package io.headrace.exec.flow;

import io.headrace.BehindResponse;
import io.headrace.exec.counters.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows whether batches are late, and says so: each that waited too long is counted, now and then there is a warning with numbers, and
 * one word when it is over.
 *
 * <pre>
 *   the oldest batch that nobody has begun, or a tick that there is no room to cut, has waited
 *     longer than the limit ──────────────▶ behind: warned of, joined or shed
 *     at most half of it, or none waits ──▶ not behind; in between it stays what it is, so that it does not flap
 * </pre>
 *
 * The intake looks while batches wait, so a batch whose output hangs does not hide those behind it, and a queue that is full does not hide
 * the ticks before it; it also sees the end. The jobs look when they take one.
 *
 * <p><b>Threading:</b> the intake and the thread of the jobs, under one lock, a few times for each batch; {@link #isBehind} by any thread.
 * Makes garbage for a warning only.
 */
public final class BehindWatch {
    private static final Logger LOG = LoggerFactory.getLogger(BehindWatch.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final double MILLI = 1e6;

    /** Who wants to know. */
    public interface Told {
        /** Batches are late: now, and again while it lasts. */
        void fellBehind(long schedulingMillis, long processingMillis, long batchesWaiting);

        /** They are not any more; once, after {@link #fellBehind}. */
        void caughtUp(long behindMillis, long recordsDropped);
    }

    /**
     * Where it is counted.
     *
     * @param behind those that waited too long
     * @param waiting how many wait now
     * @param now what is done about it at this moment, see {@link io.headrace.exec.counters.CounterId#BEHIND_RESPONSE}
     */
    public record Counts(Counter behind, Counter waiting, Counter now) {}

    private final String name;
    private final long limitNanos;
    private final Answer answer;
    private final Counts counts;
    private final Told told;
    private final List<Counter> dropped = new ArrayList<>();
    private volatile boolean isBehind;
    private long sinceNanos;
    private long droppedBefore;
    private boolean isUnderWay;
    private long begunNanos;
    private long lastProcessing;
    private boolean isTold;
    private boolean hasWarned;
    private long warnedNanos;
    private long warnings;

    /**
     * @param name of the context
     * @param limitNanos how long a batch may wait
     * @param answer what is done about it, by those who ask {@link #isBehind}
     * @param told whenever there is a warning
     */
    public BehindWatch(String name, long limitNanos, Answer answer, Counts counts, Told told) {
        this.name = name;
        this.limitNanos = limitNanos;
        this.answer = answer;
        this.counts = counts;
        this.told = told;
    }

    /** Before threads run: what an input drops, for the numbers that are told. */
    public void counts(Counter droppedOfInput) {
        dropped.add(droppedOfInput);
    }

    /** Whether batches are late. */
    boolean isBehind() {
        return isBehind;
    }

    /** Whether inputs that may drop are to do so, because batches are late. */
    public boolean sheds() {
        return isBehind && answer.response() == BehindResponse.SHED;
    }

    /**
     * What has waited longest for the jobs has done so for this long; 0 when nothing waits.
     *
     * @return when to look again at the latest, if nothing happens until then
     */
    public synchronized long waits(long nowNanos, long longestNanos) {
        if (longestNanos > limitNanos) begin(nowNanos);
        else if (longestNanos <= limitNanos / 2) end(nowNanos);
        tellIfDue(nowNanos, longestNanos);
        if (longestNanos == 0) return Long.MAX_VALUE;
        return isBehind ? QUIET_NANOS : Math.max(0, limitNanos - longestNanos) + 1;
    }

    /** A batch is about to begin that has waited for so long: whether batches are late. */
    public synchronized boolean isBehind(long nowNanos, long waitedNanos) {
        if (waitedNanos > limitNanos) begin(nowNanos);
        return isBehind;
    }

    /** A batch begins. */
    public synchronized void batchBegins(long nowNanos) {
        isUnderWay = true;
        begunNanos = nowNanos;
    }

    /** A batch is done. */
    public synchronized void batchDone(long doneNanos, long processingNanos, long schedulingNanos) {
        isUnderWay = false;
        lastProcessing = processingNanos;
        if (schedulingNanos <= limitNanos) return;
        counts.behind().increment();
        tellIfDue(doneNanos, schedulingNanos);
    }

    private void begin(long nowNanos) {
        if (isBehind) return;
        sinceNanos = nowNanos;
        droppedBefore = droppedSoFar();
        counts.now().set(answer.number());
        isBehind = true;
    }

    private void end(long nowNanos) {
        if (!isBehind) return;
        isBehind = false;
        counts.now().set(Answer.NONE);
        if (isTold) tellOfEnd(nowNanos);
    }

    private void tellIfDue(long nowNanos, long waitedNanos) {
        if (!isBehind || (hasWarned && nowNanos - warnedNanos < QUIET_NANOS)) return;
        long takes = isUnderWay ? Math.max(lastProcessing, nowNanos - begunNanos) : lastProcessing;
        if (takes == 0) return; // the first batch has not begun: there is nothing to say about the jobs
        hasWarned = true;
        isTold = true;
        warnedNanos = nowNanos;
        warnings++;
        told.fellBehind(millis(waitedNanos), millis(takes), counts.waiting().get());
        LOG.warn(
                "{} falls behind: a batch has waited for {} ms, and one takes {} ms; {} batches wait, {} waited too long"
                        + " so far; {}; docs/operations.md says what to look at",
                name,
                millis(waitedNanos),
                millis(takes),
                counts.waiting().get(),
                counts.behind().get(),
                answer.words(droppedSoFar() - droppedBefore));
    }

    private void tellOfEnd(long nowNanos) {
        isTold = false;
        long lasted = nowNanos - sinceNanos;
        long lost = droppedSoFar() - droppedBefore;
        told.caughtUp(millis(lasted), lost);
        LOG.warn(
                "{} has caught up after {} ms: no batch waits too long any more{}; inputs dropped {} records meanwhile",
                name,
                millis(lasted),
                answer.wordsOfEnd(),
                lost);
    }

    private long droppedSoFar() {
        long all = 0;
        for (int i = 0; i < dropped.size(); i++) all += dropped.get(i).get();
        return all;
    }

    private static long millis(long nanos) {
        return (long) Math.ceil(nanos / MILLI);
    }

    long warnings() {
        return warnings;
    }
}
