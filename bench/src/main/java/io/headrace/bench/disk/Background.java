package io.headrace.bench.disk;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that does one step after the other beside what is measured, as an engine's housekeeping does.
 *
 * <p><b>Threading:</b> made and closed by one thread.
 */
public final class Background implements AutoCloseable {
    private static final long PAUSE_NANOS = 1_000_000;

    /** Does a little; whether there is more to do at once. */
    @FunctionalInterface
    public interface Step {
        boolean run() throws IOException;
    }

    private final Thread thread;
    private volatile boolean stopped;
    private volatile @Nullable Throwable failure;

    /** Begins at once. */
    public Background(String name, Step step) {
        thread = new Thread(() -> run(step), name);
        thread.start();
    }

    private void run(Step step) {
        try {
            while (!stopped) if (!step.run()) LockSupport.parkNanos(PAUSE_NANOS);
        } catch (IOException | RuntimeException e) {
            failure = e;
        }
    }

    /** Throws what made it fail. */
    public void check() {
        Throwable failed = failure;
        if (failed != null) throw new IllegalStateException(thread.getName() + " failed", failed);
    }

    @Override
    public void close() {
        stopped = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
        check();
    }
}
