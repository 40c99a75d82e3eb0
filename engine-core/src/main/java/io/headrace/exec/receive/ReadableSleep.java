package io.headrace.exec.receive;

import io.headrace.affinity.wait.Sleep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How a receiver sleeps. While it has nothing in hand and its source says what becomes readable with the next byte, it sleeps on that: the
 * byte wakes it, and an idle input costs nothing. Otherwise it looks again after a step.
 *
 * <p>It allocates for the first sleep on a connection only: the key of a channel stays among the selected ones, where it is met again.
 *
 * <p><b>Threading:</b> as {@link Sleep}; {@link #watch}, {@link #forget} and {@link #close} by the owner.
 */
final class ReadableSleep implements Sleep, AutoCloseable {
    private final long longestNanos;
    private @Nullable SelectionKey key;
    private volatile @Nullable Selector selector;
    /** What a selection waits for; null while the thread parks. There is a selector before there is this. */
    private volatile @Nullable SelectableChannel watched;

    /** @param longestNanos of a sleep that nothing ends: an agent may have more to look at than its source */
    ReadableSleep(long longestNanos) {
        if (longestNanos < TimeUnit.MILLISECONDS.toNanos(1))
            throw new IllegalArgumentException(
                    "a selection waits for whole milliseconds, not for " + longestNanos + " ns");
        this.longestNanos = longestNanos;
    }

    /** The next sleeps end when this is readable; null: they last for a step. */
    void watch(@Nullable SelectableChannel channel) {
        if (channel == watched) return;
        if (selector == null) selector = open();
        watched = channel;
    }

    private static Selector open() {
        try {
            return Selector.open();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private static UncheckedIOException failed(IOException e) {
        return new UncheckedIOException("a receiver cannot wait for its connection: " + e.getMessage(), e);
    }

    @Override
    public void sleep(long stepNanos, long mostNanos) {
        long most = Math.min(mostNanos, longestNanos);
        SelectableChannel channel = watched;
        Selector open = selector;
        if (channel == null || open == null || most < TimeUnit.MILLISECONDS.toNanos(1)) {
            PARKED.sleep(stepNanos, mostNanos);
            return;
        }
        try {
            select(open, channel, TimeUnit.NANOSECONDS.toMillis(most));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void select(Selector open, SelectableChannel channel, long millis) throws IOException {
        SelectionKey now = key;
        if (now == null || now.channel() != channel) {
            if (now != null) now.cancel();
            key = channel.register(open, SelectionKey.OP_READ);
        }
        // How many it were is of no interest: the source is asked next.
        int unused = open.select(millis);
    }

    @Override
    public void wake(@Nullable Thread sleeper) {
        Selector open = watched == null ? null : selector;
        if (open != null) open.wakeup();
        PARKED.wake(sleeper); // a short sleep parks
    }

    /** What was watched is closed: for the other side it is when no selector has it any more. */
    void forget() {
        watched = null;
        Selector open = selector;
        if (key == null || open == null) return;
        key.cancel();
        key = null;
        try {
            int unused = open.selectNow();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() {
        watched = null;
        Selector open = selector;
        if (open == null) return;
        try {
            open.close();
        } catch (IOException e) {
            throw failed(e);
        }
    }
}
