package io.headrace.cli;

/** What was asked makes no sense: the message says why, and the exit code is {@link Headrace#NONSENSE}. */
final class NonsenseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NonsenseException(String message) {
        super(message);
    }

    NonsenseException(String message, Throwable cause) {
        super(message, cause);
    }
}
