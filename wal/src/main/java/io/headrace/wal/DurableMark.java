package io.headrace.wal;

import io.headrace.wal.disk.Channels;
import io.headrace.wal.disk.Disk;
import io.headrace.wal.format.Position;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.Roll;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far the disk is, and the only way to move it: every file up to the mark was forced, older ones first, and so was
 * the directory that names them.
 *
 * <p><b>Threading:</b> any thread. Who comes while another one forces waits, and mostly finds its records covered.
 */
final class DurableMark implements AutoCloseable {
    private final Path directory;
    private final Disk disk;

    // Guarded by this.
    private @Nullable FileChannel channel;
    private long channelOrdinal;
    private long firstUnforced;
    private long namedUpTo;
    private List<Roll> before;
    private boolean closed;

    private volatile long sequence;
    private volatile long position;

    /**
     * @param sequence what is on the disk already, up to this
     * @param before rolls of past incarnations that may be on their way to the disk still
     * @param ordinal of the first roll of this incarnation
     */
    DurableMark(Path directory, Disk disk, long sequence, List<Roll> before, long ordinal) {
        this.directory = directory;
        this.disk = disk;
        this.sequence = sequence;
        this.before = before;
        this.firstUnforced = ordinal;
    }

    long sequence() {
        return sequence;
    }

    long position() {
        return position;
    }

    /**
     * Forces everything up to a place that was published; records that were appended before the call are covered.
     *
     * @return false when this was closed before, and the mark is not there
     */
    synchronized boolean advance(long toPosition, long toSequence) throws IOException {
        if (toSequence <= sequence) return true;
        if (closed) return false; // a file opened now would never be closed
        forceBefore();
        long last = Position.ordinal(toPosition);
        while (firstUnforced < last) {
            force(firstUnforced, true);
            firstUnforced++;
        }
        forceRoll(last);
        // The position first: who sees the sequence sees a position that covers it.
        position = toPosition;
        sequence = toSequence;
        return true;
    }

    /** Forces one roll and its name, and leaves the mark where it is: what came before may not be on the disk yet. */
    synchronized void forceRoll(long ordinal) throws IOException {
        force(ordinal, false);
        if (namedUpTo >= ordinal) return;
        disk.forceDirectory(directory);
        namedUpTo = ordinal;
    }

    private void forceBefore() throws IOException {
        if (before.isEmpty()) return;
        for (Roll roll : before) {
            try {
                Channels.with(roll.file(), disk::force, StandardOpenOption.WRITE);
                disk.forceDirectory(roll.directory());
            } catch (NoSuchFileException trimmed) {
                // Nobody needs it any more.
            }
        }
        before = List.of();
    }

    private void force(long ordinal, boolean mayBeTrimmed) throws IOException {
        try {
            if (channel == null || channelOrdinal != ordinal) {
                closeChannel();
                channelOrdinal = ordinal;
                channel = open(ordinal);
            }
            forceOpen();
        } catch (NoSuchFileException e) {
            if (!mayBeTrimmed) throw e;
            closeChannel(); // trimmed before it was forced: nobody needs it any more
        }
    }

    /** An interrupt closes the channel and forces nothing; the interrupt is kept for whoever waits for it. */
    private void forceOpen() throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                FileChannel forced = channel;
                if (forced == null) throw new IOException("roll " + channelOrdinal + " is not open");
                try {
                    disk.force(forced);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted |= Thread.interrupted();
                    channel = open(channelOrdinal);
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private FileChannel open(long ordinal) throws IOException {
        return FileChannel.open(LogFiles.rollFile(directory, ordinal), StandardOpenOption.WRITE);
    }

    private void closeChannel() throws IOException {
        if (channel == null) return;
        FileChannel closing = channel;
        channel = null;
        closing.close();
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        closeChannel();
    }
}
