package io.headrace.bench.report;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Says every ten seconds how far something is, and how long the rest will take if it goes on like that.
 *
 * <p><b>Threading:</b> one thread.
 */
public final class Pace {
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final double SECOND = 1e9;

    private final Consumer<String> progress;
    private final String unit;
    private final long all;
    private final long begin;
    private long saidAt;

    /** Begins now, with nothing done of {@code all}. */
    public Pace(Consumer<String> progress, String unit, long all) {
        this(progress, unit, all, System.nanoTime());
    }

    Pace(Consumer<String> progress, String unit, long all, long now) {
        this.progress = progress;
        this.unit = unit;
        this.all = all;
        begin = now;
        saidAt = now;
    }

    /** So much is done. */
    public void done(long done) {
        done(done, System.nanoTime());
    }

    void done(long done, long now) {
        if (now - saidAt < EVERY_NANOS || done <= 0) return;
        saidAt = now;
        double left = (now - begin) / SECOND / done * (all - done);
        progress.accept(String.format(Locale.ROOT, "%,d of %,d %s, about %,.0f s left", done, all, unit, left));
    }
}
