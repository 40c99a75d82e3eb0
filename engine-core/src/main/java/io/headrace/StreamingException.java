package io.headrace;

import org.jspecify.annotations.Nullable;

/**
 * A streaming program cannot run, or has failed. The message names the operator, where it was written, and the data.
 *
 * <p><b>Threading:</b> immutable.
 */
public class StreamingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StreamingException(String message) {
        super(message);
    }

    public StreamingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
