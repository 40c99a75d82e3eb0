package io.headrace.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Serves lines on a loopback socket, as fast as its one client takes them: the same lines again and again, prepared before.
 *
 * <p><b>Threading:</b> a thread of its own serves; {@link #close} by any.
 */
final class LineServer implements AutoCloseable {
    private final ServerSocketChannel server;
    private final ByteBuffer lines;
    private final Thread thread;

    private LineServer(ServerSocketChannel server, ByteBuffer lines) {
        this.server = server;
        this.lines = lines;
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

    int port() {
        return server.socket().getLocalPort();
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                while (server.isOpen()) {
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
