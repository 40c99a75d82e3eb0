package io.headrace.source;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A non-blocking connection, connecting too.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PlainSocket implements ByteInput {
    static final String CUT_OFF = "cut off by the end of the connection";

    private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String label;
    private final SocketChannel channel;
    private final long connectingSince = System.nanoTime();
    private boolean isConnected;

    /** Begins to connect. */
    PlainSocket(String label, String host, int port) throws IOException {
        this.label = label;
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) throw new UnknownHostException(label + ": the host's name is not known");
        channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            isConnected = channel.connect(address);
        } catch (IOException e) {
            channel.close();
            throw new IOException(label + ": " + e.getMessage(), e);
        }
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public boolean isReady() throws IOException {
        if (isConnected) return true;
        try {
            isConnected = channel.finishConnect();
        } catch (IOException e) {
            throw new IOException(label + ": " + e.getMessage(), e);
        }
        if (!isConnected && System.nanoTime() - connectingSince > CONNECT_NANOS)
            throw new SocketTimeoutException(
                    label + ": no answer in " + TimeUnit.NANOSECONDS.toSeconds(CONNECT_NANOS) + " s while connecting");
        return isConnected;
    }

    @Override
    public int read(ByteBuffer to) throws IOException {
        return channel.read(to);
    }

    /** Writes what the connection takes now. */
    int write(ByteBuffer from) throws IOException {
        return channel.write(from);
    }

    @Override
    public @Nullable SelectableChannel awaited() {
        return isConnected ? channel : null;
    }

    @Override
    public int ended() throws IOException {
        throw new EOFException(label + " closed the connection");
    }

    @Override
    public String cutOff() {
        return CUT_OFF;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
