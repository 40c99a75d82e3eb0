package io.headrace;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What listeners throw, as it is logged: the first of a kind at once, and then every ten seconds at most, with how many there were. One that
 * throws at each batch would fill the disk otherwise.
 *
 * <p><b>Threading:</b> the thread of the listeners.
 */
final class ListenerTrouble {
    private static final Logger LOG = LoggerFactory.getLogger(ListenerTrouble.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** The same class of listener and of what it throws is one kind. */
    private record Kind(Class<?> listener, Class<?> thrown) {}

    private static final class Told {
        private long nanos;
        private long untold;
    }

    private final Map<Kind, Told> told = new HashMap<>();

    void log(StreamingListener listener, Throwable thrown, long nowNanos) {
        String words = words(listener, thrown, nowNanos);
        if (!words.isEmpty()) LOG.error(words, thrown);
    }

    /** What is to be said now; empty for nothing. */
    String words(StreamingListener listener, Throwable thrown, long nowNanos) {
        Kind kind = new Kind(listener.getClass(), thrown.getClass());
        Told before = told.get(kind);
        if (before != null && nowNanos - before.nanos < QUIET_NANOS) {
            before.untold++;
            return "";
        }
        Told now = new Told();
        now.nanos = nowNanos;
        told.put(kind, now);
        String words = "a StreamingListener threw: " + listener.getClass().getName();
        return before == null || before.untold == 0
                ? words
                : words + "; it did so " + before.untold + " times more since that was said last";
    }
}
