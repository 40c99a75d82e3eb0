package io.headrace.source;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A server on this machine, for one client at a time. */
public final class Loopback implements AutoCloseable {
    private static final int ACCEPT_MILLIS = 20_000;

    private final ServerSocket server;

    public Loopback() throws IOException {
        this(0);
    }

    public Loopback(int port) throws IOException {
        server = new ServerSocket();
        server.setReuseAddress(true);
        server.bind(new java.net.InetSocketAddress(InetAddress.getByName("localhost"), port));
        server.setSoTimeout(ACCEPT_MILLIS);
    }

    public int port() {
        return server.getLocalPort();
    }

    public Client accept() throws IOException {
        return new Client(server.accept());
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** The connection of who reads from this server. */
    public static final class Client implements AutoCloseable {
        private final Socket socket;
        private final OutputStream out;

        Client(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            out = socket.getOutputStream();
        }

        public void send(String text) throws IOException {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        public void send(byte[] bytes) throws IOException {
            out.write(bytes);
        }

        /** Breaks the connection instead of ending it. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
