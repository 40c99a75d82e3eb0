package io.headrace.exec.receive;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A record that could not be processed and was set aside.
 *
 * <p><b>Threading:</b> immutable.
 */
public final class Rejected {
    private final String stream;
    private final String reason;
    private final Instant time;
    private final long length;
    private final byte[] firstBytes;

    Rejected(String stream, String reason, Instant time, long length, byte[] firstBytes) {
        this.stream = stream;
        this.reason = reason;
        this.time = time;
        this.length = length;
        this.firstBytes = firstBytes;
    }

    public String stream() {
        return stream;
    }

    public String reason() {
        return reason;
    }

    public Instant time() {
        return time;
    }

    /** Of the whole record. */
    public long length() {
        return length;
    }

    /** As many as were kept. */
    public byte[] firstBytes() {
        return firstBytes.clone();
    }

    /** For people; bytes that are no text show as �. */
    @Override
    public String toString() {
        return time + " stream " + stream + ": " + reason + ", " + length + " bytes: \""
                + new String(firstBytes, StandardCharsets.UTF_8) + (firstBytes.length < length ? "…\"" : "\"");
    }
}
