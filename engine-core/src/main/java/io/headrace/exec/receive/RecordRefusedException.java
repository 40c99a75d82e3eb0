package io.headrace.exec.receive;

import org.jspecify.annotations.Nullable;

/** A record that a user's receiver stores cannot be stored: the codec does not take it, or no block can hold it. */
final class RecordRefusedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    RecordRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether it is one, or comes of one. */
    static boolean isBehind(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause())
            if (cause instanceof RecordRefusedException) return true;
        return false;
    }
}
