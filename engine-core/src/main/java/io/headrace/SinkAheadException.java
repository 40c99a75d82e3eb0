package io.headrace;

/**
 * A sink holds batches that the context's log does not know: see {@link io.headrace.sink.SinkAhead}.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class SinkAheadException extends StreamingException {
    private static final long serialVersionUID = 1;

    public SinkAheadException(String message) {
        super(message);
    }
}
