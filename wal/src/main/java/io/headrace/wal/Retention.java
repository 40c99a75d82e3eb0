package io.headrace.wal;

import io.headrace.wal.disk.Channels;
import io.headrace.wal.disk.Disk;
import io.headrace.wal.format.Position;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.Roll;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Takes whole rolls out of the log, oldest first, so that a stop at any moment leaves a log without its beginning and
 * never one with a hole.
 *
 * <p><b>Threading:</b> one thread at a time, beside the writer and the readers.
 */
final class Retention {
    private final Path logDirectory;
    private final @Nullable Path archive;
    private final Disk disk;

    // Guarded by this. What is there is known from the start on: a look into the directory at each trim would be
    // garbage by the roll.
    private final Deque<Roll> past = new ArrayDeque<>();
    private @Nullable Roll written;
    private boolean mayBeEmptied = true;

    Retention(Path logDirectory, @Nullable Path archive, Disk disk) {
        this.logDirectory = logDirectory;
        this.archive = archive;
        this.disk = disk;
    }

    /**
     * What is in the archive went before the oldest roll that is here; anything else is of another log, and one of the two would replace the
     * other's files.
     */
    void archiveMustBeOurs() throws IOException {
        if (archive == null) return;
        List<Roll> archived = LogFiles.list(archive).rolls();
        if (archived.isEmpty()) return;
        Roll last = archived.get(archived.size() - 1);
        List<Roll> here = LogFiles.list(logDirectory).rolls();
        long first = here.isEmpty() ? 1 : here.get(0).ordinal();
        if (last.ordinal() < first) return;
        // Copied, and not deleted here before the process died.
        if (!here.isEmpty()
                && last.ordinal() == first
                && isSame(last.file(), here.get(0).file())) return;
        throw ofAnotherLog(last.file());
    }

    private static boolean isSame(Path one, Path other) throws IOException {
        return Files.mismatch(one, other) < 0;
    }

    private FileAlreadyExistsException ofAnotherLog(Path archived) {
        return new FileAlreadyExistsException(archived + " was archived by another log than the one in " + logDirectory
                + ", and would be replaced: name an archive of its own, or an empty one");
    }

    /**
     * The log is opened.
     *
     * @param rolls of past incarnations, oldest first
     * @param first of the incarnation that begins, whose rolls are numbered through from there
     */
    synchronized void begin(List<Roll> rolls, Roll first) {
        past.addAll(rolls);
        written = first;
    }

    /**
     * Takes out the rolls that lie wholly before {@code position}.
     *
     * @param current the roll that is being written; it stays
     * @return how many went
     */
    synchronized int trim(long position, long current) throws IOException {
        long before = Math.min(Position.ordinal(position), current);
        int trimmed = 0;
        while (true) {
            Roll oldest = oldest();
            if (oldest == null || oldest.ordinal() >= before) return trimmed;
            if (takeOut(oldest)) trimmed++;
            CrashPoints.at(CrashPoint.IN_TRIM);
            // Each on its own: the next one may only go when this one is gone for good.
            if (Files.exists(oldest.directory())) disk.forceDirectory(oldest.directory());
            passOldest(oldest);
        }
    }

    private @Nullable Roll oldest() {
        Roll ofPast = past.peekFirst();
        return ofPast != null ? ofPast : written;
    }

    private void passOldest(Roll oldest) {
        if (past.isEmpty()) {
            written = oldest.sibling(oldest.ordinal() + 1);
            return;
        }
        past.removeFirst();
        mayBeEmptied = true;
    }

    /** False when the file is gone already. */
    private boolean takeOut(Roll roll) throws IOException {
        if (archive == null) return Files.deleteIfExists(roll.file());
        if (!Files.exists(roll.file())) return false;
        move(roll, archive.resolve(logDirectory.relativize(roll.directory())));
        return true;
    }

    /** Deletes the directories of past incarnations that hold no roll any more. */
    synchronized void sweep(long currentIncarnation) throws IOException {
        if (!mayBeEmptied) return;
        LogFiles files = LogFiles.list(logDirectory);
        for (long incarnation : files.incarnations()) {
            if (incarnation >= currentIncarnation) continue;
            if (files.rolls().stream().anyMatch(roll -> roll.incarnation() == incarnation)) continue;
            deleteIfNothingIsKept(LogFiles.incarnationDirectory(logDirectory, incarnation));
        }
        disk.forceDirectory(logDirectory);
        mayBeEmptied = false;
    }

    private static void deleteIfNothingIsKept(Path directory) throws IOException {
        List<Path> entries;
        try (Stream<Path> stream = Files.list(directory)) {
            entries = stream.toList();
        }
        if (entries.stream().anyMatch(file -> file.toString().endsWith(LogFiles.CUT_SUFFIX))) return;
        for (Path file : entries) Files.delete(file);
        try {
            Files.delete(directory);
        } catch (DirectoryNotEmptyException somebodyElsesFile) {
            // Not ours to delete; the directory does no harm.
            return;
        }
    }

    private void move(Roll roll, Path directory) throws IOException {
        Files.createDirectories(directory);
        Path from = roll.file();
        Path to = directory.resolve(roll.name());
        if (Files.exists(to)) {
            if (!isSame(from, to)) throw ofAnotherLog(to);
            Files.delete(from);
            return;
        }
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException otherFileSystem) {
            Path unfinished = directory.resolve(roll.name() + ".copy");
            Files.copy(from, unfinished, StandardCopyOption.REPLACE_EXISTING);
            Channels.with(unfinished, disk::force, StandardOpenOption.WRITE);
            Files.move(unfinished, to, StandardCopyOption.ATOMIC_MOVE);
            disk.forceDirectory(directory);
            Files.delete(from);
            return;
        }
        disk.forceDirectory(directory);
    }
}
