package io.headrace.cli;

import io.headrace.ReplayProgress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Says once a second how far something is, when it takes longer than that. <b>Threading:</b> one thread. */
final class ProgressLine implements ReplayProgress, AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final PrintWriter err;
    private long saidAt = System.nanoTime();

    ProgressLine(PrintWriter err) {
        this.err = err;
    }

    @Override
    public void step(String what, long done, long all) {
        long now = System.nanoTime();
        if (now - saidAt < PAUSE_NANOS) return;
        saidAt = now;
        String far = all > 0
                ? String.format(Locale.ROOT, "%,d of %,d %s", done, all, what)
                : done > 0 ? String.format(Locale.ROOT, "%,d %s", done, what) : what;
        err.println("headrace: reading " + far);
        err.flush();
    }

    /** Nothing is said any more. */
    @Override
    public void close() {
        saidAt = Long.MAX_VALUE / 2;
    }
}
