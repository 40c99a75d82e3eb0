package io.headrace.wal.scan;

import io.headrace.wal.format.BootId;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordLayout;
import io.headrace.wal.format.RecordType;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a whole log, changes nothing, and says what it is worth. Behind a damaged place it looks for the next sound
 * record and goes on, so that one report names all of them.
 *
 * <p><b>Threading:</b> one thread, once. A log that is being written may be verified; what comes meanwhile is not looked at.
 */
public final class LogVerifier implements AutoCloseable {
    private final RollScanner scanner = new RollScanner();
    private final Path logDirectory;
    private final LogFiles files;
    private final LogEnd end;
    private final Map<RecordType, Long> records = new EnumMap<>(RecordType.class);
    private final List<Damage> damages = new ArrayList<>();
    private final List<String> notes;
    private long first;
    private long last;
    private long payloadBytes;

    private LogVerifier(Path logDirectory, LogFiles files, LogEnd end) {
        this.logDirectory = logDirectory;
        this.files = files;
        this.end = end;
        this.notes = new ArrayList<>(end.notes());
    }

    public static VerifyReport verify(Path logDirectory) throws IOException {
        return verify(logDirectory, BootId.current());
    }

    /** As {@link #verify(Path)}, under another run of the operating system. */
    public static VerifyReport verify(Path logDirectory, BootId now) throws IOException {
        // The end first: every roll up to it is in the list then, unless it is trimmed meanwhile.
        LogEnd end = LogEnd.find(logDirectory, now);
        try (LogVerifier verifier = new LogVerifier(logDirectory, LogFiles.list(logDirectory), end)) {
            return verifier.run();
        }
    }

    private VerifyReport run() throws IOException {
        for (int i = 0; i < files.rolls().size(); i++) {
            if (end.damage() == null && files.rolls().get(i).ordinal() > Position.ordinal(end.position())) break;
            verifyUnlessTrimmed(i);
        }
        Damage atEnd = end.damage();
        if (atEnd != null && damages.stream().noneMatch(d -> isSamePlace(d, atEnd))) damages.add(atEnd);
        VerifyReport.Status status = files.rolls().isEmpty()
                ? VerifyReport.Status.NOT_A_LOG
                : damages.isEmpty() ? VerifyReport.Status.SOUND : VerifyReport.Status.DAMAGED;
        return new VerifyReport(
                status,
                first,
                last,
                records,
                payloadBytes,
                files.incarnations(),
                files.rolls(),
                end.closedInOrder() && last != 0,
                List.copyOf(damages),
                List.copyOf(notes));
    }

    private static boolean isSamePlace(Damage one, Damage other) {
        return one.file().equals(other.file()) && one.offset() == other.offset();
    }

    private void verifyUnlessTrimmed(int roll) throws IOException {
        try {
            verify(roll);
        } catch (NoSuchFileException e) {
            Roll oldest = LogFiles.list(logDirectory).atOrAfter(0);
            if (oldest == null || oldest.ordinal() <= files.rolls().get(roll).ordinal()) throw e;
            last = 0; // the log begins behind this roll by now
        }
    }

    private void verify(int roll) throws IOException {
        scanner.open(files.rolls().get(roll));
        long offset = scanner.find(0);
        if (offset < 0) {
            verifyWithoutRecords(roll);
            return;
        }
        if (scanner.type() != RecordType.CONFIG)
            damage(0, "the CONFIG record that begins each roll is not where it was written");
        else if (last != 0 && scanner.sequence() != last + 1)
            damage(0, "the roll goes on with record " + scanner.sequence() + ", the one before ended with " + last);
        while (isBeforeTheEnd(offset)) {
            RollScanner.Found found = scanner.inspect(offset);
            if (found == RollScanner.Found.RECORD) {
                long next = scanner.nextOffset();
                count(offset);
                offset = next;
            } else {
                String reason = found == RollScanner.Found.NOTHING ? "nothing was written" : scanner.reason();
                long behind = scanner.find(offset + 4);
                if (rollIsOver(roll, offset, found, behind)) return;
                scanner.open(files.rolls().get(roll));
                damage(offset, "record " + (last + 1) + " should stand here: " + reason);
                if (behind < 0) return;
                offset = behind;
                scanner.inspect(behind);
                last = scanner.sequence() - 1;
            }
        }
    }

    /** A gap between two rolls shows in the sequences; a roll that begins the log has none before it. */
    private void verifyWithoutRecords(int roll) throws IOException {
        if (last != 0 || end.damage() != null) return;
        boolean begun = scanner.isReservedOrBegun();
        Roll empty = files.rolls().get(roll);
        for (int i = roll + 1; i < files.rolls().size(); i++) {
            Roll next = files.rolls().get(i);
            scanner.open(next);
            if (scanner.find(0) < 0) continue;
            long goesOnWith = scanner.sequence();
            boolean nothingLost = goesOnWith == 1 || (begun && empty.ordinal() > 1);
            if (next.incarnation() != empty.incarnation() && nothingLost) return;
            damages.add(new Damage(
                    empty.file(),
                    0,
                    "no record is left here, and the roll behind goes on with record " + goesOnWith,
                    true));
            return;
        }
    }

    /** Everything before the end counts; when the end itself is damaged, everything that is there. */
    private boolean isBeforeTheEnd(long offset) {
        return end.damage() != null
                || scanner.roll().ordinal() != Position.ordinal(end.position())
                || offset < Position.offset(end.position());
    }

    /** Whether the next roll goes on where this one stopped; then what stands behind was cut off, and is not the log. */
    private boolean rollIsOver(int roll, long offset, RollScanner.Found found, long behind) throws IOException {
        for (int i = roll + 1; i < files.rolls().size(); i++) {
            scanner.open(files.rolls().get(i));
            if (scanner.find(0) < 0) continue;
            if (scanner.sequence() != last + 1) break;
            if (behind >= 0)
                notes.add("records behind offset " + offset + " of "
                        + files.rolls().get(roll).file()
                        + " were cut off after a power cut; the log goes on in the next roll");
            return true;
        }
        return behind < 0 && found == RollScanner.Found.NOTHING;
    }

    private void count(long offset) throws IOException {
        if (first == 0) first = scanner.sequence();
        if (last != 0 && scanner.sequence() != last + 1)
            damage(offset, "record " + scanner.sequence() + " stands where " + (last + 1) + " should");
        last = scanner.sequence();
        records.merge(scanner.type(), 1L, Long::sum);
        payloadBytes += scanner.payloadLength();
        int envelope = RecordLayout.HEADER_LENGTH + scanner.payloadLength();
        int word = scanner.documentWord(offset);
        if (word == envelope) return;
        // The process died between the record and its word: the record counts.
        if (word == 0 && scanner.inspect(scanner.nextOffset()) != RollScanner.Found.RECORD) return;
        scanner.open(scanner.roll()); // a second look: the word may have come meanwhile
        word = scanner.documentWord(offset);
        if (word == envelope) return;
        damages.add(new Damage(
                scanner.roll().file(),
                offset,
                "the length word of record " + last + " says " + Integer.toUnsignedString(word) + ", the record has "
                        + envelope + " bytes; the record itself is whole",
                false));
    }

    private void damage(long offset, String reason) {
        damages.add(new Damage(scanner.roll().file(), offset, reason, true));
    }

    @Override
    public void close() throws IOException {
        scanner.close();
    }
}
