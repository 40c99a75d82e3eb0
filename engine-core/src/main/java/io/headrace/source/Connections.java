package io.headrace.source;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Begins connections.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Connections {
    private Connections() {}

    /** @param tls null for a plain one */
    static ByteInput open(String label, String host, int port, @Nullable Tls tls) throws IOException {
        if (tls == null) return new PlainSocket(label, host, port);
        var engine = tls.engine(host, port); // before anything is opened
        return new TlsSocket(new PlainSocket(label, host, port), engine);
    }
}
