package io.headrace.engine;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import io.headrace.source.SourceFactory;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;

/**
 * The client of a reliable {@link NumberedServer} as a polled source: asks for what is behind the position, and says what is safe.
 *
 * <p><b>Threading:</b> the thread that polls.
 *
 * @param port of the server
 */
record ReliableLines(int port) implements SourceFactory {
    private static final int BUFFER = 16 << 10;

    @Override
    public PolledSource open(byte[] position) throws IOException {
        long next = numberOf(position);
        SocketChannel channel = SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.write(ByteBuffer.allocate(Long.BYTES).putLong(0, next));
        channel.configureBlocking(false);
        return new Polled(channel, next);
    }

    static long numberOf(byte[] position) {
        if (position.length == 0) return 0;
        return ByteBuffer.wrap(position).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    private static final class Polled implements PolledSource {
        private final SocketChannel channel;
        private final long record = NativeMemory.allocate(BUFFER + Long.BYTES, MemoryTag.TEST);
        private final ByteBuffer read = ByteBuffer.allocate(BUFFER);
        private final ByteBuffer answer = ByteBuffer.allocate(Long.BYTES).limit(0);
        private long next;
        private long safe;
        private long told;

        Polled(SocketChannel channel, long next) {
            this.channel = channel;
            this.next = next;
        }

        @Override
        public int poll(RecordWriter out) throws IOException {
            tell();
            if (channel.read(read) < 0) throw new EOFException("the server has hung up");
            read.flip();
            int done = 0;
            for (int end = lineEnd(); end >= 0 && append(out, end); end = lineEnd()) done++;
            read.compact();
            return done;
        }

        private int lineEnd() {
            for (int i = read.position(); i < read.limit(); i++) if (read.get(i) == '\n') return i;
            return -1;
        }

        private boolean append(RecordWriter out, int end) {
            int length = end - read.position();
            RawMemory.copyFromArray(read.array(), read.position(), record, length);
            if (out.append(record, length) == RecordWriter.FULL) return false;
            RawMemory.putLong(record + BUFFER, ++next);
            out.position(record + BUFFER, Long.BYTES);
            read.position(end + 1);
            return true;
        }

        @Override
        public void acknowledged(long positionAddress, int positionLength) {
            safe = RawMemory.getLong(positionAddress);
        }

        private void tell() throws IOException {
            if (!answer.hasRemaining() && told < safe) {
                told = safe;
                answer.clear().putLong(0, safe);
            }
            if (answer.hasRemaining()) channel.write(answer);
        }

        @Override
        public void close() throws IOException {
            NativeMemory.free(record, BUFFER + Long.BYTES, MemoryTag.TEST);
            channel.close();
        }
    }
}
