package io.headrace.memory;

/** Stored bytes are not what was written, or are not of the kind that was expected. The message says which and where. */
public final class CorruptDataException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public CorruptDataException(String message) {
        super(message);
    }
}
