package io.headrace.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Lines of UTF-8 text from a socket: each ends with a line feed, which a carriage return may precede, and is one record without
 * them. An empty line is an empty record. What stands behind the last line feed when the other side closes is a line too; then the
 * connection is opened again.
 *
 * <p>A line that is too long or not UTF-8 is rejected, and the next one is read.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param maxLineLength in bytes; the context's maximum record length holds as well
 * @param tls how the connection is encrypted; null: it is not
 */
public record SocketLines(
        String host, int port, int maxLineLength, @Nullable Tls tls) implements SourceFactory {
    private static final long serialVersionUID = 1;

    public SocketLines {
        Ports.check(port);
        if (maxLineLength < 1)
            throw new IllegalArgumentException("lines of at most " + maxLineLength + " bytes; at least 1 is needed");
    }

    /** Lines as long as the context takes records. */
    public SocketLines(String host, int port) {
        this(host, port, Integer.MAX_VALUE);
    }

    /** Lines over a plain connection. */
    public SocketLines(String host, int port, int maxLineLength) {
        this(host, port, maxLineLength, null);
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
        return new PolledLines(Connections.open(label(), host, port, tls), maxLineLength);
    }
}
