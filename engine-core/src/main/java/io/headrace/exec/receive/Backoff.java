package io.headrace.exec.receive;

import java.util.concurrent.TimeUnit;

/**
 * The pauses between failures: each twice as long as the one before, until something goes well.
 *
 * <p><b>Threading:</b> one thread.
 */
final class Backoff {
    /** No pause is longer, unless the first one is. */
    static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final long first;
    private long next;

    Backoff(long firstNanos) {
        first = firstNanos;
        next = firstNanos;
    }

    /** The pause to make now. */
    long next() {
        long now = next;
        next = Math.max(first, Math.min(now * 2, MAX_NANOS));
        return now;
    }

    void reset() {
        next = first;
    }
}
