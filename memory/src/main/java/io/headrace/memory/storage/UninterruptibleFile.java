package io.headrace.memory.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;

/**
 * A file of its own that outlives interrupts and is deleted when it is closed.
 *
 * <p>A file channel closes itself, for all threads, when one of its users is interrupted. Here the channel is opened
 * again and the call repeated; the interrupt is still there when the call returns.
 *
 * <p><b>Threading:</b> any thread; the file and its position are not shared state, for each call names its offset.
 */
class UninterruptibleFile {
    private static final Set<OpenOption> FRESH = Set.of(
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    private static final Set<OpenOption> AGAIN = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE);

    private final Path path;
    private volatile FileChannel channel;
    private volatile boolean closed;

    UninterruptibleFile(Path path) throws IOException {
        this.path = path;
        channel = FileChannel.open(path, FRESH);
    }

    Path path() {
        return path;
    }

    /** Writes all that remains in the buffer. */
    void write(ByteBuffer buffer, long offset) throws IOException {
        long start = offset - buffer.position();
        while (buffer.hasRemaining()) transfer(true, buffer, start + buffer.position());
    }

    /** Fills the buffer; false when the file ends before. */
    boolean read(ByteBuffer buffer, long offset) throws IOException {
        long start = offset - buffer.position();
        while (buffer.hasRemaining()) {
            if (transfer(false, buffer, start + buffer.position()) < 0) return false;
        }
        return true;
    }

    private int transfer(boolean write, ByteBuffer buffer, long offset) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                FileChannel current = channel;
                try {
                    return write ? current.write(buffer, offset) : current.read(buffer, offset);
                } catch (ClosedChannelException e) { // by an interrupt of this thread or of another one
                    interrupted |= Thread.interrupted();
                    reopen(current, e);
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private synchronized void reopen(FileChannel broken, ClosedChannelException cause) throws IOException {
        if (closed) throw cause;
        if (channel == broken) channel = FileChannel.open(path, AGAIN);
    }

    synchronized void close() throws IOException {
        closed = true;
        try {
            channel.close();
        } finally {
            Files.deleteIfExists(path);
        }
    }
}
