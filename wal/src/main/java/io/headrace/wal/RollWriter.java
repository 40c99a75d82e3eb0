package io.headrace.wal;

import io.headrace.memory.Crc32c;
import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import io.headrace.wal.chronicle.ChronicleAppender;
import io.headrace.wal.format.ConfigRecord;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordLayout;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.spi.DocumentAppender;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Writes records into the roll that is there, and goes over to the next one when it is full:
 *
 * <pre>
 *   roll n    CONFIG  TYPE*  record  record  ...        what is full is made durable, where that is promised,
 *   roll n+1  CONFIG  TYPE*  record  ...                before anything stands in the next
 * </pre>
 *
 * <p><b>Threading:</b> {@link #begin}, {@link #append} and {@link #writeClose} by one thread at a time; {@link #endPosition}, {@link
 * #lastSequence} and {@link #releaseFinished} by any.
 */
final class RollWriter implements AutoCloseable {
    private static final VarHandle END;
    private static final VarHandle LAST;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            END = lookup.findVarHandle(RollWriter.class, "end", long.class);
            LAST = lookup.findVarHandle(RollWriter.class, "last", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final LogOptions options;
    private final long logId;
    private final long incarnation;
    private final RollFiles rolls;
    private final WriteAhead ahead;
    private final DurableMark durable;
    private final Dictionary dictionary;
    private final DocumentAppender appender;
    private final Failure failure;
    private final Crc32c crc = new Crc32c();
    private long ordinal;
    private long offset;
    private int recordsInRoll;
    private volatile boolean writtenAhead;
    private volatile boolean holdsFinished; // what Chronicle had of the roll before, which it gives back when asked

    // Written by the writer, read by anybody.
    private long end;
    private long last;

    /**
     * @param ordinal of the first roll, which is reserved
     * @param last the sequence of the last record of all incarnations before
     */
    RollWriter(
            LogOptions options,
            long logId,
            long incarnation,
            long ordinal,
            long last,
            RollFiles rolls,
            WriteAhead ahead,
            DurableMark durable,
            Dictionary dictionary,
            DocumentAppender appender,
            Failure failure) {
        this.options = options;
        this.logId = logId;
        this.incarnation = incarnation;
        this.ordinal = ordinal;
        this.last = last;
        this.rolls = rolls;
        this.ahead = ahead;
        this.durable = durable;
        this.dictionary = dictionary;
        this.appender = appender;
        this.failure = failure;
    }

    /** Begins the first roll; false when its file is gone. */
    boolean begin() throws IOException {
        if (!rolls.take(ordinal)) return false;
        writeHead(ConfigRecord.Kind.START);
        CrashPoints.at(CrashPoint.AFTER_START_RECORD);
        // At every level: what an incarnation writes later must find its beginning on the disk.
        if (options.durability.survivesPowerCut()) durable.advance(end, last);
        else durable.forceRoll(ordinal);
        return true;
    }

    /** As {@link Log#append(RecordType, int, long, int)}; the checksum of the payload's end may be known. */
    long append(RecordType type, int flags, long payload, int length, int known, int checksum) {
        if (type == RecordType.TYPE) dictionary.check(length);
        boolean better = !writtenAhead && ahead.isDone(ordinal + 1);
        if ((better || !fits(length)) && !roll()) return Log.NO_ROOM;
        CrashPoints.before(type);
        long position = write(type, flags, payload, length, known, checksum);
        CrashPoints.after(type);
        if (type == RecordType.TYPE) dictionary.add(payload, length);
        return position;
    }

    /** Whether the roll that is being written was written ahead as a whole. */
    boolean isWrittenAhead() {
        return writtenAhead;
    }

    /** The sequence of the last record. */
    long lastSequence() {
        return (long) LAST.getAcquire(this);
    }

    /** Behind the last record. Asked for after {@link #lastSequence}, it covers that record. */
    long endPosition() {
        return (long) END.getAcquire(this);
    }

    private boolean fits(int length) {
        return RecordLayout.nextDocument(offset, length) + RecordLayout.DOCUMENT_HEADER * 4 <= options.rollBytes
                && recordsInRoll < ChronicleAppender.MAX_RECORDS;
    }

    private long write(RecordType type, int flags, long payload, int length) {
        return write(type, flags, payload, length, 0, 0);
    }

    private long write(RecordType type, int flags, long payload, int length, int known, int checksum) {
        long position;
        boolean ofPayload = false; // a bad address is the caller's; every other failure is the log's
        try {
            long to = appender.begin(RecordLayout.HEADER_LENGTH + length);
            position = Position.of(ordinal, appender.offset());
            boolean filled = false;
            try {
                ofPayload = true;
                RecordLayout.writeEnvelope(
                        to, type, flags, last + 1, position, durable.sequence(), payload, length, known, checksum, crc);
                ofPayload = false;
                CrashPoints.in(type);
                appender.put(to + RecordLayout.HEADER_LENGTH, payload, length);
                filled = true;
            } finally {
                if (!filled) appender.rollback();
            }
            appender.commit();
        } catch (IOException e) {
            failure.because(e);
            throw failure.exception();
        } catch (RuntimeException | Error e) {
            if (!ofPayload || e instanceof Error) failure.because(e);
            throw e;
        }
        recordsInRoll++;
        offset = RecordLayout.nextDocument(Position.offset(position), length);
        // The end first: who sees the sequence sees an end that covers it.
        END.setRelease(this, Position.of(ordinal, offset));
        LAST.setRelease(this, last + 1);
        return position;
    }

    /** Goes on in the next roll; false when there is no room for one. */
    private boolean roll() {
        try {
            // What the new roll says must not reach the disk before what the old one says.
            if (options.durability.survivesPowerCut()) durable.advance(end, last);
            ahead.leave(ordinal + 1);
            CrashPoints.io(CrashPoint.BEFORE_ROLL);
            if (!rolls.take(ordinal + 1)) return false;
            long finished = ordinal;
            long used = offset;
            ordinal++;
            writtenAhead = ahead.isDone(ordinal);
            CrashPoints.at(CrashPoint.IN_ROLL);
            writeHead(ConfigRecord.Kind.ROLL);
            holdsFinished = true;
            CrashPoints.at(CrashPoint.AFTER_ROLL);
            rolls.finish(finished, used);
            return true;
        } catch (IOException | RuntimeException e) {
            failure.because(e);
            throw failure.exception();
        }
    }

    private void writeHead(ConfigRecord.Kind kind) {
        appender.startRoll(ordinal);
        recordsInRoll = 0;
        writeConfig(kind);
        for (byte[] entry : dictionary.entries()) writeCopy(RecordType.TYPE, RecordLayout.FLAG_REPEATED, entry);
    }

    private void writeConfig(ConfigRecord.Kind kind) {
        ConfigRecord config = new ConfigRecord(
                logId,
                incarnation,
                ordinal,
                kind,
                options.durability.code(),
                options.rollBytes,
                options.bootId,
                options.clock.millis(),
                dictionary.size(),
                options.settings);
        long scratch = NativeMemory.allocate(config.length(), MemoryTag.LOG);
        try {
            config.write(scratch);
            write(RecordType.CONFIG, 0, scratch, config.length());
        } finally {
            NativeMemory.free(scratch, config.length(), MemoryTag.LOG);
        }
    }

    private void writeCopy(RecordType type, int flags, byte[] payload) {
        int bytes = Math.max(1, payload.length);
        long scratch = NativeMemory.allocate(bytes, MemoryTag.LOG);
        try {
            RawMemory.copyFromArray(payload, 0, scratch, payload.length);
            write(type, flags, scratch, payload.length);
        } finally {
            NativeMemory.free(scratch, bytes, MemoryTag.LOG);
        }
    }

    /** Notes that the log was closed in order; false when there is no place for that, and a roll for it alone is not worth it. */
    boolean writeClose() {
        if (!fits(ConfigRecord.FIXED_LENGTH + options.settings.length)) return false;
        writeConfig(ConfigRecord.Kind.CLOSE);
        return true;
    }

    /** Gives back the room behind the last record. */
    void finish() throws IOException {
        rolls.finish(ordinal, offset);
    }

    /** Whether a roll was finished since the last {@link #releaseFinished}, which costs a little garbage. */
    boolean holdsFinished() {
        return holdsFinished;
    }

    /** Gives back what finished rolls hold. */
    void releaseFinished() {
        holdsFinished = false;
        appender.releaseFinished();
    }

    @Override
    public void close() {
        appender.close();
    }
}
