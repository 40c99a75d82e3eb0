package io.headrace.wal.chronicle;

import io.headrace.memory.MemoryWindow;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import net.openhft.chronicle.queue.ExcerptAppender;
import org.jspecify.annotations.Nullable;

/**
 * The file of a roll beside its mapping, for long stretches of bytes. A page that is touched first through a mapping costs a fault, and is
 * filled with zeros before it is written over; a write to the file costs neither, and the system takes its pages in large pieces. Both
 * ways lead to the same pages, so readers of either see the same bytes, and a process that dies leaves the same.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class RollChannel implements AutoCloseable {
    /** From here on a call costs less than the faults. */
    private static final int WORTH_A_CALL = 16 << 10;

    /** Other systems do not promise that a file and its mapping are the same bytes. */
    private static final boolean ARE_THE_SAME_PAGES =
            System.getProperty("os.name", "").startsWith("Linux");

    private final MemoryWindow window = new MemoryWindow();
    private @Nullable FileChannel channel;

    /** Whether so many bytes had better be written here. */
    static boolean isWorthIt(int length) {
        return length >= WORTH_A_CALL && ARE_THE_SAME_PAGES;
    }

    /** The next write is to another roll. */
    void reset() {
        close();
    }

    /**
     * Writes into the file that is appended to. An interrupt does not spoil it, and is kept for whoever waits for it.
     *
     * @param at the place in the file
     */
    void write(ExcerptAppender appender, long from, int length, long at) throws IOException {
        ByteBuffer bytes = window.aim(from, length);
        boolean interrupted = false;
        try {
            while (bytes.hasRemaining()) {
                FileChannel to = opened(appender);
                try {
                    int unused = to.write(bytes, at + bytes.position());
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    channel = null;
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private FileChannel opened(ExcerptAppender appender) throws IOException {
        FileChannel known = channel;
        if (known != null) return known;
        File file = appender.currentFile();
        if (file == null) throw new IOException("no roll is open");
        FileChannel opened = FileChannel.open(file.toPath(), StandardOpenOption.WRITE);
        channel = opened;
        return opened;
    }

    @Override
    public void close() {
        FileChannel closing = channel;
        channel = null;
        try {
            if (closing != null) closing.close();
        } catch (IOException e) {
            throw new UncheckedIOException("a roll's file cannot be closed", e);
        }
    }
}
