package io.headrace.log;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.sink.SinkBatch;
import io.headrace.wal.Durability;
import io.headrace.wal.Log;
import io.headrace.wal.LogOptions;
import io.headrace.wal.disk.DirectoryLock;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogEnd;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log of a {@link LogSink} while it is written.
 *
 * <pre>
 *   rows ─▶ COMMIT, the commit ─▶ force, at levels that survive power cuts ─▶ the file "end": readers see the batch
 * </pre>
 *
 * <p><b>Threading:</b> {@link #appendRows} by any thread, several at once; everything else by one thread at a time.
 */
final class SinkLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SinkLog.class);

    private final Path directory;
    private final LogRetention retention;
    private final long rollBytes;
    private final DirectoryLock lock;
    private final Log log;
    private final PlaceFile end;
    private final long scratch = NativeMemory.allocate(SinkLogFormat.BATCH_LENGTH, MemoryTag.LOG);
    private @Nullable SinkBatch last;
    private long lastCommit;
    private long committedEnd;
    private long committedSequence = 1;
    private boolean isShown;
    private long trimmedAt;

    private SinkLog(
            Path directory, LogRetention retention, long rollBytes, DirectoryLock lock, Log log, PlaceFile end) {
        this.directory = directory;
        this.retention = retention;
        this.rollBytes = rollBytes;
        this.lock = lock;
        this.log = log;
        this.end = end;
        trimmedAt = Position.ordinal(log.endPosition());
    }

    /** Opens the log as its only writer, and finds the last batch in it. */
    static SinkLog open(
            Path directory, String codecId, long rollBytes, LogRetention retention, boolean survivesPowerCut)
            throws IOException {
        Files.createDirectories(directory);
        DirectoryLock lock = DirectoryLock.acquire(directory);
        Log log = null;
        SinkLog opened = null;
        try {
            check(directory, codecId);
            log = Log.open(LogOptions.of(directory)
                    .lock(lock)
                    .rollBytes(rollBytes)
                    .settings(SinkLogFormat.settings(codecId))
                    .durability(survivesPowerCut ? Durability.BATCH : Durability.PROCESS));
            PlaceFile end = PlaceFile.writer(SinkLogDirectory.end(directory));
            opened = new SinkLog(directory, retention, rollBytes, lock, log, end);
            opened.findLast();
            opened.show();
            return opened;
        } catch (CorruptDataException e) {
            close(opened, log, lock);
            throw new IOException("its log is damaged: " + e.getMessage(), e);
        } catch (IOException | RuntimeException | Error e) {
            close(opened, log, lock);
            throw e;
        }
    }

    private static void close(@Nullable SinkLog opened, @Nullable Log log, DirectoryLock lock) throws IOException {
        if (opened != null) {
            opened.close();
            return;
        }
        if (log != null) log.close();
        lock.close();
    }

    /** A log of something else, or of other rows, is refused before it is touched. */
    private static void check(Path directory, String codecId) throws IOException {
        LogEnd before = LogEnd.find(SinkLogDirectory.log(directory)).orThrow();
        if (before.sequence() == 0) return;
        String stored;
        try {
            stored = SinkLogFormat.codecId(before.settings());
        } catch (IllegalStateException e) {
            throw new IOException("there is a log in " + directory + " already, and " + e.getMessage(), e);
        }
        if (!stored.equals(codecId))
            throw new IOException("the rows in " + directory + " are written by the codec " + stored
                    + ", and this sink has " + codecId + ": use the codec that it was begun with, or a new directory");
    }

    private void findLast() throws IOException {
        try (LogReader reader = log.reader()) {
            if (!goToLastCommit(reader)) reader.rewind();
            while (reader.next()) {
                if (reader.type() != RecordType.COMMIT) continue;
                SinkLogFormat.check(
                        reader.payloadAddress(), reader.payloadLength(), SinkLogFormat.BATCH_LENGTH, reader.sequence());
                committed(SinkLogFormat.batch(reader.payloadAddress()), reader.position(), reader.nextPosition());
                committedSequence = reader.sequence() + 1;
            }
        }
    }

    /** Whether the file {@code end} names a commit that stands in the log: a power cut may have taken it. */
    private boolean goToLastCommit(LogReader reader) throws IOException {
        if (!end.read() || end.logId() != log.logId() || end.lastCommit() == 0) return false;
        if (end.position() > log.endPosition()) return false;
        long commit = end.lastCommit();
        try {
            reader.read(commit);
        } catch (IllegalArgumentException | CorruptDataException e) {
            LOG.debug("{} names a commit that is not in the log; all of it is read", end, e);
            return false;
        }
        if (reader.type() != RecordType.COMMIT) return false;
        reader.seek(commit, reader.sequence());
        return true;
    }

    private void committed(SinkBatch batch, long at, long behind) {
        last = batch;
        lastCommit = at;
        committedEnd = behind;
        isShown = false;
    }

    /** Tells readers how far the log is committed. */
    private void show() throws IOException {
        end.write(log.logId(), committedEnd, committedSequence, lastCommit);
        isShown = true;
    }

    @Nullable
    SinkBatch lastCommitted() throws IOException {
        if (!isShown) show();
        return last;
    }

    long nextSequence() {
        return log.lastSequence() + 1;
    }

    int maxPayload() {
        return log.maxPayload();
    }

    void appendRows(long address, int length) throws IOException {
        append(RecordType.BLOCK, address, length);
    }

    private synchronized long append(RecordType type, long address, int length) throws IOException {
        try {
            long position = log.append(type, address, length);
            if (position != Log.NO_ROOM) return position;
        } finally {
            log.handOver(); // to whichever worker comes next
        }
        throw new IOException("the disk has no room for the next " + rollBytes + " bytes of the log in " + directory);
    }

    void commit(SinkBatch batch, int chunks, long attempt, long rows) throws IOException {
        SinkLogFormat.writeBatch(scratch, batch, chunks, attempt, rows);
        long at = append(RecordType.COMMIT, scratch, SinkLogFormat.BATCH_LENGTH);
        if (log.durability().survivesPowerCut()) {
            long unused = log.sync();
        }
        committed(batch, at, log.endPosition());
        committedSequence = nextSequence();
        show();
        long roll = Position.ordinal(committedEnd);
        if (roll != trimmedAt) tidy(roll);
    }

    /** Once for each file of the log: room for the next one, and none for what nobody needs. */
    private void tidy(long roll) throws IOException {
        trimmedAt = roll;
        boolean isReserved = log.reserveNext();
        if (!isReserved) LOG.warn("{}: the disk has no room for the next {} bytes of the log", directory, rollBytes);
        long needed =
                retention.isUntilRead() ? unread() : Position.of(Math.max(0, roll - retention.rolls(rollBytes)), 0);
        int trimmed = log.trim(Math.min(needed, lastCommit));
        if (trimmed > 0) LOG.debug("{}: {} files of the log were trimmed", directory, trimmed);
    }

    /** The first place that some reader has not read. */
    private long unread() throws IOException {
        long first = Long.MAX_VALUE;
        for (Path place : SinkLogDirectory.places(directory)) {
            try (PlaceFile reader = PlaceFile.reader(place)) {
                boolean isOfThisLog = reader.read() && reader.logId() == log.logId();
                first = Math.min(first, isOfThisLog ? reader.position() : Position.START);
            }
        }
        return first == Long.MAX_VALUE ? Position.START : first;
    }

    @Override
    public void close() throws IOException {
        try (lock;
                log;
                end) {
            NativeMemory.free(scratch, SinkLogFormat.BATCH_LENGTH, MemoryTag.LOG);
        }
    }
}
