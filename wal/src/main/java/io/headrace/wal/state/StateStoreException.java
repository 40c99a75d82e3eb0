package io.headrace.wal.state;

import org.jspecify.annotations.Nullable;

/** A state store that cannot be opened, closed or used. The message says which, where, why, and what to do. */
public final class StateStoreException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StateStoreException(String message) {
        super(message);
    }

    public StateStoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
