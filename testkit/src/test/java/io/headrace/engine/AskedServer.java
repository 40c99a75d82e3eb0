package io.headrace.engine;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A reliable source on a real socket: a client says {@code FROM n}, and is sent the numbered lines from a little before n on, as long as it
 * takes them. It can be killed, and comes back on the same port.
 *
 * <p><b>Threading:</b> the test; a thread of its own serves one client at a time.
 */
final class AskedServer implements AutoCloseable {
    /** So many lines before those asked for are sent again, as a source does that learns of acknowledgements late. */
    private static final long OVERLAP = 7;

    private static final long PAUSE_NANOS = 1_000_000;

    /** No line with this number or a greater one. */
    final AtomicLong limit = new AtomicLong();

    final AtomicLong sent = new AtomicLong();
    final AtomicLong clients = new AtomicLong();
    private int port;
    private volatile @Nullable ServerSocket server;
    private volatile @Nullable Socket client;
    private @Nullable Thread serving;

    static AskedServer start() throws IOException {
        AskedServer made = new AskedServer();
        made.open();
        return made;
    }

    void open() throws IOException {
        ServerSocket opened = new ServerSocket();
        opened.setReuseAddress(true);
        opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        port = opened.getLocalPort();
        server = opened;
        Thread thread = new Thread(() -> serve(opened), "numbered server");
        thread.setDaemon(true);
        thread.start();
        serving = thread;
    }

    int port() {
        return port;
    }

    /** Dies in the middle of a line: the client sees a connection reset. When this returns the port is free again. */
    void kill() throws IOException {
        ServerSocket opened = server;
        if (opened != null) opened.close();
        Socket connected = client;
        if (connected != null) reset(connected);
        Thread thread = serving;
        serving = null;
        try {
            if (thread != null) thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reset(Socket connected) throws IOException {
        try {
            connected.setSoLinger(true, 0);
        } catch (SocketException e) {
            return; // the client has gone by itself
        }
        connected.close();
    }

    private void serve(ServerSocket from) {
        while (!from.isClosed()) {
            try (Socket socket = from.accept()) {
                client = socket;
                clients.incrementAndGet();
                if (!from.isClosed()) send(socket);
            } catch (IOException e) {
                client = null; // killed by the test, or the client has gone
            }
        }
    }

    private void send(Socket socket) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        String asked = in.readLine();
        if (asked == null) return;
        OutputStream out = socket.getOutputStream();
        long next = Math.max(0, Long.parseLong(asked.substring("FROM ".length())) - OVERLAP);
        while (!socket.isClosed()) {
            long end = Math.min(limit.get(), next + 100);
            if (next >= end) {
                out.write('\n'); // tells whether the client is there still
                out.flush();
                LockSupport.parkNanos(PAUSE_NANOS);
                continue;
            }
            StringBuilder lines = new StringBuilder();
            for (; next < end; next++) lines.append(next).append('\n');
            out.write(lines.toString().getBytes(StandardCharsets.US_ASCII));
            out.flush();
            sent.set(next);
        }
    }

    @Override
    public void close() throws IOException {
        kill();
    }
}
