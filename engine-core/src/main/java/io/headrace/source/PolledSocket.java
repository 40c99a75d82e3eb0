package io.headrace.source;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.MemoryWindow;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;

/**
 * A non-blocking connection and its buffer off the heap. Subclasses find the records in it.
 *
 * <pre>
 *   buffer                                                             buffer + capacity
 *   | delivered ... | start: not delivered yet ... | filled: room to read ... |
 * </pre>
 *
 * The buffer has room for the longest record and a read behind it; it never grows. What is not delivered stays, so when the engine
 * is behind nothing is read, and the sender is held by TCP.
 *
 * <p><b>Threading:</b> one thread.
 */
abstract class PolledSocket implements PolledSource {
    /** How much of a rejected record is shown to people. */
    static final int SHOWN_BYTES = 256;

    static final String CUT_OFF = "cut off by the end of the connection";

    /** One read's worth is one poll's worth: some tens of microseconds' work. */
    private static final int READ_BYTES = 64 << 10;

    /** A rest that is no longer moves to the front at once, so that the next read meets warm memory. */
    private static final int MOVED_BYTES = 4 << 10;

    /** Loads of eight bytes may begin at the last one. */
    private static final int PADDING = 8;

    private static final long CONNECT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final String label;
    private final int overhead;
    private final SocketChannel channel;
    private final MemoryWindow window = new MemoryWindow();
    private final long connectingSince = System.nanoTime();
    private boolean isConnected;
    private boolean isAtEnd;
    private boolean isClosed;
    private int capacity;
    private int allocated;

    long buffer;
    int start;
    int filled;

    /**
     * Begins to connect.
     *
     * @param overhead how much longer than the longest record what stands for it can be
     */
    PolledSocket(String label, String host, int port, int overhead) throws IOException {
        this.label = label;
        this.overhead = overhead;
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
    public final int poll(RecordWriter out) throws IOException {
        if (!isConnected && !connect()) return 0;
        if (buffer == 0) allocate(out.maxRecordLength());
        int before = start;
        boolean hasRoom = deliver(out);
        int delivered = start - before;
        if (!hasRoom) return delivered;
        compact();
        int read = isAtEnd ? -1 : read(out);
        if (read > 0) {
            filled += read;
            deliver(out); // false: the rest is kept
            return read;
        }
        if (read == 0) return delivered;
        isAtEnd = true;
        if (!deliverRest(out)) return 0;
        throw new EOFException(label + " closed the connection");
    }

    private boolean connect() throws IOException {
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

    private int read(RecordWriter out) throws IOException {
        try {
            return channel.read(window.aim(buffer + filled, Math.min(READ_BYTES, capacity - filled)));
        } catch (IOException e) {
            rejectRest(out);
            throw new IOException(label + ": " + e.getMessage(), e);
        }
    }

    private void allocate(int maxRecordLength) {
        capacity = Math.addExact(maxRecordLength, overhead + READ_BYTES);
        allocated = capacity + PADDING;
        buffer = NativeMemory.allocate(allocated, MemoryTag.ENGINE);
        allocated(maxRecordLength);
    }

    private void compact() {
        int rest = filled - start;
        if (rest > MOVED_BYTES && capacity - filled >= READ_BYTES) return;
        if (rest > 0 && start > 0) RawMemory.copy(buffer + start, buffer, rest);
        moved(start);
        start = 0;
        filled = rest;
    }

    /** The longest record is known. */
    void allocated(int maxRecordLength) {}

    /** All bytes moved so much to the front. */
    void moved(int distance) {}

    /** Delivers the whole records between start and filled, and moves start; false when the writer is full. */
    abstract boolean deliver(RecordWriter out) throws IOException;

    /** The connection has ended: delivers or rejects the rest; false when the writer is full. */
    abstract boolean deliverRest(RecordWriter out);

    /** The connection broke: rejects the rest. */
    abstract void rejectRest(RecordWriter out);

    /** What a subclass has allocated. */
    void freeMore() {}

    final String label() {
        return label;
    }

    @Override
    public final void close() throws IOException {
        NativeMemory.free(buffer, allocated, MemoryTag.ENGINE);
        buffer = 0;
        if (!isClosed) freeMore();
        isClosed = true;
        channel.close();
    }
}
