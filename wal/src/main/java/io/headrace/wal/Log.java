package io.headrace.wal;

import io.headrace.wal.chronicle.ChronicleAppender;
import io.headrace.wal.chronicle.ChronicleSetup;
import io.headrace.wal.chronicle.NativeDisk;
import io.headrace.wal.disk.DirectoryLock;
import io.headrace.wal.disk.Disk;
import io.headrace.wal.disk.FileSystems;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordType;
import io.headrace.wal.scan.LogEnd;
import io.headrace.wal.scan.LogFiles;
import io.headrace.wal.scan.LogReader;
import io.headrace.wal.scan.Roll;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One ordered, durable log in one directory. Typed records are appended by one writer; they have a sequence that grows by
 * one, and a position.
 *
 * <pre>{@code
 * try (Log log = Log.open(LogOptions.of(directory).durability(Durability.BATCH))) {
 *     long position = log.append(RecordType.BLOCK, address, length);
 *     if (position == Log.NO_ROOM) ...      // nothing was written: wait, and try again
 *     log.sync();                           // everything appended before survives a power cut now
 * }
 * }</pre>
 *
 * <p>What may be acknowledged is up to {@link #safeSequence}. An append never waits for the disk, except when it
 * goes over to the next roll at a level that survives power cuts.
 *
 * <p>A log that failed (a force, or the mapping of a file) stays closed until it is opened again: every later call
 * throws {@link LogClosedException} with the cause.
 *
 * <p><b>Threading:</b> {@link #append} by one thread, the first that calls it; {@link #handOver} lets another one begin.
 * {@link #sync}, {@link #prepareNext}, {@link #reserveNext}, {@link #trim}, {@link #reader} and the accessors from any
 * thread. So may {@link #close}: it waits for an append that is under way.
 */
public final class Log implements AutoCloseable {
    /** The answer of {@link #append} when the disk is full. Nothing was written; the same call may be made again. */
    public static final long NO_ROOM = -1;

    /** The log's directory within the context's. */
    public static final String DIRECTORY_NAME = "log";

    /** From here on it takes longer to read bytes than to join their checksum with another one. */
    private static final int WORTH_JOINING = 16 << 10;

    private final LogOptions options;
    private final Path logDirectory;
    private final @Nullable DirectoryLock ownLock;
    private final LogEnd previous;
    private final long logId;
    private final long incarnation;
    private final Roll firstRoll;
    private final RollFiles rolls;
    private final WriteAhead ahead;
    private final DurableMark durable;
    private final Retention retention;
    private final RollWriter records;
    private final Failure failure;
    private final AppendGate gate = new AppendGate();

    private @Nullable Thread writer; // set by the one that is, and cleared by who hands over
    private volatile boolean closed;

    private Log(LogOptions options, @Nullable DirectoryLock ownLock, Path logDirectory, Disk disk) throws IOException {
        this.options = options;
        this.ownLock = ownLock;
        this.logDirectory = logDirectory;
        failure = new Failure(logDirectory);
        LogEnd known = options.end;
        previous = known != null
                ? known
                : LogEnd.find(logDirectory, options.bootId).orThrow();
        retention = new Retention(logDirectory, options.archive, disk);
        retention.archiveMustBeOurs();
        logId = previous.logId() != 0 ? previous.logId() : new SecureRandom().nextLong() | 1;
        incarnation = new Takeover(logDirectory, disk).prepare(previous);
        Path directory = LogFiles.incarnationDirectory(logDirectory, incarnation);
        LogFiles files = LogFiles.list(logDirectory);
        long ordinal = files.lastOrdinal() + 1;
        firstRoll = LogFiles.firstRoll(logDirectory, incarnation, ordinal);
        retention.begin(files.rolls(), firstRoll);
        rolls = new RollFiles(directory, options.rollBytes, disk);
        ahead = new WriteAhead(rolls, directory, options.rollBytes, disk);
        reserveFirst(directory, ordinal, disk);
        durable = new DurableMark(directory, disk, previous.durableSequence(), notYetDurable(files), ordinal);
        records = new RollWriter(
                options,
                logId,
                incarnation,
                ordinal,
                previous.sequence(),
                rolls,
                ahead,
                durable,
                new Dictionary(previous.dictionary(), options.rollBytes, LogOptions.ROLL_OVERHEAD),
                new ChronicleAppender(directory, options.rollBytes, options.durability.survivesPowerCut()),
                failure);
    }

    /** Begins to load beside the caller what {@link #open} needs: for who has something to do before. Fails nowhere but there. */
    public static void preload() {
        ChronicleSetup.preload();
    }

    /**
     * Opens the log, as the only owner of the directory, and begins a new incarnation behind what is there.
     *
     * @throws io.headrace.wal.disk.DirectoryInUseException when somebody else has it
     * @throws NoRoomException when the first roll cannot be reserved
     * @throws io.headrace.memory.CorruptDataException when the end of the log is damaged; nothing was changed then
     */
    public static Log open(LogOptions options) throws IOException {
        Path logDirectory = options.directory.resolve(DIRECTORY_NAME);
        Files.createDirectories(logDirectory);
        FileSystems.refuseNetwork(logDirectory);
        DirectoryLock ownLock = options.lock == null ? DirectoryLock.acquire(options.directory) : null;
        Log log = null;
        try {
            Disk disk = options.disk != null ? options.disk : new NativeDisk(options.durability.survivesPowerCut());
            log = new Log(options, ownLock, logDirectory, disk);
            log.begin();
            return log;
        } catch (IOException | RuntimeException | Error e) {
            if (log != null) log.abandon();
            else if (ownLock != null) ownLock.close();
            throw e;
        }
    }

    /** Rolls of past incarnations that may be on their way to the disk still. */
    private List<Roll> notYetDurable(LogFiles files) {
        if (previous.durableSequence() >= previous.sequence()) return List.of();
        boolean onlyTheLast = previous.durableSequence() == previous.sequence() - 1; // as after each orderly close
        long lastRoll = Position.ordinal(previous.position());
        return files.rolls().stream()
                .filter(roll -> !onlyTheLast || roll.ordinal() == lastRoll)
                .toList();
    }

    private void reserveFirst(Path directory, long ordinal, Disk disk) throws IOException {
        Path metadata = directory.resolve(ChronicleAppender.METADATA_FILE);
        if (disk.reserve(metadata, ChronicleAppender.METADATA_BYTES) && rolls.reserve(ordinal)) return;
        Files.deleteIfExists(metadata);
        throw new NoRoomException(
                logDirectory, options.rollBytes, Files.getFileStore(directory).getUsableSpace());
    }

    private void begin() throws IOException {
        if (!records.begin())
            throw new IOException("the first roll of incarnation " + incarnation + ", which was reserved, is gone from "
                    + logDirectory);
        retention.sweep(incarnation);
    }

    /** As {@link #append(RecordType, int, long, int)}, without flags. */
    public long append(RecordType type, long payload, int length) {
        return append(type, 0, payload, length);
    }

    /**
     * Appends one record. It is visible to readers, and survives the death of the process, when this returns; for power
     * cuts see {@link #sync}.
     *
     * @param flags of the user; the lowest bit is the log's
     * @return the position, or {@link #NO_ROOM}
     */
    public long append(RecordType type, int flags, long payload, int length) {
        return append(type, flags, payload, length, 0, 0);
    }

    /**
     * As {@link #append(RecordType, long, int)}, of a payload that was checksummed before: its bytes are written and not read once more. A
     * checksum that is wrong makes a record that nobody can read, as bytes do that changed since.
     *
     * @param checkedFrom where the bytes begin, up to the end of the payload, that the checksum is of
     * @param checksum their CRC32C
     */
    public long appendChecked(RecordType type, long payload, int length, int checkedFrom, int checksum) {
        int known = length - checkedFrom;
        if (checkedFrom < 0 || known < WORTH_JOINING) return append(type, 0, payload, length, 0, 0);
        return append(type, 0, payload, length, known, checksum);
    }

    private long append(RecordType type, int flags, long payload, int length, int known, int checksum) {
        if (writer != Thread.currentThread()) claim();
        gate.enter();
        try {
            if (isClosed()) throw failure.exception();
            if (length < 0 || length > maxPayload() || type == RecordType.CONFIG || (flags & ~0xfffe) != 0)
                throw refused(type, flags, length);
            return records.append(type, flags, payload, length, known, checksum);
        } finally {
            gate.leave();
        }
    }

    /** The longest payload that a record may have. */
    public int maxPayload() {
        return LogOptions.maxPayload(options.rollBytes);
    }

    /**
     * Brings everything that was appended before this call to the disk. One call serves all records before it; who calls
     * while another one works, waits for it.
     *
     * @return the last sequence that is on the disk
     */
    public long sync() {
        if (failure.isThere()) throw failure.exception();
        long sequence = records.lastSequence();
        if (sequence <= durable.sequence()) return durable.sequence();
        if (closed) throw failure.exception();
        // Read after the sequence, so it covers it; and it is covered itself, for its record was written before.
        long position = records.endPosition();
        boolean advanced;
        try {
            CrashPoints.io(CrashPoint.BEFORE_SYNC);
            advanced = durable.advance(position, sequence);
            CrashPoints.at(CrashPoint.AFTER_SYNC);
        } catch (IOException | RuntimeException e) {
            failure.because(e);
            throw failure.exception();
        }
        if (!advanced) throw failure.exception(); // by another thread, after this one had looked
        return durable.sequence();
    }

    /**
     * Reserves the roll to come and gives back what finished ones hold, so that no append has to: for a role that has
     * time, as often as it likes.
     *
     * @return false when there is no room; {@link #append} answers {@link #NO_ROOM} when it needs the roll, unless there
     *     is some by then
     */
    public boolean reserveNext() throws IOException {
        if (isClosed()) throw failure.exception();
        if (records.holdsFinished()) records.releaseFinished();
        rolls.giveBack();
        return rolls.reserve(Position.ordinal(endPosition()) + 1);
    }

    /**
     * Whether half of this roll is left, or the one to come is reserved. Who appends what only makes the log longer does it while this is
     * so: then there is room for the records that let it be trimmed, and a full disk is no dead end.
     */
    public boolean hasRoomAhead() throws IOException {
        long end = endPosition();
        return Position.offset(end) <= options.rollBytes / 2
                || rolls.isReserved(Position.ordinal(end) + 1)
                || reserveNext();
    }

    /**
     * As {@link #reserveNext}; and at a level that survives power cuts, writes a stretch of the reserved roll ahead, so
     * that syncs find written space later, and are shorter: for a role that has time, and may wait for the disk. It
     * keeps pace with the log, and doubles what the log writes to the disk.
     *
     * <p>When a roll was written ahead as a whole and the one before was not (the first one never is), the next append
     * goes over to it.
     *
     * @return whether there is another stretch to write at once; when not, ask again a little later
     * @throws IOException when the disk does not take it; the log goes on without
     */
    public boolean prepareNext() throws IOException {
        if (!reserveNext() || !options.durability.survivesPowerCut()) return false;
        long end = endPosition();
        long upTo = records.isWrittenAhead() ? WriteAhead.pace(Position.offset(end)) : options.rollBytes;
        return ahead.step(Position.ordinal(end) + 1, upTo);
    }

    /**
     * Takes whole rolls out of the log that lie before {@code position}; the one that is being written stays. The caller
     * answers for it that nobody needs them.
     *
     * @return how many went
     * @throws IllegalArgumentException when {@code position} is no place in the log: {@link #NO_ROOM}, or behind the end
     */
    public int trim(long position) throws IOException {
        if (isClosed()) throw failure.exception();
        long to = endPosition();
        if (position < Position.START || position > to)
            throw new IllegalArgumentException("trim to position " + position + ": the log's places go from "
                    + Position.START + " to its end, " + to + " (" + Position.describe(to) + ")");
        CrashPoints.io(CrashPoint.BEFORE_TRIM);
        int trimmed = retention.trim(position, Position.ordinal(to));
        if (trimmed == 0) return 0;
        CrashPoints.at(CrashPoint.AFTER_TRIM);
        records.releaseFinished(); // a file that is mapped keeps its space after it is deleted
        retention.sweep(incarnation);
        return trimmed;
    }

    /** A reader of everything that is appended, from the oldest record on; it may read while the writer writes. */
    public LogReader reader() throws IOException {
        return new LogReader(logDirectory, this::endPosition, firstRoll);
    }

    /** Lets another thread be the writer; called by the one that is, or for it when it has stopped. */
    public void handOver() {
        writer = null;
    }

    /** What was found when the log was opened: its end, its dictionary, what people should know. */
    public LogEnd previous() {
        return previous;
    }

    /** One more at each open; never given out twice. */
    public long incarnation() {
        return incarnation;
    }

    public long logId() {
        return logId;
    }

    public Durability durability() {
        return options.durability;
    }

    /** The sequence of the last record. */
    public long lastSequence() {
        return records.lastSequence();
    }

    /** Behind the last record: where the next one will stand, unless the roll ends here. */
    public long endPosition() {
        return records.endPosition();
    }

    /** Records up to this survive a power cut. Never ahead of the disk. */
    public long durableSequence() {
        return durable.sequence();
    }

    /** The place behind the last record that survives a power cut. */
    public long durablePosition() {
        return durable.position();
    }

    /** Records up to this survive what the level promises to survive: they may be acknowledged. */
    public long safeSequence() {
        return options.durability.survivesPowerCut() ? durableSequence() : lastSequence();
    }

    /** Why the log takes nothing any more; null while it does, and when it was closed in order. */
    public @Nullable Throwable failure() {
        return failure.cause();
    }

    private void claim() {
        Thread current = Thread.currentThread();
        Thread owner = writer;
        if (owner != null)
            throw new IllegalStateException("the log has one writer, thread " + owner.getName() + ", and thread "
                    + current.getName() + " wants to append: hand it over first");
        writer = current;
    }

    private IllegalArgumentException refused(RecordType type, int flags, int length) {
        if (type == RecordType.CONFIG)
            return new IllegalArgumentException("CONFIG records are written by the log itself");
        if (length >= 0 && length <= maxPayload())
            return new IllegalArgumentException(
                    "flags are 16 bits without the lowest: 0x" + Integer.toHexString(flags));
        return new IllegalArgumentException(type + " record of " + length + " bytes: the longest is " + maxPayload()
                + " with rolls of " + options.rollBytes + " bytes; set larger rolls or smaller blocks");
    }

    private boolean isClosed() {
        return gate.isShut() || failure.isThere();
    }

    /**
     * Syncs, notes that it was closed in order, and gives everything back. An append that is under way is waited for; the
     * next one is refused.
     *
     * @throws LogClosedException when the last sync fails; everything is given back all the same
     * @throws IllegalStateException when an append does not come to its end; then nothing was given back, and this may be
     *     called again
     */
    @Override
    public synchronized void close() throws IOException {
        if (closed) return;
        if (!gate.shut())
            throw new IllegalStateException("the log in " + logDirectory + " cannot be closed: an append of thread "
                    + writer + " does not come to its end. Nothing was given back");
        try {
            if (!failure.isThere()) finish();
        } finally {
            closed = true;
            if (!failure.isThere()) records.finish();
            release();
        }
    }

    private void finish() {
        sync();
        if (records.writeClose()) sync(); // without it the next open looks at the roll's end instead
    }

    /** Gives everything back, and writes nothing. */
    private void abandon() throws IOException {
        closed = true;
        release();
    }

    private void release() throws IOException {
        try {
            records.close();
        } finally {
            durable.close();
            ahead.close();
            rolls.close();
            if (ownLock != null) ownLock.close();
        }
    }
}
