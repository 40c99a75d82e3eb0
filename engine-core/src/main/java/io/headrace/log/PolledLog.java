package io.headrace.log;

import io.headrace.memory.CorruptDataException;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.source.PolledSource;
import io.headrace.source.RecordWriter;
import io.headrace.wal.disk.DirectoryLock;
import io.headrace.wal.format.ConfigRecord;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.LogReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Follows a sink's log: looks for the commit of a batch, then gives the batch's rows, chunk by chunk.
 *
 * <pre>
 *   searching ─▶ (COMMIT) ─▶ giving rows ─▶ (the last one) ─▶ searching, behind the COMMIT
 * </pre>
 *
 * <p><b>Threading:</b> as {@link PolledSource}.
 */
final class PolledLog implements PolledSource {
    private static final int RECORDS_PER_POLL = 16;
    private static final int ROWS_PER_POLL = 1_000;
    private static final long UNKNOWN = 0; // sequences begin with 1

    private final Path directory;
    private final String codecId;
    private final DirectoryLock lock;
    private final PlaceFile end;
    private final PlaceFile place;
    private final LogReader reader;
    private final CommittedBatch batch = new CommittedBatch();
    private final long position = NativeMemory.allocate(ReadPlace.LENGTH, MemoryTag.ENGINE);
    private long logId;
    private long endPosition;
    private boolean mayBeginHalf;
    private long keptRoll;

    // The batch that is looked for, or given.
    private long batchStart;
    private long batchSequence = UNKNOWN;
    private long given;

    // While rows are given.
    private boolean isGiving;
    private long behindBatch;
    private long behindSequence;
    private int chunk;
    private int rowsLeft;
    private long row;

    PolledLog(Path directory, Path own, String codecId, byte[] position, DirectoryLock lock) throws IOException {
        this.directory = directory;
        this.codecId = codecId;
        this.lock = lock;
        boolean done = false;
        PlaceFile openedEnd = null;
        PlaceFile openedPlace = null;
        LogReader openedReader = null;
        try {
            openedEnd = PlaceFile.reader(SinkLogDirectory.end(directory));
            openedPlace = PlaceFile.writer(SinkLogDirectory.place(own));
            openedReader = new LogReader(SinkLogDirectory.log(directory), () -> endPosition);
            end = openedEnd;
            place = openedPlace;
            reader = openedReader;
            if (!lookAtEnd())
                throw new IOException(SinkLogDirectory.end(directory) + " is not whole; it is looked at again");
            begin(position.length == 0 ? null : ReadPlace.of(position));
            done = true;
        } finally {
            if (!done) {
                NativeMemory.free(this.position, ReadPlace.LENGTH, MemoryTag.ENGINE);
                if (openedReader != null) openedReader.close();
                if (openedPlace != null) openedPlace.close();
                if (openedEnd != null) openedEnd.close();
            }
        }
    }

    /** Whether the log's end is known. */
    private boolean lookAtEnd() throws IOException {
        if (!end.read()) return false;
        if (logId != 0 && end.logId() != logId) throw otherLog(logId);
        logId = end.logId();
        endPosition = end.position();
        return true;
    }

    private IllegalStateException otherLog(long read) {
        return new IllegalStateException("the log in " + directory + " is not the one that was read before (it is "
                + Long.toHexString(end.logId()) + ", and that was " + Long.toHexString(read)
                + "): bring it back, or begin with an empty directory of the reading context");
    }

    private void begin(@Nullable ReadPlace from) throws IOException {
        mayBeginHalf = from == null;
        if (from == null) {
            reader.rewind();
            LogFiles files = LogFiles.list(SinkLogDirectory.log(directory));
            batchStart = files.rolls().isEmpty()
                    ? Position.START
                    : Position.of(files.rolls().get(0).ordinal(), 0);
        } else {
            goTo(from);
        }
        keep(batchStart, batchSequence); // from here on nothing of this is trimmed
    }

    private void keep(long from, long sequence) throws IOException {
        place.write(logId, from, sequence, 0);
        keptRoll = Position.ordinal(from);
    }

    private void goTo(ReadPlace from) throws IOException {
        if (from.logId() != logId) throw otherLog(from.logId());
        LogFiles files = LogFiles.list(SinkLogDirectory.log(directory));
        long oldest = files.rolls().isEmpty() ? 0 : files.rolls().get(0).ordinal();
        if (Position.ordinal(from.batch()) < oldest)
            throw new IllegalStateException("the log in " + directory + " was read up to "
                    + Position.describe(from.batch()) + ", and begins with roll " + oldest
                    + " now: what lies between was trimmed unread. Let the sink keep more, or begin with an empty"
                    + " directory of the reading context");
        if (from.sequence() > end.nextSequence() || from.batch() > endPosition)
            throw new IllegalStateException("the log in " + directory + " was read up to record " + from.sequence()
                    + ", and ends before record " + end.nextSequence() + " now: it lost what came later in a power cut."
                    + " Durability BATCH of the writing program prevents it; to go on, begin with an empty directory of"
                    + " the reading context");
        checkRows();
        reader.seek(from.batch(), from.sequence());
        batchStart = from.batch();
        batchSequence = from.sequence();
        given = from.rows();
    }

    /** That the rows are what the program takes them for: the log's first record says it. */
    private void checkRows() throws IOException {
        if (reader.next()) checkConfig();
    }

