package io.headrace.engine;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server on loopback whose one client is sent what the test says. */
final class TextServer implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final BlockingQueue<Socket> clients = new LinkedBlockingQueue<>();
    private final Thread acceptor = new Thread(this::accept, "text server");

    TextServer() throws IOException {
        acceptor.setDaemon(true);
        acceptor.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                clients.add(server.accept());
            } catch (IOException e) {
                return; // closed by the test
            }
        }
    }

    int port() {
        return server.getLocalPort();
    }

    /** The next client that has come. */
    Client client() throws Exception {
        Socket socket = clients.poll(20, TimeUnit.SECONDS);
        if (socket == null) throw new AssertionError("nobody connected");
        socket.setTcpNoDelay(true);
        return new Client(socket);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    record Client(Socket socket) implements AutoCloseable {
        void send(String text) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(text.getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
