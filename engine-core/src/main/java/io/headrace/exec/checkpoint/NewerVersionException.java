package io.headrace.exec.checkpoint;

/** A checkpoint that a newer build has written: sound, and not to be passed over. <b>Threading:</b> immutable. */
public final class NewerVersionException extends IllegalStateException {
    private static final long serialVersionUID = 1;

    NewerVersionException(String message) {
        super(message);
    }
}
