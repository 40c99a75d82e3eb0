package io.headrace.exec.flow;

import io.headrace.exec.counters.Counter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that batches wait for the jobs longer than they should: each is counted, and now and then there is a warning with numbers.
 *
 * <p><b>Threading:</b> the thread of the jobs; makes garbage for a warning only.
 */
public final class BehindWatch {
    private static final Logger LOG = LoggerFactory.getLogger(BehindWatch.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final double MILLI = 1e6;

    /** Who wants to know. */
    @FunctionalInterface
    public interface Told {
        void fellBehind(long schedulingMillis, long processingMillis, long batchesWaiting);
    }

    private final String name;
    private final long limitNanos;
    private final Counter behind;
    private final Counter waiting;
    private final Told told;
    private boolean hasWarned;
    private long warnedNanos;
    private long warnings;

    /**
     * @param name of the context
     * @param limitNanos how long a batch may wait
     * @param behind counts those that waited longer
     * @param waiting how many batches wait now
     * @param told whenever there is a warning
     */
    public BehindWatch(String name, long limitNanos, Counter behind, Counter waiting, Told told) {
        this.name = name;
        this.limitNanos = limitNanos;
        this.behind = behind;
        this.waiting = waiting;
        this.told = told;
    }

    /** A batch is done. */
    public void batchDone(long doneNanos, long records, long processingNanos, long schedulingNanos) {
        if (schedulingNanos <= limitNanos) return;
        behind.increment();
        if (hasWarned && doneNanos - warnedNanos < QUIET_NANOS) return;
        hasWarned = true;
        warnedNanos = doneNanos;
        warnings++;
        told.fellBehind(Math.round(schedulingNanos / MILLI), Math.round(processingNanos / MILLI), waiting.get());
        LOG.warn(
                "{} falls behind: a batch of {} records waited for {} ms and took {} ms, {} batches wait, {} waited too"
                        + " long so far; docs/operations.md says what to look at",
                name,
                records,
                Math.round(schedulingNanos / MILLI),
                Math.round(processingNanos / MILLI),
                waiting.get(),
                behind.get());
    }

    long warnings() {
        return warnings;
    }
}
