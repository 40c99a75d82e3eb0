package io.headrace.bench.openloop;

import io.headrace.bench.fork.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * A run of records with the times at which they are meant to be sent. At first they come as fast as they are taken, which warms the
 * contender up and tells its greatest rate: what was taken in the second half, by the time until the last of it was in the sink; then, when
 * that has been half a second ago, at a part of that rate by a fixed schedule, whose first five seconds do not count: what a scheduled record goes through
 * is compiled then. The latency of a record is the
 * time from when it was meant to be sent to when it is in the sink, so that a contender which stands still is charged for all
 * that should have been sent meanwhile.
 *
 * <p><b>Threading:</b> one source; each sink has a {@link Part}; {@link #conclude} by the main thread.
 */
public final class OpenLoop implements Schedule {
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long DRAIN_MILLIS = 1_500;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(100);
    private static final double MICRO = 1_000;
    private static final double SECOND = 1e9;
    private static final long MIX = 0x9E3779B97F4A7C15L;

    private final double load;
    private final double rate;
    private final long keys;
    private final WarmUp warmUp;
    private final long measuredNanos;
    private final List<Part> parts = new ArrayList<>();

    // The source's.
    private long taken;
    private double greatestRate;
    private double nanosOfRecord;
    private long sent;

    private volatile long scheduleBegin = Long.MAX_VALUE;
    private volatile boolean over;

    /** Settings {@code load}, the part of the greatest rate, or {@code rate}, in records a second; and {@code keys}. */
    public OpenLoop(Task task) {
        load = Double.parseDouble(task.text("load", "0"));
        rate = Double.parseDouble(task.text("rate", "0"));
        if (load > 0 == rate > 0) throw new IllegalArgumentException("either a load or a rate");
        keys = task.number("keys");
        warmUp = new WarmUp(Math.round(task.warmUpSeconds() * SECOND));
        measuredNanos = Math.round(task.seconds() * SECOND) + SETTLE_NANOS;
    }

    /** A run whose rate is known beforehand, in records a second, and that is not warmed up. */
    public OpenLoop(Task task, double rate) {
        load = 0;
        this.rate = rate;
        keys = 1;
        warmUp = new WarmUp(0);
        greatestRate = rate;
        measuredNanos = Math.round(task.seconds() * SECOND) + SETTLE_NANOS;
    }

    /** What one sink saw. <b>Threading:</b> one thread. */
    public final class Part {
        private final Histogram counted = new Histogram(LONGEST_NANOS, 3);
        private final Histogram[] histograms = {counted, new Histogram(LONGEST_NANOS, 3)};

        /** A record that was meant to be sent then is in the sink now. */
        public void record(long due) {
            long begin = scheduleBegin;
            if (begin == Long.MAX_VALUE) {
                warmUp.arrived();
                return;
            }
            long latency = Math.min(LONGEST_NANOS, Math.max(0, System.nanoTime() - due));
            // Not by a branch: one that was never taken is not compiled, and the first row that counts would wait for
            // the compiler.
            int which = (int) ((due - begin - SETTLE_NANOS) >>> (Long.SIZE - 1));
            histograms[which].recordValue(latency);
        }
    }

    public synchronized Part part() {
        Part part = new Part();
        parts.add(part);
        return part;
    }

    @Override
    public int due(int most) {
        long now = System.nanoTime();
        if (scheduleBegin == Long.MAX_VALUE) return dueAtFirst(now, most);
        if (over) return 0;
        if (now - scheduleBegin > measuredNanos) {
            over = true;
            return 0;
        }
        long all = (long) ((now - scheduleBegin) / nanosOfRecord) + 1;
        return (int) Math.min(most, all - sent);
    }

    private int dueAtFirst(long now, int most) {
        int due = warmUp.due(now, most);
        if (due != WarmUp.OVER) return due;
        if (warmUp.greatestRate() > 0) greatestRate = warmUp.greatestRate();
        nanosOfRecord = SECOND / Math.max(1, offered());
        scheduleBegin = now;
        return 0;
    }

    private double offered() {
        return rate > 0 ? rate : greatestRate * load;
    }

    @Override
    public long nextDue() {
        return scheduleBegin == Long.MAX_VALUE ? warmUp.begin() : scheduleBegin + (long) (sent * nanosOfRecord);
    }

    @Override
    public long nextKey() {
        return key(taken, keys);
    }

    /** The key of a record, scattered over all of them. */
    static long key(long record, long keys) {
        return Math.floorMod(((record + 1) * MIX) >>> 20, keys) + 1;
    }

    @Override
    public void sent() {
        taken++;
        if (scheduleBegin != Long.MAX_VALUE) sent++;
        else warmUp.sent();
    }

    /** Whether the schedule has ended. */
    public boolean isOver() {
        return over;
    }

    /** Waits for the end, and a little for what is on its way; answers rates and percentiles. */
    public void conclude(Task task) throws InterruptedException {
        while (!over) TimeUnit.MILLISECONDS.sleep(5);
        TimeUnit.MILLISECONDS.sleep(DRAIN_MILLIS);
        Histogram all = new Histogram(LONGEST_NANOS, 3);
        synchronized (this) {
            for (Part part : parts) all.add(part.counted);
        }
        task.answer("p50", all.getValueAtPercentile(50) / MICRO, "µs");
        task.answer("p90", all.getValueAtPercentile(90) / MICRO, "µs");
        task.answer("p99", all.getValueAtPercentile(99) / MICRO, "µs");
        task.answer("p99.9", all.getValueAtPercentile(99.9) / MICRO, "µs");
        task.answer("p99.99", all.getValueAtPercentile(99.99) / MICRO, "µs");
        task.answer("max", all.getMaxValue() / MICRO, "µs");
        task.answer("samples", (double) all.getTotalCount(), "rows");
        task.answer("greatest rate", greatestRate, "records/s");
        task.answer("offered", offered(), "records/s");
    }
}
