package io.headrace.exec.data;

/**
 * What a {@link Sink} throws that wants no more rows: not a failure. An error, so that nobody takes it for an exception of the user's
 * on its way up.
 *
 * <p><b>Threading:</b> there is one, and it holds nothing.
 */
public final class PushEnded extends Error {
    private static final long serialVersionUID = 1;

    @SuppressWarnings("StaticAssignmentOfThrowable") // it has no stack trace
    public static final PushEnded NOW = new PushEnded();

    private PushEnded() {
        super("a sink wants no more rows", null, false, false);
    }
}
