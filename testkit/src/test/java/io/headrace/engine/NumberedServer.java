package io.headrace.engine;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A server on loopback with lines without end, {@code a 0}, {@code a 1}, …, at a steady pace, for one client at a time, which may die and come again.
 * A reliable one sends from the number on that the client asks for, and is told what is safe:
 *
 * <pre>
 *   client ──▶ next number (8)            at the beginning
 *   client ◀── lines from there on
 *   client ──▶ all before are safe (8)    as often as it likes
 * </pre>
 *
 * <p>One that is not goes on with the next line, whatever became of those before.
 *
 * <p><b>Threading:</b> the answers by any thread.
 */
final class NumberedServer implements AutoCloseable {
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final char name;
    private final boolean isReliable;
    private final int linesPerBurst;
    private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final AtomicLong next = new AtomicLong();
    private final AtomicLong safe = new AtomicLong();
    private volatile boolean isClosed;
    private volatile boolean isQuiet;
    private volatile Socket current = new Socket();

    NumberedServer(char name, boolean isReliable, int linesPerBurst) throws IOException {
        this.name = name;
        this.isReliable = isReliable;
        this.linesPerBurst = linesPerBurst;
        begin(this::accept, "accepts");
    }

    private void begin(Runnable body, String what) {
        Thread thread = new Thread(body, "numbered server " + name + " " + what);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** All numbers before this one were acknowledged. */
    long safe() {
        return safe.get();
    }

    /** The client was told less than this server was: its disk has lost what came later. */
    void wentBackTo(long safeThen) {
        safe.set(safeThen);
    }

    /** Nothing more is sent to anybody. */
    void quiet() {
        isQuiet = true;
    }

    private void accept() {
        while (!isClosed) {
            try {
                Socket client = server.accept();
                client.setTcpNoDelay(true);
                current.close(); // the one before is dead
                current = client;
                begin(() -> serve(client), "sends");
            } catch (IOException e) {
                if (!isClosed) throw new IllegalStateException("no client can be accepted", e);
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            if (isReliable) {
                DataInputStream in = new DataInputStream(client.getInputStream());
                long wanted = in.readLong();
                begin(() -> listen(client, in), "listens");
                send(client, new AtomicLong(wanted));
            } else {
                send(client, next);
            }
        } catch (EOFException | SocketException e) {
            // The client is dead, which is what it is for.
            return;
        } catch (IOException e) {
            throw new IllegalStateException("a client cannot be served", e);
        }
    }

    private void send(Socket client, AtomicLong from) throws IOException {
        OutputStream out = client.getOutputStream();
        StringBuilder lines = new StringBuilder();
        while (!client.isClosed()) {
            lines.setLength(0);
            for (int i = 0; i < linesPerBurst && !isQuiet; i++)
                lines.append(name).append(' ').append(from.getAndIncrement()).append('\n');
            out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
            LockSupport.parkNanos(PAUSE_NANOS); // how fast lines come
        }
    }

    private void listen(Socket client, DataInputStream in) {
        try {
            while (!client.isClosed()) safe.accumulateAndGet(in.readLong(), Math::max);
        } catch (IOException e) {
            // As above.
            return;
        }
    }

    @Override
    public void close() throws IOException {
        isClosed = true;
        server.close();
        current.close();
    }
}
