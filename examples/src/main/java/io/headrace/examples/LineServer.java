package io.headrace.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.locks.LockSupport;

/**
 * Serves lines on a loopback socket: the same lines again and again, prepared before. It keeps a little ahead of what has been counted,
 * so that batches find work and no queue builds up; a source that sends as fast as it can measures the queue.
 *
 * <p><b>Threading:</b> a thread of its own serves; {@link #counted} and {@link #close} by any.
 */
final class LineServer implements AutoCloseable {
    /** Lines that may be under way: about two batches of ten milliseconds, at millions a second. */
    private static final long MOST_AHEAD = 40_000;

    private static final long LOOK_NANOS = 200_000;

    private final ServerSocketChannel server;
    private final ByteBuffer lines;
    private final int linesPerRound;
    private volatile long counted;
    private final Thread thread;

    private LineServer(ServerSocketChannel server, ByteBuffer lines) {
        this.server = server;
        this.lines = lines;
        this.linesPerRound = countLines(lines);
        this.thread = new Thread(this::serve, "lines");
        thread.setDaemon(true);
    }

    /** @param text whole lines, each with its end */
    static LineServer start(byte[] text) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        LineServer made = new LineServer(
                server, ByteBuffer.allocateDirect(text.length).put(text).flip());
        made.thread.start();
        return made;
    }

    private static int countLines(ByteBuffer text) {
        int count = 0;
        for (int i = 0; i < text.limit(); i++) if (text.get(i) == '\n') count++;
        return count;
    }

    /** So many lines have been counted since the client came. */
    void counted(long total) {
        counted = total;
    }

    int port() {
        return server.socket().getLocalPort();
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                for (long sent = 0; server.isOpen(); sent += linesPerRound) {
                    while (sent - counted > MOST_AHEAD && server.isOpen()) LockSupport.parkNanos(LOOK_NANOS);
                    lines.rewind();
                    while (lines.hasRemaining()) client.write(lines);
                }
            } catch (ClosedChannelException e) {
                return; // closed: it is over
            } catch (IOException e) {
                lines.rewind(); // the client has gone: wait for the next one
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
