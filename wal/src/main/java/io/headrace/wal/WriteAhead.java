package io.headrace.wal;

import io.headrace.wal.disk.Disk;
import io.headrace.wal.scan.LogFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes zeros into the roll to come, stretch by stretch, and forces them. Space that was reserved and never written costs
 * the first force of it an entry in the file system's journal; space that was written does not.
 *
 * <p>Its file stays open from stretch to stretch: opening it for each made more garbage than all else that a log at rest makes.
 *
 * <p>A roll that is needed before it is done is taken as it is: it is reserved, and the forces in it take longer.
 *
 * <p><b>Threading:</b> any thread; one works, others wait for it. The writer waits for nobody when the roll that it needs
 * is done, and for one stretch at most when it is not.
 */
final class WriteAhead implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteAhead.class);

    /** What one step writes and forces. */
    static final int STRETCH = 1 << 20;

    /**
     * What is written at once. The kernel keeps such a write as one piece of its page cache, and a piece that is touched
     * through a mapping goes to the disk as a whole: with a megabyte here, each sync would write a megabyte.
     */
    private static final int PIECE = 16 << 10;

    /** How many times as far as the log is in its own roll: done at half of it, and not all in one go. */
    private static final long LEAD = 2;

    private static final LinkOption[] LINKS_FOLLOWED = {}; // not made anew for each stretch

    private final RollFiles rolls;
    private final Path directory;
    private final long rollBytes;
    private final Disk disk;
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(PIECE);

    // Guarded by this.
    private long ordinal;
    private @Nullable Path file; // of that roll
    private @Nullable FileChannel channel; // of that file
    private long written;
    private long left;
    private boolean closed;

    private volatile long done;
    private volatile long wanted;

    WriteAhead(RollFiles rolls, Path directory, long rollBytes, Disk disk) {
        this.rolls = rolls;
        this.directory = directory;
        this.rollBytes = rollBytes;
        this.disk = disk;
    }

    /** Whether the roll was written ahead as a whole. */
    boolean isDone(long ordinal) {
        return done == ordinal;
    }

    /** How far the roll to come should be when the log is there in its own. */
    static long pace(long offset) {
        return offset * LEAD;
    }

    /**
     * Writes the next stretch of a reserved roll, unless it is written up to {@code upTo}.
     *
     * @return whether it wrote one, and there is another one to write
     * @throws IOException when the disk does not take it; the reservation was dropped then
     */
    synchronized boolean step(long ordinal, long upTo) throws IOException {
        if (closed || ordinal <= left || done >= ordinal) return false;
        if (this.ordinal != ordinal) begin(ordinal);
        if (written >= upTo) return false;
        long to = Math.min(written + STRETCH, rollBytes);
        try {
            if (!writeStretch(to)) return false;
        } catch (IOException e) {
            // What the kernel dropped is not known, and it has told us: it will not tell who forces the roll later.
            this.ordinal = 0;
            rolls.drop(ordinal);
            throw e;
        }
        if (written == rollBytes) {
            closeFile();
            done = ordinal;
        }
        return written == to && written < rollBytes;
    }

    private void begin(long ordinal) {
        closeFile();
        this.ordinal = ordinal;
        written = 0;
    }

    /** An interrupt closes a channel: it is opened again, and the interrupt kept. False when the file was dropped. */
    private boolean writeStretch(long to) throws IOException {
        boolean interrupted = false;
        boolean isWritten = false;
        try {
            while (true) {
                try {
                    FileChannel opened = opened();
                    if (opened == null) return false;
                    write(opened, to);
                    isWritten = true;
                    return true;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    closeFile();
                }
            }
        } finally {
            if (!isWritten) closeFile();
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private @Nullable FileChannel opened() throws IOException {
        Path at = file;
        if (at == null) at = LogFiles.reservedFile(directory, ordinal);
        file = at;
        FileChannel open = channel;
        try {
            if (open == null) open = FileChannel.open(at, StandardOpenOption.WRITE);
            channel = open;
        } catch (NoSuchFileException dropped) {
            return null;
        }
        return Files.exists(at, LINKS_FOLLOWED)
                ? open
                : null; // a file that was dropped would be written and forced all the same
    }

    /** Nothing is lost where closing fails: all that was written has been forced, and an error of that was thrown. */
    private void closeFile() {
        FileChannel open = channel;
        channel = null;
        file = null;
        try {
            if (open != null) open.close();
        } catch (IOException e) {
            LOG.debug("the file of a roll that was written ahead could not be closed", e);
        }
    }

    private void write(FileChannel channel, long to) throws IOException {
        for (long at = written; at < to; at += zeros.position()) {
            if (wanted >= ordinal) return;
            channel.write(zeros.position(0).limit((int) Math.min(PIECE, to - at)), at);
        }
        CrashPoints.io(CrashPoint.BEFORE_WRITE_AHEAD);
        disk.force(channel);
        CrashPoints.at(CrashPoint.AFTER_WRITE_AHEAD);
        written = to;
    }

    /**
     * The roll is needed now. When this returns, no byte of it is written by this any more, for from now on its bytes are
     * records; nor is it forced, for an error would be told here, and not to who forces the records.
     */
    void leave(long ordinal) {
        if (isDone(ordinal)) return;
        wanted = ordinal;
        awaitStep(ordinal);
    }

    private synchronized void awaitStep(long ordinal) {
        left = ordinal;
        closeFile();
    }

    /** Waits for a step that is under way; no other one is begun. */
    @Override
    public synchronized void close() {
        closed = true;
        closeFile();
    }
}
