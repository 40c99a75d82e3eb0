package io.headrace.exec;

import io.headrace.exec.eval.RestoredEntries;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Restores the entries of a checkpoint, and then those of the log behind it, on a thread of its own, while the next ones are read, checked
 * and merged: each half takes about as long as the other. Entries are copied into buffers, which are used again, as {@link RestoredEntries} lays
 * them out.
 *
 * <p><b>Threading:</b> the starting thread hands in and waits for the end; nobody else has the streams meanwhile.
 */
final class RestoringThread implements AutoCloseable {
    private static final int BUFFERS = 4;
    private static final int BUFFER_BYTES = 256 << 10;

    private final StatefulEvaluator[] byNumber;
    private final RestoredEntries entries = new RestoredEntries(); // of the thread
    private final List<Buffer> buffers = new ArrayList<>();
    private final BlockingQueue<Buffer> free = new ArrayBlockingQueue<>(BUFFERS);
    private final BlockingQueue<Buffer> full = new ArrayBlockingQueue<>(BUFFERS);
    private final Thread thread = new Thread(this::restore, "headrace: restoring");
    private Buffer filling;
    private boolean isEnded;
    private volatile @Nullable Throwable failure;

    private static final class Buffer {
        private long address = NativeMemory.allocate(BUFFER_BYTES, MemoryTag.STATE);
        private int capacity = BUFFER_BYTES;
        private int used;
        private boolean isLast;

        /** Only of an empty one. */
        void grow(int bytes) {
            long larger = NativeMemory.allocate(bytes, MemoryTag.STATE);
            free();
            address = larger;
            capacity = bytes;
        }

        void free() {
            NativeMemory.free(address, capacity, MemoryTag.STATE);
        }
    }

    /** @param byNumber of operators; null where one has no state */
    RestoringThread(StatefulEvaluator[] byNumber) {
        this.byNumber = byNumber;
        for (int i = 0; i < BUFFERS; i++) buffers.add(new Buffer());
        filling = buffers.get(0);
        free.addAll(buffers.subList(1, BUFFERS));
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * An entry of an operator that has state.
     *
     * @param isFirst whether no entry before it was of the same key
     */
    void restore(int operator, long tick, int group, byte kind, long address, int length, boolean isFirst)
            throws InterruptedIOException {
        long to = room(length) + filling.used;
        RestoredEntries.put(to, operator, tick, group, kind, address, length, isFirst);
        filling.used += RestoredEntries.bytes(length);
    }

    /** As {@link StatefulEvaluator#restored}. */
    void restored(int operator, long tick) throws InterruptedIOException {
        RestoredEntries.putEnd(room(0) + filling.used, operator, tick);
        filling.used += RestoredEntries.bytes(0);
    }

    /** The address of a buffer that has room for an entry. */
    private long room(int length) throws InterruptedIOException {
        int bytes = RestoredEntries.bytes(length);
        if (bytes > filling.capacity - filling.used) handOver();
        if (bytes > filling.capacity) filling.grow(bytes);
        return filling.address;
    }

    private void handOver() throws InterruptedIOException {
        throwFailure();
        try {
            full.put(filling);
            filling = free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the start was interrupted while state was restored");
        }
    }

    private void throwFailure() {
        Throwable failed = failure;
        if (failed instanceof Error error) throw error;
        if (failed instanceof RuntimeException exception) throw exception;
    }

    /** Waits until everything is restored; what failed there fails here. */
    void finish() throws InterruptedIOException {
        filling.isLast = true;
        try {
            full.put(filling);
            isEnded = true;
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the start was interrupted while state was restored");
        }
        throwFailure();
    }

    private void restore() {
        try {
            while (true) {
                Buffer buffer = full.take();
                if (failure == null) restore(buffer);
                buffer.used = 0;
                if (buffer.isLast) return;
                free.put(buffer);
            }
        } catch (InterruptedException e) {
            // closed before the end: nobody wants the rest
        }
    }

    private void restore(Buffer buffer) {
        try {
            entries.show(buffer.address, buffer.address + buffer.used, byNumber);
        } catch (RuntimeException | Error e) {
            failure = e;
        }
    }

    /** Ends it, also before everything is restored; the streams are nobody's until it has ended. */
    @Override
    public void close() {
        if (!isEnded) thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        buffers.forEach(Buffer::free);
        if (interrupted) Thread.currentThread().interrupt();
    }
}
