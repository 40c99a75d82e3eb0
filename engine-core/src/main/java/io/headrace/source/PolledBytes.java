package io.headrace.source;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.MemoryWindow;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that come bit by bit, and their buffer off the heap. Subclasses find the records in it.
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
abstract class PolledBytes implements PolledSource {
    /** How much of a rejected record is shown to people. */
    static final int SHOWN_BYTES = 256;

    /** One read's worth is one poll's worth: some tens of microseconds' work. */
    private static final int READ_BYTES = 64 << 10;

    /** A rest that is no longer moves to the front at once, so that the next read meets warm memory. */
    private static final int MOVED_BYTES = 4 << 10;

    /** Loads of eight bytes may begin at the last one. */
    private static final int PADDING = 8;

    private final ByteInput input;
    private final int overhead;
    private final MemoryWindow window = new MemoryWindow();
    private boolean isAtEnd;
    private boolean isDrained; // the last poll took all there was
    private boolean isClosed;
    private int capacity;
    private int allocated;

    long buffer;
    int start;
    int filled;

    /**
     * Records of an input, which is closed with this.
     *
     * @param overhead how much longer than the longest record what stands for it can be
     */
    PolledBytes(ByteInput input, int overhead) {
        this.input = input;
        this.overhead = overhead;
    }

    @Override
    public final int poll(RecordWriter out) throws IOException {
        isDrained = false;
        if (!input.isReady()) return 0;
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
        isDrained = read == 0;
        if (isDrained) return delivered;
        isAtEnd = true;
        return deliverRest(out) ? input.ended() : 0;
    }

    @Override
    public final @Nullable SelectableChannel awaited() {
        return isDrained ? input.awaited() : null;
    }

    private int read(RecordWriter out) throws IOException {
        try {
            return input.read(window.aim(buffer + filled, Math.min(READ_BYTES, capacity - filled)));
        } catch (IOException e) {
            rejectRest(out);
            throw new IOException(label() + ": " + e.getMessage(), e);
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

    /** The input has ended: delivers or rejects the rest; false when the writer is full. */
    abstract boolean deliverRest(RecordWriter out);

    /** The input broke: rejects the rest. */
    abstract void rejectRest(RecordWriter out);

    /** What a subclass has allocated. */
    void freeMore() {}

    final String label() {
        return input.label();
    }

    final String cutOff() {
        return input.cutOff();
    }

    @Override
    public final void close() throws IOException {
        NativeMemory.free(buffer, allocated, MemoryTag.ENGINE);
        buffer = 0;
        if (!isClosed) freeMore();
        isClosed = true;
        input.close();
    }
}