    private void checkConfig() {
        if (reader.type() != RecordType.CONFIG) return;
        byte[] settings = ConfigRecord.read(reader.payloadAddress(), reader.payloadLength())
                .settings();
        String stored;
        try {
            stored = SinkLogFormat.codecId(settings);
        } catch (IllegalStateException e) {
            throw new IllegalStateException("the log in " + directory + " cannot be read: " + e.getMessage(), e);
        }
        if (!stored.equals(codecId))
            throw new IllegalStateException("the rows in " + directory + " are written by the codec " + stored
                    + ", and are to be read by " + codecId + ": name the codec that the sink has");
    }

    @Override
    public int poll(RecordWriter out) throws IOException {
        int done = 0;
        while (done < ROWS_PER_POLL) {
            if (!isGiving && !search()) return done;
            int rows = give(out, ROWS_PER_POLL - done);
            if (rows == 0) return done;
            done += rows;
        }
        return done;
    }

    /** Looks for the next commit, a few records at a time; whether there is one, and rows of its batch to be given. */
    private boolean search() throws IOException {
        if (!lookAtEnd()) return false;
        for (int i = 0; i < RECORDS_PER_POLL && reader.next(); i++) {
            if (batchSequence == UNKNOWN) {
                batchStart = reader.position();
                batchSequence = reader.sequence();
            }
            switch (reader.type()) {
                case CONFIG -> checkConfig();
                case BLOCK -> {
                    check(SinkLogFormat.ROWS_HEADER);
                    batch.add(reader.payloadAddress(), reader.position());
                }
                case COMMIT -> {
                    check(SinkLogFormat.BATCH_LENGTH);
                    if (found()) return true;
                }
                default -> {} // nothing that a sink writes
            }
        }
        return false;
    }

    private void check(int least) {
        SinkLogFormat.check(reader.payloadAddress(), reader.payloadLength(), least, reader.sequence());
    }

    /** The commit of a batch is shown; whether its rows can be given. */
    private boolean found() throws IOException {
        boolean isWhole = batch.isCommittedBy(reader.payloadAddress());
        if (!isWhole && !mayBeginHalf)
            throw new CorruptDataException("record " + reader.sequence() + " of the log in " + directory + " commits "
                    + SinkLogFormat.batch(reader.payloadAddress()) + " with "
                    + SinkLogFormat.chunks(reader.payloadAddress()) + " records of rows, and there are " + batch.size()
                    + " of them");
        mayBeginHalf = false;
        behindBatch = reader.nextPosition();
        behindSequence = reader.sequence() + 1;
        if (!isWhole) { // its beginning was trimmed before this reader began
            nextBatch();
            return false;
        }
        isGiving = true;
        chunk = -1;
        rowsLeft = 0;
        skip(given);
        return isGiving;
    }

    /** Passes over rows that were given before. */
    private void skip(long rows) throws IOException {
        long left = rows;
        while (nextChunk()) {
            if (left < rowsLeft) {
                for (; left > 0; left--) nextRow();
                return;
            }
            left -= rowsLeft;
        }
    }

    /** Goes to the next chunk; false when the batch is over. */
    private boolean nextChunk() throws IOException {
        if (++chunk == batch.size()) {
            nextBatch();
            reader.seek(batchStart, batchSequence);
            return false;
        }
        reader.read(batch.position(chunk));
        rowsLeft = batch.rows(chunk);
        row = reader.payloadAddress() + SinkLogFormat.ROWS_HEADER;
        return true;
    }

    private void nextRow() {
        row += SinkLogFormat.ROW_HEADER + RawMemory.getInt(row);
        rowsLeft--;
    }

    private void nextBatch() {
        isGiving = false;
        batch.clear();
        batchStart = behindBatch;
        batchSequence = behindSequence;
        given = 0;
    }

    /** Gives up to so many rows of the batch; how many were. */
    private int give(RecordWriter out, int most) throws IOException {
        int done = 0;
        while (done < most) {
            int length = RawMemory.getInt(row);
            int answer = out.append(row + SinkLogFormat.ROW_HEADER, length);
            if (answer == RecordWriter.FULL) return done;
            if (answer == RecordWriter.TOO_LONG)
                out.reject("longer than records may be", row + SinkLogFormat.ROW_HEADER, length, length);
            nextRow();
            given++;
            done++;
            boolean isOver = rowsLeft == 0 && !nextChunk();
            ReadPlace.write(position, logId, batchStart, batchSequence, given);
            out.position(position, ReadPlace.LENGTH);
            if (isOver) return done;
        }
        return done;
    }

    /** Before this the log may be trimmed; whole files are, so only a new one is worth a write. */
    @Override
    public void acknowledged(long positionAddress, int positionLength) {
        long safe = ReadPlace.batch(positionAddress);
        if (Position.ordinal(safe) <= keptRoll) return;
        try {
            keep(safe, ReadPlace.sequence(positionAddress));
        } catch (IOException e) {
            throw new UncheckedIOException("the place of a reader of " + directory + " cannot be written", e);
        }
    }

    @Override
    public void close() throws IOException {
        NativeMemory.free(position, ReadPlace.LENGTH, MemoryTag.ENGINE);
        try (lock;
                end;
                place) {
            reader.close();
        }
    }
}
