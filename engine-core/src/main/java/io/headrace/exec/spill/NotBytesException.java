package io.headrace.exec.spill;

import io.headrace.StreamingException;

/**
 * A row has to become bytes, and cannot. The message names the operation and the cure.
 *
 * <p><b>Threading:</b> immutable.
 */
final class NotBytesException extends StreamingException {
    private static final long serialVersionUID = 1;

    NotBytesException(String message, Throwable cause) {
        super(message, cause);
    }
}
