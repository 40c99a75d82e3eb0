package io.headrace.wal;

import io.headrace.wal.disk.Channels;
import io.headrace.wal.disk.Disk;
import io.headrace.wal.scan.LogFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the incarnation that is being written: the roll to come is reserved as a whole under another name, and
 * gets its own at the moment it is needed. So no append ever meets a full disk halfway.
 *
 * <p><b>Threading:</b> any thread; reserving in the background and taking by the writer exclude each other.
 */
final class RollFiles {
    private static final Logger LOG = LoggerFactory.getLogger(RollFiles.class);

    /** Behind the last record: the end mark, and a word of zeros. */
    private static final long TAIL = 16;

    private final Path directory;
    private final long rollBytes;
    private final Disk disk;
    private volatile long reserved;
    private long taken;
    private long finished;
    private long finishedBytes;
    private boolean closed;

    RollFiles(Path directory, long rollBytes, Disk disk) {
        this.directory = directory;
        this.rollBytes = rollBytes;
        this.disk = disk;
    }

    /** Whether the roll is reserved already; asks nobody and waits for nobody. */
    boolean isReserved(long ordinal) {
        return ordinal == reserved;
    }

    /** Has the roll reserved; false when there is no room. One that is in use already needs nothing. */
    synchronized boolean reserve(long ordinal) throws IOException {
        if (closed) return false;
        if (ordinal <= taken || ordinal == reserved) return true;
        CrashPoints.io(CrashPoint.BEFORE_RESERVE);
        if (!disk.reserve(LogFiles.reservedFile(directory, ordinal), rollBytes)) return false;
        CrashPoints.at(CrashPoint.AFTER_RESERVE);
        reserved = ordinal;
        return true;
    }

    /** Puts the reserved roll in its place; false when there is none and no room for one. */
    synchronized boolean take(long ordinal) throws IOException {
        if (!reserve(ordinal)) return false;
        Files.move(
                LogFiles.reservedFile(directory, ordinal),
                LogFiles.rollFile(directory, ordinal),
                StandardCopyOption.ATOMIC_MOVE);
        taken = ordinal;
        return true;
    }

    /** Gives a reservation back that is no good; one that was taken stays. */
    synchronized void drop(long ordinal) throws IOException {
        if (ordinal != reserved || ordinal <= taken) return;
        reserved = 0;
        Files.deleteIfExists(LogFiles.reservedFile(directory, ordinal));
    }

    /** Notes what a roll used; what it did not use is given back by {@link #giveBack}, at the latest with the next one. */
    synchronized void finish(long ordinal, long used) throws IOException {
        giveBack();
        finished = ordinal;
        finishedBytes = used;
    }

    /** Gives back what finished rolls did not use. */
    synchronized void giveBack() throws IOException {
        if (finished == 0) return;
        Path file = LogFiles.rollFile(directory, finished);
        finished = 0;
        try {
            truncate(file, finishedBytes);
            CrashPoints.at(CrashPoint.AFTER_GIVE_BACK);
        } catch (NoSuchFileException e) {
            // Trimmed meanwhile, by another thread: there is nothing to give back.
            LOG.debug("roll {} was trimmed before its unused room was given back", file);
        }
    }

    static void truncate(Path roll, long used) throws IOException {
        Channels.with(roll, channel -> channel.truncate(used + TAIL), StandardOpenOption.WRITE);
    }

    /** Drops the reservation that was not needed. */
    synchronized void close() throws IOException {
        closed = true;
        if (reserved > taken) Files.deleteIfExists(LogFiles.reservedFile(directory, reserved));
        reserved = 0;
        giveBack();
    }
}
