package io.headrace.exec;

import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Opens the log beside the start: loading Chronicle, reserving the first roll and bringing its head to the disk take as long as a part of
 * what is restored from a checkpoint meanwhile.
 *
 * <p><b>Threading:</b> a thread of its own opens; the starting one waits for it.
 */
final class LogOpening {
    private final FutureTask<Log> task;

    private LogOpening(LogOptions options) {
        task = new FutureTask<>(() -> open(options));
    }

    static LogOpening begin(LogOptions options) {
        LogOpening opening = new LogOpening(options);
        Thread thread = new Thread(opening.task, "headrace: opening the log");
        thread.setDaemon(true);
        thread.start();
        return opening;
    }

    private static Log open(LogOptions options) throws IOException {
        CrashPoints.at(CrashPoint.BEFORE_LOG_OPEN);
        Log log = Log.open(options);
        CrashPoints.at(CrashPoint.AFTER_LOG_OPEN);
        return log;
    }

    /** Waits for the log, also when interrupted; what failed there fails here. */
    Log await() throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw failure(Objects.requireNonNullElse(e.getCause(), e));
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private static IOException failure(Throwable cause) {
        if (cause instanceof Error error) throw error;
        if (cause instanceof RuntimeException failure) throw failure;
        return cause instanceof IOException failure ? failure : new IOException("the log cannot be opened", cause);
    }
}
