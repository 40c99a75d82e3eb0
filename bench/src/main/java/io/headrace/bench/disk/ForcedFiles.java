package io.headrace.bench.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The limit of what only appends and forces: one file behind the other, the next one written ahead by a thread beside it, as the rolls of a log
 * are.
 *
 * <p><b>Threading:</b> one thread forces; the one that writes ahead is its own.
 */
public final class ForcedFiles implements AutoCloseable {
    private static final long POLL_NANOS = 100_000;
    private static final int FILE = 64 << 20;
    private static final int STRETCH = 1 << 20;

    private final Path directory = Scratch.directory("force-new");
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(STRETCH);
    private final BlockingQueue<FileChannel> ready = new ArrayBlockingQueue<>(1);
    private final ByteBuffer record;
    private final Background housekeeping;
    private FileChannel channel;
    private @Nullable FileChannel next;
    private int files;
    private int written;
    private volatile int at;

    /**
     * All of the first file is written before this returns.
     *
     * @param bytes so many are written and forced at a time
     */
    public ForcedFiles(int bytes) throws IOException {
        record = ByteBuffer.allocateDirect(bytes);
        at = FILE;
        while (ready.isEmpty()) writeAhead();
        channel = ready.remove();
        at = 0;
        housekeeping = new Background("housekeeping", this::writeAhead);
    }

    /** A new file that is to be written to. */
    public static FileChannel create(Path directory, int number) throws IOException {
        return FileChannel.open(
                directory.resolve("file" + number), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** A stretch of the next file; at the pace of the log. */
    private boolean writeAhead() throws IOException {
        if (!ready.isEmpty() || written >= 2L * at) return false;
        FileChannel file = next != null ? next : create(directory, files++);
        next = file;
        file.write(zeros.clear(), written);
        file.force(written == 0);
        written += STRETCH;
        if (written < FILE) return true;
        next = null;
        written = 0;
        ready.add(file);
        return false;
    }

    /** Writes and forces; where it was written. */
    public long force() throws IOException {
        int to = at;
        if (to + record.capacity() > FILE) {
            while (ready.isEmpty()) LockSupport.parkNanos(POLL_NANOS);
            channel.close();
            at = 0;
            to = 0;
            channel = ready.remove();
        }
        int length = channel.write(record.clear(), to);
        if (length != record.capacity()) throw new IOException("short write: " + length);
        channel.force(false);
        at = to + length;
        return to;
    }

    @Override
    public void close() throws IOException {
        housekeeping.close();
        channel.close();
        if (next != null) next.close();
        for (FileChannel file : ready) file.close();
        Scratch.delete(directory);
    }
}
