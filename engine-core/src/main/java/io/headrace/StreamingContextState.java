package io.headrace;

/**
 * Where a context is in its one life.
 *
 * <p><b>Threading:</b> immutable.
 */
public enum StreamingContextState {
    /** Streams and outputs may be added. */
    INITIALIZED,
    /** It runs, and its program stays as it is. */
    ACTIVE,
    /** It has ended, and does not start again. */
    STOPPED
}
