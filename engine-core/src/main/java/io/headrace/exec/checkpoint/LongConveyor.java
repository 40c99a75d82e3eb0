package io.headrace.exec.checkpoint;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Carries longs from one thread to another, in order, however many wait. Neither side ever waits for the other; chunks are used again.
 *
 * <p><b>Threading:</b> one thread puts and publishes, another one takes. What was put before {@link #publish} is seen by who finds it
 * published.
 */
final class LongConveyor {
    private static final int CHUNK = 1 << 12;

    private static final class Chunk {
        final long[] values = new long[CHUNK];

        @Nullable
        Chunk next;
    }

    private final AtomicLong published = new AtomicLong();
    private final AtomicReference<@Nullable Chunk> spare = new AtomicReference<>();

    // Of the putting thread.
    private Chunk tail;
    private int tailUsed;
    private long put;

    // Of the taking thread.
    private Chunk head;
    private int headUsed;
    private long taken;

    LongConveyor() {
        head = new Chunk();
        tail = head;
    }

    void put(long value) {
        if (tailUsed == CHUNK) extend();
        tail.values[tailUsed++] = value;
        put++;
    }

    private void extend() {
        Chunk used = spare.getAndSet(null);
        Chunk more = used != null ? used : new Chunk();
        tail.next = more; // seen with the publication of what lies in it
        tail = more;
        tailUsed = 0;
    }

    /** What was put may be taken. */
    void publish() {
        published.setRelease(put);
    }

    boolean isEmpty() {
        return taken == published.getAcquire();
    }

    /** The next one; there must be one. */
    long take() {
        if (headUsed == CHUNK) advance();
        taken++;
        return head.values[headUsed++];
    }

    private void advance() {
        Chunk done = head;
        Chunk next = done.next;
        if (next == null) throw new IllegalStateException("more is taken than was published");
        head = next;
        headUsed = 0;
        done.next = null;
        spare.setRelease(done);
    }
}
