package io.headrace.affinity.pin;

/**
 * A thread that must be pinned cannot be.
 *
 * <p><b>Threading:</b> as any exception.
 */
public final class PinException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PinException(String message) {
        super(message);
    }
}
