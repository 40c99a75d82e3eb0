package io.headrace.exec.receive;

import io.headrace.exec.counters.Counter;
import java.util.concurrent.TimeUnit;

/**
 * How many records a second an input takes in. It earns records by the time that goes by, and keeps at most a burst's worth of them.
 *
 * <pre>
 *   credit     0 ............ one record ............ burst × rate, one record at least
 *   accrue     credit + rate × time gone by
 *   took       credit − one record
 * </pre>
 *
 * Who has no limit is given more at each accrual than can come before the next: a record is let in by one comparison either way.
 *
 * <p>Credit is kept in records × nanoseconds, so nothing is rounded. It begins at nothing: no more than the rate comes in from the first
 * moment on. Who has none left waits until about a millisecond's worth is there, for waiting for each record would be spinning.
 *
 * <p><b>Threading:</b> {@link #update} and {@link #rate} by any thread; all else by the one at a time that takes records in.
 */
public final class RateLimit {
    private static final long ONE_RECORD = TimeUnit.SECONDS.toNanos(1);
    private static final long SHORTEST_BURST = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long LONGEST_BURST = TimeUnit.SECONDS.toNanos(1);
    private static final long WAIT_WORTH = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MOST_RATE = 4_000_000_000L; // times the longest burst, twice, is a long still
    private static final long NO_LIMIT = 0;
    private static final long NO_END = Long.MAX_VALUE;

    private final long maxRate;
    private final long burstNanos;
    private final Counter shown;
    private volatile long rate;

    // of who takes records in
    private long current; // the rate of the last accrual
    private long credit = NO_END;
    private long lastNanos;
    private boolean isTimed;

    /**
     * A limit.
     *
     * @param maxRate records a second; 0 for no bound
     * @param initialRate what holds until the first update; 0 for the bound
     * @param burstNanos time that may be made up for, from 10 ms to a second
     * @param shown where the rate that holds is written; 0 stands for none
     */
    public RateLimit(long maxRate, long initialRate, long burstNanos, Counter shown) {
        if (maxRate < 0 || initialRate < 0)
            throw new IllegalArgumentException("rates of " + maxRate + " and " + initialRate
                    + " records a second; they must not be negative, and 0 is none");
        this.maxRate = Math.min(maxRate, MOST_RATE);
        this.burstNanos = Math.max(SHORTEST_BURST, Math.min(LONGEST_BURST, burstNanos));
        this.shown = shown;
        rate = this.maxRate;
        shown.set(rate);
        update(initialRate);
    }

    /** No limit, until an update sets one. */
    public static RateLimit none() {
        return new RateLimit(NO_LIMIT, NO_LIMIT, LONGEST_BURST, Counter.detached());
    }

    /** Another rate from now on, as far as the bound allows; 0 or less is ignored. */
    public void update(long recordsPerSecond) {
        if (recordsPerSecond <= 0) return;
        long most = maxRate == NO_LIMIT ? MOST_RATE : maxRate;
        rate = Math.min(recordsPerSecond, most);
        shown.set(rate);
    }

    /** Records a second; 0 for no limit. */
    public long rate() {
        return rate;
    }

    /** The time is this now. */
    void accrue(long nanos) {
        long now = rate;
        if (now != NO_LIMIT && current == NO_LIMIT) credit = 0;
        if (now == NO_LIMIT) {
            credit = NO_END;
        } else if (isTimed) {
            long most = mostNanos(now);
            long gone = Math.max(0, Math.min(nanos - lastNanos, most));
            credit = Math.min(credit + gone * now, most * now + ONE_RECORD - 1); // what is begun of the next is kept
        }
        current = now;
        lastNanos = nanos;
        isTimed = true;
    }

    /** The burst, or the time that one record takes. */
    private long mostNanos(long now) {
        return Math.max(burstNanos, (ONE_RECORD + now - 1) / now);
    }

    /** Whether a record may be taken in. */
    boolean admits() {
        return credit >= ONE_RECORD;
    }

    /** A record was taken in. */
    void took() {
        credit -= ONE_RECORD;
    }

    /** How long it is worth waiting after the last accrual; 0 when nothing need be waited for. */
    long nanosToWait() {
        if (admits()) return 0;
        long worth = Math.max(ONE_RECORD, WAIT_WORTH * current);
        return (worth - credit + current - 1) / current;
    }
}
