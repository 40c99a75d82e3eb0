package io.headrace.exec.role;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Names a role that no longer moves: its thread has not gone a round for a while. It says so once, with the stack trace, and again
 * when the thread moves. It never stops anything: a slow disk or a long function is no reason to lose a context, and who is held by
 * one can read it in the log.
 *
 * <p>When the watchdog itself has not been called for long, the whole process was stopped, not a role; then everything is forgiven.
 *
 * <p><b>Threading:</b> an agent of the maintenance thread; {@link #stalled} by any thread.
 */
public final class RoleWatchdog implements Agent {
    /** After this long a role counts as standing still, unless told otherwise. */
    public static final Duration DEFAULT_LIMIT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(RoleWatchdog.class);
    private static final int LOOKS_PER_LIMIT = 4;

    private final List<Watched> threads;
    private final long limitNanos;
    private final LongSupplier nanoTime;
    private long lastLook;
    private long nextLook;

    /** Watches these threads by {@link System#nanoTime}. */
    public RoleWatchdog(List<RoleThread> threads, Duration limit) {
        this(threads, limit, System::nanoTime);
    }

    RoleWatchdog(List<RoleThread> threads, Duration limit, LongSupplier nanoTime) {
        if (limit.isNegative() || limit.toMillis() == 0) {
            throw new IllegalArgumentException("a role stands still after " + limit + "; give a millisecond or more");
        }
        this.threads = threads.stream().map(Watched::new).toList();
        this.limitNanos = limit.toNanos();
        this.nanoTime = nanoTime;
    }

    @Override
    public String roleName() {
        return "watchdog";
    }

    @Override
    public void onStart() {
        lastLook = nanoTime.getAsLong();
        nextLook = lastLook;
    }

    @Override
    public int doWork() {
        long now = nanoTime.getAsLong();
        if (now - nextLook < 0) return 0;
        boolean wasAway = now - lastLook > limitNanos;
        for (Watched watched : threads) {
            if (wasAway) watched.forgive(now);
            look(watched, now);
        }
        lastLook = now;
        nextLook = now + limitNanos / LOOKS_PER_LIMIT;
        return 0;
    }

    @Override
    public long maxIdleNanos() {
        return Math.max(0, nextLook - nanoTime.getAsLong());
    }

    /** The roles that stand still now, as sentences. */
    public List<String> stalled() {
        return threads.stream()
                .map(watched -> watched.words)
                .filter(words -> !words.isEmpty())
                .toList();
    }

    private void look(Watched watched, long now) {
        RoleThread thread = watched.thread;
        long steps = thread.steps();
        boolean moves = steps != watched.steps || !thread.isRunning();
        if (moves) {
            if (watched.isStalled()) {
                LOG.warn("{} moves again after {} s", thread.name(), seconds(now - watched.since));
            }
            watched.moved(steps, now);
        } else if (!watched.isStalled() && now - watched.since >= limitNanos) {
            StackTraceElement[] frames = thread.stackTrace();
            watched.words = describe(thread, frames, now - watched.since);
            LOG.warn("{}{}", watched.words, StackTraces.of(frames));
        }
    }

    private static String describe(RoleThread thread, StackTraceElement[] frames, long nanos) {
        String since = "has been in one step of " + thread.currentRole() + " for " + seconds(nanos) + " s";
        Optional<StackTraceElement> user = StackTraces.userFrame(frames);
        return thread.name() + " "
                + (user.isPresent()
                        ? "is busy in user code at " + StackTraces.words(user.get()) + ": it " + since
                        : "stands still: it " + since);
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
    }

    /** A thread, and when it was last seen to move. */
    private static final class Watched {
        final RoleThread thread;
        long steps = -1;
        long since;
        /** What was said about it; empty as long as it moves. */
        volatile String words = "";

        Watched(RoleThread thread) {
            this.thread = thread;
        }

        boolean isStalled() {
            return !words.isEmpty();
        }

        void moved(long count, long now) {
            steps = count;
            since = now;
            words = "";
        }

        void forgive(long now) {
            if (!isStalled()) since = now;
        }
    }
}
