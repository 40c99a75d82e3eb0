package io.headrace.bench.fork;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Measures a contender that goes through its input again and again, from the outside: a thread watches how much has come out, and takes
 * what the process has used at the first whole pass behind the warm-up and at the first one behind the measured time. No contender
 * reads a clock.
 *
 * <p><b>Threading:</b> any number of sources ask {@link #starts}; the watching thread is its own.
 */
public final class Meter {
    static final String THROUGHPUT = "throughput";

    private static final long LOOK_NANOS = 1_000_000;

    private final Tally tally;
    private final Series counts;
    private final long warmUpNanos;
    private final long measuredNanos;
    private int started;
    private boolean over;
    private volatile @Nullable Costs from;
    private volatile @Nullable Costs to;

    Meter(Tally tally, Series counts, double warmUpSeconds, double seconds) {
        this.tally = tally;
        this.counts = counts;
        this.warmUpNanos = nanos(warmUpSeconds);
        this.measuredNanos = nanos(seconds);
    }

    /**
     * Whether this pass over the input is to be made; the first one is 0. Sources that share the input get the same answer for the same
     * pass: all of them make it or none.
     */
    public synchronized boolean starts(int pass) {
        if (pass < started) return true;
        if (over) return false;
        started = pass + 1;
        return true;
    }

    /** Whether no further pass is begun. */
    public synchronized boolean isOver() {
        return over;
    }

    /** Whether the warm-up is over. */
    public boolean isMeasuring() {
        return from != null;
    }

    /** How many whole passes have come out. */
    public long finished() {
        return counts.passesOf(tally.count());
    }

    synchronized int started() {
        return started;
    }

    /** Begins to watch. */
    void watch() {
        Thread thread = new Thread(this::look, "meter");
        thread.setDaemon(true);
        thread.start();
    }

    private void look() {
        long begin = System.nanoTime();
        long last = 0;
        while (to == null) {
            LockSupport.parkNanos(LOOK_NANOS);
            long passes = finished();
            if (passes == last) continue;
            last = passes;
            Costs before = from;
            if (before == null) {
                if (System.nanoTime() - begin >= warmUpNanos) from = Costs.now(passes);
            } else if (System.nanoTime() - before.nanos() >= measuredNanos) {
                to = Costs.now(passes);
            }
        }
        synchronized (this) {
            over = true;
        }
    }

    void answer(Task task, long recordsOfPass, String unit) {
        Costs before = from;
        Costs after = to;
        if (before == null || after == null)
            throw new IllegalStateException("the contender ended by itself before it was measured");
        double records = (double) recordsOfPass * (after.passes() - before.passes());
        double seconds = (after.nanos() - before.nanos()) / (double) TimeUnit.SECONDS.toNanos(1);
        double cpuSeconds = (after.cpuNanos() - before.cpuNanos()) / (double) TimeUnit.SECONDS.toNanos(1);
        task.answer(THROUGHPUT, records / seconds, unit + "/s");
        task.answer("throughput by CPU time", records / cpuSeconds, unit + "/CPU s");
        task.answer("allocation", (after.allocatedBytes() - before.allocatedBytes()) / records, "B/record");
        task.answer("collections", (after.collectionMillis() - before.collectionMillis()) / seconds, "ms/s");
        task.answer("context switches", (after.contextSwitches() - before.contextSwitches()) / seconds, "1/s");
        task.answer("page faults", (after.pageFaults() - before.pageFaults()) / seconds, "1/s");
        task.answer("measured", seconds, "s");
    }

    private static long nanos(double seconds) {
        return Math.round(seconds * TimeUnit.SECONDS.toNanos(1));
    }
}
