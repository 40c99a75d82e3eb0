package io.headrace.bench.legs;

import io.headrace.bench.fork.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.concurrent.CountDownLatch;

/**
 * Sends the input of a task to one client, pass after pass.
 *
 * <p><b>Threading:</b> a thread of its own sends.
 */
final class PassServer implements AutoCloseable {
    private final Task task;
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final CountDownLatch over = new CountDownLatch(1);
    private final ByteBuffer text;

    PassServer(Task task) throws IOException {
        this.task = task;
        byte[] bytes = Files.readAllBytes(task.input());
        text = ByteBuffer.allocateDirect(bytes.length).put(bytes);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        Thread thread = new Thread(this::serve, "lines");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.socket().getLocalPort();
    }

    private void serve() {
        try (SocketChannel client = server.accept()) {
            for (int pass = 0; task.meter().starts(pass); pass++) {
                text.rewind();
                while (text.hasRemaining()) client.write(text);
            }
            over.await(); // the client would try to connect again
        } catch (IOException e) {
            throw new IllegalStateException("the lines could not be sent", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        over.countDown();
        server.close();
    }
}
