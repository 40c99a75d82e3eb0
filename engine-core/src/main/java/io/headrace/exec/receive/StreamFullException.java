package io.headrace.exec.receive;

/**
 * An input had no room, and was to fail then.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class StreamFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    StreamFullException(String stream, int slots) {
        super("stream " + stream + ": all " + slots
                + " blocks of its ring wait for the log and the jobs, and its policy"
                + " is FAIL; make batches faster, raise headrace.receiver.ring.slots, or choose another policy with"
                + " whenFull(…) or headrace.receiver.full");
    }
}
