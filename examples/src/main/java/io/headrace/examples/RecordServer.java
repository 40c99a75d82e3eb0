package io.headrace.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Serves made-up records on a loopback socket, so many a second: record 0, 1, 2 … to each client. What record {@code n} is depends on
 * {@code n} alone, so who knows how many were taken knows which.
 *
 * <p><b>Threading:</b> a thread of its own serves; {@link #close} by any.
 */
final class RecordServer implements AutoCloseable {
    /** Makes record {@code number}: writes its bytes, little-endian. */
    @FunctionalInterface
    interface Maker {
        void write(long number, ByteBuffer record);
    }

    private static final int TURNS_A_SECOND = 200;
    private static final int MOST_RECORD_BYTES = 256;

    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final int frameLength;
    private final Maker maker;
    private final int recordsATurn;
    private final ByteBuffer turn;
    private final Thread thread = new Thread(this::serve, "made-up records");

    private RecordServer(int frameLength, int recordsASecond, Maker maker) throws IOException {
        this.frameLength = frameLength;
        this.maker = maker;
        recordsATurn = Math.max(1, recordsASecond / TURNS_A_SECOND);
        turn = ByteBuffer.allocateDirect(recordsATurn * MOST_RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        thread.setDaemon(true);
    }

    /** Records of one length, each behind that length in four bytes, the most significant first. */
    static RecordServer ofFrames(int length, int recordsASecond, Maker maker) throws IOException {
        return new RecordServer(length, recordsASecond, maker).start();
    }

    /** Lines; the maker writes the end of each as well. */
    static RecordServer ofLines(int recordsASecond, Maker maker) throws IOException {
        return new RecordServer(0, recordsASecond, maker).start();
    }

    private RecordServer start() {
        thread.start();
        return this;
    }

    int port() {
        return server.socket().getLocalPort();
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                long next = System.nanoTime();
                for (long number = 0; server.isOpen(); number += recordsATurn) {
                    make(number);
                    while (turn.hasRemaining()) client.write(turn);
                    next += TimeUnit.SECONDS.toNanos(1) / TURNS_A_SECOND;
                    LockSupport.parkNanos(next - System.nanoTime());
                }
            } catch (ClosedChannelException e) {
                return; // closed: it is over
            } catch (IOException e) {
                turn.clear(); // the client has gone: wait for the next one
            }
        }
    }

    private void make(long first) {
        turn.clear();
        for (int i = 0; i < recordsATurn; i++) {
            if (frameLength > 0) turn.putInt(Integer.reverseBytes(frameLength));
            maker.write(first + i, turn);
        }
        turn.flip();
    }

    /** A number for each number, as if drawn at random, from 0 up to below the bound. */
    static long random(long number, int bound) {
        long mixed = (number + 1) * 0x9E3779B97F4A7C15L;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        return Long.remainderUnsigned(mixed ^ (mixed >>> 31), bound);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
