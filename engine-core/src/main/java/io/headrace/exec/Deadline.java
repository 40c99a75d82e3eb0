package io.headrace.exec;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A time by which something is to be over.
 *
 * <p><b>Threading:</b> immutable.
 */
final class Deadline {
    private static final long PAUSE_MILLIS = 1;

    private final long endNanos;

    Deadline(Duration from) {
        endNanos = System.nanoTime() + from.toNanos();
    }

    boolean isOver() {
        return System.nanoTime() - endNanos >= 0;
    }

    /** Never negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    /** Lets others work for a moment. */
    void pause() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
}
