package io.headrace.exec.flow;

import io.headrace.exec.batch.Batch;

/**
 * How many batches may be under way at once: as many as the settings say, and more while batches are late, where these are joined.
 *
 * <p><b>Threading:</b> the thread of the jobs.
 */
public final class Pace {
    private final BehindWatch watch;
    private final int usual;
    private final int whenLate;

    /** @param whenLate the same as {@code usual} where late batches are not joined */
    public Pace(BehindWatch watch, int usual, int whenLate) {
        this.watch = watch;
        this.usual = usual;
        this.whenLate = whenLate;
    }

    /** This batch is the next: so many may be under way with it, itself included. */
    public int atOnce(Batch next) {
        long now = System.nanoTime();
        return watch.isBehind(now, now - next.cutNanos()) ? whenLate : usual;
    }

    /** A batch begins. */
    public void begins() {
        watch.batchBegins(System.nanoTime());
    }
}
