package io.headrace.source;

import io.headrace.StorageLevel;
import io.headrace.function.Function;
import io.headrace.receiver.Receiver;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Objects from a socket, by a function of the user that makes them of the stream of bytes. It has a thread of its own, which blocks.
 * When the objects end, the connection is opened again.
 *
 * <p><b>Threading:</b> as {@link Receiver}.
 */
public final class SocketObjects<T> extends Receiver<T> {
    private static final long serialVersionUID = 1;
    private static final int CONNECT_MILLIS = (int) TimeUnit.SECONDS.toMillis(10);

    private final String host;
    private final int port;
    private final Function<InputStream, Iterable<T>> converter;
    private final @Nullable Tls tls;
    private transient @Nullable Connection connection;

    public SocketObjects(
            String host, int port, Function<InputStream, Iterable<T>> converter, StorageLevel storageLevel) {
        this(host, port, converter, storageLevel, null);
    }

    /** @param tls how the connection is encrypted; null: it is not */
    public SocketObjects(
            String host,
            int port,
            Function<InputStream, Iterable<T>> converter,
            StorageLevel storageLevel,
            @Nullable Tls tls) {
        super(storageLevel);
        Ports.check(port);
        this.host = host;
        this.port = port;
        this.converter = converter;
        this.tls = tls;
    }

    /** {@code socket localhost:9999}. */
    public String label() {
        return "socket " + host + ":" + port;
    }

    @Override
    public void onStart() {
        Connection started = new Connection();
        connection = started;
        started.thread.start();
    }

    @Override
    public void onStop() throws IOException {
        Connection ending = connection;
        connection = null;
        if (ending != null) ending.end();
    }

    /** One connection and its thread. */
    private final class Connection implements Runnable {
        private final Socket socket = new Socket();
        private final Thread thread = new Thread(this, "headrace " + label());
        private volatile boolean isEnding;

        private Connection() {
            thread.setDaemon(true);
        }

        @Override
        public void run() {
            try (socket) {
                socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
                Socket talking = tls == null ? socket : tls.over(socket, host, port, CONNECT_MILLIS);
                for (T element : converter.call(talking.getInputStream())) {
                    if (isEnding) return;
                    store(element);
                }
                lost(label() + " closed the connection", null);
            } catch (InterruptedException e) {
                lost(label() + ": interrupted", e); // by onStop, or by code of the user
            } catch (ConnectException e) {
                lost(label() + " cannot be reached", e);
            } catch (Exception e) {
                lost(label() + ": receiving failed", e);
            }
        }

        private void lost(String message, @Nullable Exception cause) {
            if (isEnding) return;
            if (cause == null) restart(message);
            else restart(message, cause);
        }

        private void end() throws IOException {
            isEnding = true;
            thread.interrupt();
            socket.close();
        }
    }
}
