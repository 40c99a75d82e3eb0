package io.headrace;

import java.nio.charset.StandardCharsets;

/**
 * A record that was received and could not be taken: too long, or not what its stream holds.
 *
 * <p><b>Threading:</b> immutable, as long as nobody writes to its bytes.
 *
 * @param streamId of the input
 * @param stream the input in words
 * @param timeMillis when it came
 * @param reason a few words
 * @param length of the whole record, in bytes
 * @param head its first bytes
 */
@SuppressWarnings("ArrayRecordComponent") // for people to read; nobody compares these
public record Reject(int streamId, String stream, long timeMillis, String reason, long length, byte[] head) {
    @Override
    public String toString() {
        return "stream " + streamId + " (" + stream + ") rejected a record of " + length + " bytes: " + reason + ": "
                + new String(head, StandardCharsets.UTF_8) + (head.length < length ? "…" : "");
    }
}
