package io.headrace.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A text server on loopback, as {@code nc -lk} is one: it sends what the test says to the client that has come.
 *
 * <p><b>Threading:</b> one thread.
 */
final class TextServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());

    TextServer() throws IOException {
        server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(30));
    }

    String port() {
        return String.valueOf(server.getLocalPort());
    }

    /** Waits for the next client. */
    Client client() throws IOException {
        try {
            return new Client(server.accept());
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nobody connected", e);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** A connection. */
    record Client(Socket socket) implements AutoCloseable {
        void send(String... lines) throws IOException {
            StringBuilder text = new StringBuilder();
            for (String line : lines) text.append(line).append('\n');
            socket.getOutputStream().write(text.toString().getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
