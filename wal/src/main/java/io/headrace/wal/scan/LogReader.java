package io.headrace.wal.scan;

import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the log in order, or one record at a place. Every record is checked (place, length, checksum, sequence) before it
 * is shown; what is not sound is never shown.
 *
 * <p>The payload is shown in the reader's own buffer, without a copy of its own and without garbage; it is valid until
 * the next call of {@link #next}, {@link #read} or {@link #seek}.
 *
 * <p>A reader of a log that is being written (see {@code Log.reader}) goes on where it stood: {@link #next} answers false
 * at the end, and true again when there is more.
 *
 * <p><b>Threading:</b> one thread at a time; any number of readers beside the writer.
 */
public final class LogReader implements AutoCloseable {
    private static final long UNKNOWN = -1;

    private final Path logDirectory;
    private final LongSupplier end;
    private final @Nullable Roll firstWritten;
    private final RollScanner scanner = new RollScanner();
    private LogFiles files;

    private long ordinal;
    private long offset;
    private long expected = UNKNOWN;
    private long wholeRoll = UNKNOWN;
    private long sequence;
    private @Nullable Damage damage;
    private boolean closed;

    /**
     * Reads from the oldest record on.
     *
     * @param end the position behind the last record that may be read; it may grow between calls
     */
    public LogReader(Path logDirectory, LongSupplier end) throws IOException {
        this(logDirectory, end, null);
    }

    /**
     * As {@link #LogReader(Path, LongSupplier)}, of a log that is being written: where its rolls lie is known without a look into the
     * directory, which would be one at each roll.
     *
     * @param firstWritten the first roll of the incarnation that is being written; null when there is none
     */
    public LogReader(Path logDirectory, LongSupplier end, @Nullable Roll firstWritten) throws IOException {
        this.logDirectory = logDirectory;
        this.end = end;
        this.firstWritten = firstWritten;
        this.files = LogFiles.list(logDirectory);
        rewind();
    }

    /** Reads a log that nobody is writing. */
    public static LogReader open(Path logDirectory) throws IOException {
        long end = LogEnd.find(logDirectory).orThrow().position();
        return new LogReader(logDirectory, () -> end);
    }

    /** Begins again with the oldest record that is there. */
    public void rewind() throws IOException {
        checkOpen();
        files = LogFiles.list(logDirectory);
        moveTo(files.rolls().isEmpty() ? 0 : files.rolls().get(0).ordinal(), 0);
        expected = UNKNOWN;
    }

    /** The file in which the oldest record should stand, whether there is one or not; null without files. */
    public @Nullable Roll oldestRoll() {
        return files.rolls().isEmpty() ? null : files.rolls().get(0);
    }

    /**
     * Goes to a place where a record begins or where the next one will: a {@link #position} or {@link #nextPosition}.
     *
     * @param nextSequence what the next record must have
     * @throws IllegalArgumentException when the position is no place in the log; its end is one
     */
    public void seek(long position, long nextSequence) {
        checkOpen();
        checkPlace(position, end.getAsLong());
        moveTo(Position.ordinal(position), Position.offset(position));
        expected = nextSequence;
    }

    /**
     * Shows the next record.
     *
     * @return false at the end; nothing is shown then
     * @throws io.headrace.memory.CorruptDataException when the next record is not what was written; from then on always
     */
    public boolean next() throws IOException {
        checkOpen();
        if (damage != null) throw damage.toException();
        long limit = end.getAsLong();
        while (Position.of(ordinal, offset) < limit) {
            if (!enter(limit)) continue;
            if (offset == 0) offset = head();
            RollScanner.Found found = scanner.inspect(offset);
            if (found == RollScanner.Found.RECORD && (expected == UNKNOWN || scanner.sequence() == expected)) {
                show();
                return true;
            }
            leave(limit, found);
        }
        return false;
    }

    /**
     * Shows the record at a position that was given out before, wherever the reader stands; {@link #next} goes on behind
     * it.
     *
     * @throws IllegalArgumentException when the position was trimmed away, or is behind the end
     * @throws io.headrace.memory.CorruptDataException when no sound record stands there
     */
    public void read(long position) throws IOException {
        turnTo(position);
        if (scanner.inspect(offset) != RollScanner.Found.RECORD)
            throw damagedHere(offset, why()).toException();
        show();
    }

    /**
     * As {@link #read(long)}, of a record whose payload is wanted at an address: it is read from the file to there, and is not shown
     * at {@link #payloadAddress}. Where it has another length nothing is read to there, and the record is shown as ever.
     *
     * @return whether it has that length
     */
    public boolean read(long position, long target, int length) throws IOException {
        turnTo(position);
        if (scanner.inspect(offset, target, length) != RollScanner.Found.RECORD)
            throw damagedHere(offset, why()).toException();
        show();
        return scanner.payloadLength() == length;
    }

    /** Has the roll of a record open that was given out before. */
    private void turnTo(long position) throws IOException {
        checkOpen();
        checkPlace(position, end.getAsLong() - 1);
        damage = null;
        moveTo(Position.ordinal(position), Position.offset(position));
        if (!scanner.isOpen() || scanner.roll().ordinal() != ordinal) {
            Roll roll = rollAtOrAfter(ordinal);
            if (roll == null || roll.ordinal() != ordinal)
                throw new IllegalArgumentException(Position.describe(position)
                        + " is not in the log any more: it was trimmed; the oldest roll is "
                        + (files.rolls().isEmpty()
                                ? "none"
                                : files.rolls().get(0).ordinal()));
            open(roll);
        }
        limitTo(end.getAsLong());
    }

    private void checkOpen() {
        if (closed) throw new IllegalStateException("the reader of " + logDirectory + " was closed");
    }

    private static void checkPlace(long position, long last) {
        if (position < Position.START)
            throw new IllegalArgumentException("position " + position + " is no place in a log: it is negative");
        if (position > last)
            throw new IllegalArgumentException(Position.describe(position) + " is behind the end of the log");
    }

    private void show() {
        sequence = scanner.sequence();
        expected = sequence + 1;
        offset = scanner.nextOffset();
    }

    /** Has the roll of the current place open; false when there is none and the place was moved to the next one. */
    private boolean enter(long limit) throws IOException {
        if (!scanner.isOpen() || scanner.roll().ordinal() != ordinal) {
            Roll roll = rollAtOrAfter(ordinal);
            if (roll == null)
                throw new IOException("roll " + ordinal + " is gone from " + logDirectory + ", and records up to "
                        + Position.describe(limit) + " were written");
            if (roll.ordinal() != ordinal) {
                moveTo(roll.ordinal(), 0);
                return false;
            }
            open(roll);
        }
        limitTo(limit);
        return true;
    }

    private void open(Roll roll) throws IOException {
        scanner.open(roll);
        wholeRoll = UNKNOWN;
    }

    private void limitTo(long limit) throws IOException {
        if (ordinal == Position.ordinal(limit)) {
            scanner.limit(Position.offset(limit));
            wholeRoll = UNKNOWN;
        } else if (wholeRoll != ordinal) {
            scanner.unlimited(); // asks the system: once for a finished roll, not once for each record
            wholeRoll = ordinal;
        }
    }

    /** Where the first record of the open roll stands; 0 when the roll has none. */
    private long head() throws IOException {
        long first = scanner.find(0);
        if (first < 0) return 0;
        if (scanner.type() == RecordType.CONFIG) return first;
        throw damagedHere(0, "the CONFIG record that begins each roll is not where it was written")
                .toException();
    }

    /** The next record does not stand here: the roll is over when the next one goes on with the right sequence. */
    private void leave(long limit, RollScanner.Found found) throws IOException {
        String why = found == RollScanner.Found.RECORD ? "there is record " + scanner.sequence() : why();
        long left = offset;
        Roll here = scanner.roll();
        Roll next = ordinal < Position.ordinal(limit) ? rollAtOrAfter(ordinal + 1) : null;
        if (next == null) throw damagedHere(left, why).toException();
        open(next);
        if (next.ordinal() == Position.ordinal(limit)) scanner.limit(Position.offset(limit));
        long first = scanner.find(0);
        if (left == 0 && next.incarnation() == here.incarnation()) {
            scanner.open(here);
            throw damagedHere(0, "no record is left in this roll, and the writer went on to the next one")
                    .toException();
        }
        boolean goesOn = first < 0 || expected == UNKNOWN || scanner.sequence() == expected;
        if (!goesOn) {
            boolean headIsThere = scanner.type() == RecordType.CONFIG;
            why += "; roll " + next.ordinal() + " goes on with record " + scanner.sequence();
            if (headIsThere) open(here);
            throw damagedHere(headIsThere ? left : 0, why).toException();
        }
        moveTo(next.ordinal(), Math.max(0, first));
    }

    private String why() {
        String reason = scanner.reason();
        return reason.isEmpty() ? "nothing was written" : reason;
    }

    private Damage damagedHere(long where, String why) {
        Damage found = new Damage(
                scanner.roll().file(),
                where,
                (expected == UNKNOWN ? "a record" : "record " + expected) + " should stand here: " + why,
                true);
        damage = found;
        return found;
    }

    private @Nullable Roll rollAtOrAfter(long wanted) throws IOException {
        Roll first = firstWritten;
        if (first != null && wanted >= first.ordinal()) {
            Roll written = first.sibling(wanted);
            if (Files.exists(written.file())) return written;
            files = LogFiles.list(logDirectory); // it was trimmed, or is lost
        }
        Roll roll = files.atOrAfter(wanted);
        if (roll != null) return roll;
        files = LogFiles.list(logDirectory);
        return files.atOrAfter(wanted);
    }

    private void moveTo(long ordinal, long offset) {
        this.ordinal = ordinal;
        this.offset = offset;
        this.damage = null;
    }

    public RecordType type() {
        checkOpen();
        return scanner.type();
    }

    public int flags() {
        checkOpen();
        return scanner.flags();
    }

    public long sequence() {
        return sequence;
    }

    /** Where the shown record stands; give it to {@link #read} to see it again. */
    public long position() {
        checkOpen();
        return scanner.position();
    }

    /** Where the record after the shown one will stand; give it to {@link #seek} to go on later. */
    public long nextPosition() {
        return Position.of(ordinal, offset);
    }

    public long payloadAddress() {
        checkOpen();
        return scanner.payloadAddress();
    }

    public int payloadLength() {
        checkOpen();
        return scanner.payloadLength();
    }

    @Override
    public void close() throws IOException {
        if (closed) return;
        closed = true;
        scanner.close();
    }
}
