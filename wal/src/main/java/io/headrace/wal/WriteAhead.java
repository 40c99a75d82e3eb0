package io.headrace.wal;

import io.headrace.wal.disk.Channels;
import io.headrace.wal.disk.Disk;
import io.headrace.wal.scan.LogFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Writes zeros into the roll to come, stretch by stretch, and forces them. Space that was reserved and never written costs
 * the first force of it an entry in the file system's journal; space that was written does not.
 *
 * <p>A roll that is needed before it is done is taken as it is: it is reserved, and the forces in it take longer.
 *
 * <p><b>Threading:</b> any thread; one works, others wait for it. The writer waits for nobody when the roll that it needs
 * is done, and for one stretch at most when it is not.
 */
final class WriteAhead implements AutoCloseable {
    /** What one step writes and forces. */
    static final int STRETCH = 1 << 20;

    /**
     * What is written at once. The kernel keeps such a write as one piece of its page cache, and a piece that is touched
     * through a mapping goes to the disk as a whole: with a megabyte here, each sync would write a megabyte.
     */
    private static final int PIECE = 16 << 10;

    /** How many times as far as the log is in its own roll: done at half of it, and not all in one go. */
    private static final long LEAD = 2;

    private final RollFiles rolls;
    private final Path directory;
    private final long rollBytes;
    private final Disk disk;
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(PIECE);

    // Guarded by this.
    private long ordinal;
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
        if (this.ordinal != ordinal) {
            this.ordinal = ordinal;
            written = 0;
        }
        if (written >= upTo) return false;
        long to = Math.min(written + STRETCH, rollBytes);
        try {
            Channels.with(
                    LogFiles.reservedFile(directory, ordinal), channel -> write(channel, to), StandardOpenOption.WRITE);
        } catch (NoSuchFileException dropped) {
            return false;
        } catch (IOException e) {
            // What the kernel dropped is not known, and it has told us: it will not tell who forces the roll later.
            this.ordinal = 0;
            rolls.drop(ordinal);
            throw e;
        }
        if (written == rollBytes) done = ordinal;
        return written == to && written < rollBytes;
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
    }

    /** Waits for a step that is under way; no other one is begun. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
