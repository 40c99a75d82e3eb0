package io.headrace.affinity.sizing;

/**
 * A load, a cost or a configuration that cannot be; the message names it and says what would be right.
 *
 * <p><b>Threading:</b> as any exception.
 */
public final class SizingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public SizingException(String message) {
        super(message);
    }

    public SizingException(String message, Throwable cause) {
        super(message, cause);
    }
}
