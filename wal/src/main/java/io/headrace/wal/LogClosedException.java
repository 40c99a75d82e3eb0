package io.headrace.wal;

import org.jspecify.annotations.Nullable;

/**
 * The log takes no more records: it was closed, or it failed. After a failed force nobody knows what the kernel dropped,
 * so a failed log stays closed until it is opened again; what was acknowledged is read from the disk then.
 */
public final class LogClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    LogClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
