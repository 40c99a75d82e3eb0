package io.headrace.bench.calibrate;

import io.headrace.affinity.sizing.Cost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Reading a loopback socket into an off-heap buffer. The bytes are written ahead of each timed read by the same thread, so that
 * only the reader's side is on the clock, and no second CPU is needed.
 */
final class ReceiveStep implements Step {
    private static final int CHUNK = 16 << 10; // less than any socket's buffer: the write never waits for the read
    private static final int SAMPLES = 20_000;

    @Override
    public String what() {
        return "reading from a socket";
    }

    @Override
    public Map<Cost, Double> measure(Path directory, Effort effort) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (SocketChannel out = SocketChannel.open(server.getLocalAddress());
                    SocketChannel in = server.accept()) {
                return Map.of(Cost.RECEIVE_BYTE, nanosPerByte(out, in, effort.times(SAMPLES)));
            }
        }
    }

    private static double nanosPerByte(SocketChannel out, SocketChannel in, int samples) throws IOException {
        ByteBuffer sent = ByteBuffer.allocateDirect(CHUNK);
        ByteBuffer received = ByteBuffer.allocateDirect(CHUNK);
        long[] nanos = new long[samples];
        for (int i = 0; i < samples; i++) {
            sent.clear();
            while (sent.hasRemaining()) out.write(sent);
            received.clear();
            long begin = System.nanoTime();
            while (received.hasRemaining()) {
                if (in.read(received) < 0) throw new IOException("the loopback connection was closed");
            }
            nanos[i] = System.nanoTime() - begin;
        }
        Arrays.sort(nanos);
        return (double) nanos[samples / 4] / CHUNK;
    }
}
