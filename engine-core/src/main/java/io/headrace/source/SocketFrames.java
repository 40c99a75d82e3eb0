package io.headrace.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Binary records from a socket: four bytes of length, the most significant one first, then so many bytes.
 *
 * <p>A frame that is too long, or of a length that the stream's records do not have, is rejected, and the next one is read. Behind a
 * negative length nothing can be believed: the connection is closed and opened again, as it is when the other side closes it.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param lengths which lengths the records have; null: any
 * @param tls how the connection is encrypted; null: it is not
 */
public record SocketFrames(
        String host,
        int port,
        @Nullable LengthCheck lengths,
        @Nullable Tls tls) implements SourceFactory {
    private static final long serialVersionUID = 1;

    public SocketFrames {
        Ports.check(port);
    }

    /** Frames of any length. */
    public SocketFrames(String host, int port) {
        this(host, port, null);
    }

    /** Frames over a plain connection. */
    public SocketFrames(String host, int port, @Nullable LengthCheck lengths) {
        this(host, port, lengths, null);
    }

    /** {@code socket localhost:9999}. */
    public String label() {
        return "socket " + host + ":" + port;
    }

    /** A socket has no place to go on from. */
    @Override
    public boolean isAcknowledged() {
        return false;
    }

    @Override
    public PolledSource open(byte[] position) throws IOException {
        return new PolledFrames(Connections.open(label(), host, port, tls), lengths);
    }
}
