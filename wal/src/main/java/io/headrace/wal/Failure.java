package io.headrace.wal;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Why a log takes nothing any more. The first cause stays.
 *
 * <p><b>Threading:</b> any thread.
 */
final class Failure {
    private final Path logDirectory;
    private volatile @Nullable Throwable cause;

    Failure(Path logDirectory) {
        this.logDirectory = logDirectory;
    }

    synchronized void because(Throwable cause) {
        if (this.cause == null) this.cause = cause;
    }

    boolean isThere() {
        return cause != null;
    }

    @Nullable
    Throwable cause() {
        return cause;
    }

    /** What who still calls is told: of a log that was closed in order too. */
    LogClosedException exception() {
        Throwable known = cause;
        return known == null
                ? new LogClosedException("the log in " + logDirectory + " was closed", null)
                : new LogClosedException(
                        "the log in " + logDirectory + " failed and is closed until it is opened again: " + known,
                        known);
    }
}
