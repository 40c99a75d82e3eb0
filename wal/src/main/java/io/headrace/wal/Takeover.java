package io.headrace.wal;

import io.headrace.wal.disk.Disk;
import io.headrace.wal.format.Position;
import io.headrace.wal.scan.LogEnd;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.Roll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What is done to the files of past incarnations before a new one begins; each step may be done again after a crash.
 *
 * <p><b>Threading:</b> one thread, under the directory's lock.
 */
final class Takeover {
    private final Path logDirectory;
    private final Disk disk;

    Takeover(Path logDirectory, Disk disk) {
        this.logDirectory = logDirectory;
        this.disk = disk;
    }

    /**
     * Leaves the old files as the log that {@code end} describes, and creates the directory of the next incarnation: its
     * number is on the disk when this returns, so it is never given out twice.
     *
     * @return the number of the next incarnation
     */
    long prepare(LogEnd end) throws IOException {
        for (Path abandoned : LogFiles.abandonedReservations(logDirectory)) Files.delete(abandoned);
        for (Roll roll : end.cutOff()) {
            Files.move(roll.file(), LogFiles.cutFile(roll));
            disk.forceDirectory(roll.directory());
        }
        CrashPoints.at(CrashPoint.IN_TAKEOVER);
        LogFiles files = LogFiles.list(logDirectory);
        giveBackUnusedTail(files, end);
        long incarnation = files.lastIncarnation() + 1;
        Files.createDirectory(LogFiles.incarnationDirectory(logDirectory, incarnation));
        CrashPoints.at(CrashPoint.AFTER_INCARNATION);
        disk.forceDirectory(logDirectory);
        return incarnation;
    }

    private static void giveBackUnusedTail(LogFiles files, LogEnd end) throws IOException {
        if (!end.unusedTail()) return;
        Roll last = files.atOrAfter(Position.ordinal(end.position()));
        if (last != null) RollFiles.truncate(last.file(), Position.offset(end.position()));
    }
}
