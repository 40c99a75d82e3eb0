package io.headrace.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * The disk did not take an output. Nothing of it is there, and it may be tried again.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class NotWrittenException extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    /** The one that this failure comes from; null when it comes from something else. */
    public static @Nullable NotWrittenException in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause())
            if (cause instanceof NotWrittenException found) return found;
        return null;
    }

    public NotWrittenException(String message, IOException cause) {
        super(message, cause);
    }
}
