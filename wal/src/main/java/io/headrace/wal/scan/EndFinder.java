package io.headrace.wal.scan;

import io.headrace.memory.RawMemory;
import io.headrace.wal.format.BootId;
import io.headrace.wal.format.ConfigRecord;
import io.headrace.wal.format.Position;
import io.headrace.wal.format.RecordLayout;
import io.headrace.wal.format.RecordType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the end of a log after any stop. The rules, with <i>gap</i> for the first place where the next record does not
 * stand:
 *
 * <ol>
 *   <li>Nothing sound behind the gap: the log ends there. A killed process leaves at most one unfinished record, whose
 *       length word is still zero; with a length word, and no restart of the machine since, it is damage.
 *   <li>Sound records behind the gap, and the machine was not restarted since: damage, for a killed process leaves no gap.
 *   <li>Sound records behind the gap after a restart: pages reach the disk in any order, so a power cut may leave that.
 *       What was known to be durable cannot be lost to it: if any record says so of the missing one, it is damage;
 *       otherwise the log ends at the gap.
 * </ol>
 *
 * <p>After a killed process only the last roll is read. After a power cut without a sync before the last roll (level
 * {@code PROCESS}) all rolls are.
 *
 * <p><b>Threading:</b> one thread, once.
 */
final class EndFinder implements AutoCloseable {
    private final Path logDirectory;
    private final List<Roll> rolls;
    private final BootId now;
    private final RollScanner scanner = new RollScanner();
    private final List<String> notes = new ArrayList<>();

    // The state of the walk: behind the last record in order.
    private @Nullable ConfigRecord config;
    private List<byte[]> dictionary = new ArrayList<>();
    private int repeated;
    private long sequence;
    private long durable;
    private boolean closed;
    private int at;
    private long offset;

    EndFinder(Path logDirectory, BootId now) throws IOException {
        this.logDirectory = logDirectory;
        this.rolls = LogFiles.list(logDirectory).rolls();
        this.now = now;
    }

    LogEnd find() throws IOException {
        int last = lastRollWithRecords();
        if (last < 0) return nothing(judgeWithoutRecords(0));
        scanner.open(rolls.get(last));
        long first = scanner.find(0);
        if (scanner.type() == RecordType.CONFIG) {
            boolean allBeforeIsDurable = scanner.durableSequence() >= scanner.sequence() - 1;
            walk(last, first);
            if (allBeforeIsDurable || closed || !rebooted()) {
                completeDictionary(last);
                return conclude(last);
            }
        }
        return findFromTheBeginning(last);
    }

    private int lastRollWithRecords() throws IOException {
        for (int i = rolls.size() - 1; i >= 0; i--) {
            scanner.open(rolls.get(i));
            if (scanner.find(0) >= 0) return i;
            if (!scanner.isEmptyFrom(0))
                notes.add(rolls.get(i).file() + " holds no record: a start that was cut short");
        }
        return -1;
    }

    /** Walks all rolls up to the first gap. */
    private LogEnd findFromTheBeginning(int last) throws IOException {
        forget();
        for (int i = 0; i <= last; i++) {
            scanner.open(rolls.get(i));
            long first = scanner.find(0);
            if (first < 0) continue;
            if (sequence == 0 && scanner.type() != RecordType.CONFIG) return headless(i);
            if (sequence != 0 && scanner.sequence() != sequence + 1) break;
            walk(i, first);
        }
        return conclude(last);
    }

    private LogEnd headless(int roll) {
        Damage damage = new Damage(
                rolls.get(roll).file(), 0, "the CONFIG record that begins each roll is not where it was written", true);
        return nothing(damage);
    }

    private LogEnd nothing(@Nullable Damage damage) {
        boolean closed = damage == null;
        return new LogEnd(
                Position.START, 0, 0, 0, closed, List.of(), new byte[0], false, List.of(), List.copyOf(notes), damage);
    }

    private void forget() {
        config = null;
        dictionary = new ArrayList<>();
        repeated = 0;
        sequence = 0;
        durable = 0;
        closed = false;
    }

    /** Walks the records of one roll, in order, up to the first place where the next does not stand. */
    private void walk(int roll, long first) throws IOException {
        at = roll;
        repeated = 0;
        offset = first;
        while (scanner.inspect(offset) == RollScanner.Found.RECORD
                && (sequence == 0 || scanner.sequence() == sequence + 1)) {
            sequence = scanner.sequence();
            durable = Math.max(durable, scanner.durableSequence());
            closed = false;
            if (scanner.type() == RecordType.CONFIG) takeConfig();
            if (scanner.type() == RecordType.TYPE) takeType();
            offset = scanner.nextOffset();
        }
    }

    private void takeConfig() {
        ConfigRecord read = ConfigRecord.read(scanner.payloadAddress(), scanner.payloadLength());
        closed = read.kind() == ConfigRecord.Kind.CLOSE;
        if (!closed) config = read;
    }

    private void takeType() {
        if ((scanner.flags() & RecordLayout.FLAG_REPEATED) != 0 && repeated++ < dictionary.size()) return;
        byte[] payload = new byte[scanner.payloadLength()];
        RawMemory.copyToArray(scanner.payloadAddress(), payload, 0, payload.length);
        dictionary.add(payload);
    }

    /** A roll whose head was cut short has not repeated all entries; the one before has them all. */
    private void completeDictionary(int last) throws IOException {
        List<byte[]> complete = dictionary;
        long endOffset = offset;
        ConfigRecord endConfig = config;
        long endSequence = sequence;
        long endDurable = durable;
        boolean endClosed = closed;
        for (int i = last - 1; config != null && repeated < config.dictionaryEntries() && i >= 0; i--) {
            forget();
            scanner.open(rolls.get(i));
            long first = scanner.find(0);
            if (first < 0) continue;
            walk(i, first);
            complete = dictionary;
        }
        scanner.open(rolls.get(last));
        dictionary = complete;
        at = last;
        offset = endOffset;
        config = endConfig;
        sequence = endSequence;
        durable = endDurable;
        closed = endClosed;
    }

    /** Says what the place behind the last record in order is, given that nothing behind roll {@code last} matters. */
    private LogEnd conclude(int last) throws IOException {
        Damage damage = null;
        List<Roll> cutOff = List.of();
        int ended = at;
        long missing = sequence + 1;
        boolean isUnused = at == last && hasUnusedTail();
        long claimed = isUnused ? NOTHING_BEHIND : claimsBehindTheEnd(last);
        if (claimed == NOTHING_BEHIND) {
            damage = judgeEnd();
        } else if (!rebooted() && goesOn()) {
            // Somebody is writing: this is the end as it was seen first.
        } else if (!rebooted()) {
            damage = damage(
                    "record " + missing + " should stand here (" + scanReason() + "), and sound records stand behind"
                            + " it; the machine was not restarted since, so this is no power cut");
        } else if (claimed >= missing) {
            damage = damage("record " + missing + " should stand here (" + scanReason() + "); it was durable, as later"
                    + " records say");
        } else {
            cutOff = rolls.subList(ended + 1, rolls.size());
            notes.add("a power cut ended the log behind record " + sequence
                    + ": later records stand behind a gap at offset " + offset + " of "
                    + rolls.get(ended).file() + ", and were never known to be durable");
        }
        ConfigRecord known = config;
        return new LogEnd(
                Position.of(rolls.get(ended).ordinal(), offset),
                sequence,
                Math.min(durable, sequence),
                known == null ? 0 : known.logId(),
                closed,
                List.copyOf(dictionary),
                known == null ? new byte[0] : known.settings(),
                isUnused || (claimed == NOTHING_BEHIND && hasUnusedTail()),
                List.copyOf(cutOff),
                List.copyOf(notes),
                damage);
    }

    private static final long NOTHING_BEHIND = -1;

    /** The greatest durable sequence that a sound record behind the end speaks of; -1 when no sound record is there. */
    private long claimsBehindTheEnd(int last) throws IOException {
        long claimed = NOTHING_BEHIND;
        int ended = at;
        for (int i = ended; i <= last; i++) {
            scanner.open(rolls.get(i));
            for (long found = scanner.find(i == ended ? offset : 0); found >= 0; ) {
                claimed = Math.max(claimed, scanner.durableSequence());
                long next = scanner.nextOffset();
                found = scanner.inspect(next) == RollScanner.Found.RECORD ? next : scanner.find(next);
            }
        }
        return claimed;
    }

    /** No sound record stands behind the end. */
    private @Nullable Damage judgeEnd() throws IOException {
        scanner.open(rolls.get(at));
        if (scanner.isFinishedAt(offset)) return judgeFinishedRoll();
        Damage behind = judgeWithoutRecords(at + 1);
        return behind != null ? behind : judgeTornRecord();
    }

    /**
     * The last roll with records is finished. Its mark is written when the next file is in its place, and what it did not
     * use is given back when that one has its CONFIG record.
     */
    private @Nullable Damage judgeFinishedRoll() throws IOException {
        Roll finished = rolls.get(at);
        ConfigRecord known = config;
        boolean nextHadRecords = known != null && !scanner.isLongerThan(known.rollBytes() - 1);
        Path next = LogFiles.rollFile(finished.directory(), finished.ordinal() + 1);
        boolean cut = Files.exists(
                LogFiles.cutFile(new Roll(finished.incarnation(), finished.ordinal() + 1, finished.directory(), "")));
        if (cut || goesOn()) return null;
        if (rebooted()) {
            notes.add("roll " + finished.ordinal()
                    + " was finished, and no record of the roll behind it is there: a power"
                    + " cut may take what was not forced");
            return null;
        }
        if (!Files.exists(next))
            return new Damage(
                    next, 0, "roll " + finished.ordinal() + " was finished, and the roll behind it is gone", true);
        if (nextHadRecords)
            return new Damage(
                    next,
                    0,
                    "roll " + finished.ordinal() + " was finished, and the roll behind it has lost its records",
                    true);
        return judgeWithoutRecords(at + 1);
    }

    /** Files behind the end that hold no record: reserved or just begun when the process died, or spoilt. */
    private @Nullable Damage judgeWithoutRecords(int from) throws IOException {
        for (int i = from; i < rolls.size(); i++) {
            scanner.open(rolls.get(i));
            String unknown = scanner.unknownHead();
            if (!unknown.isEmpty()) return new Damage(rolls.get(i).file(), scanner.offset(), unknown, true);
        }
        if (rebooted()) return null;
        for (int i = from; i < rolls.size(); i++) {
            scanner.open(rolls.get(i));
            if (scanner.isReservedOrBegun() || goesOn()) continue;
            return new Damage(rolls.get(i).file(), 0, "this is no roll: it was emptied, or overwritten", true);
        }
        return null;
    }

    /** Whether the next record stands there by now: the log is being written. */
    private boolean goesOn() throws IOException {
        if (sequence == 0) return false;
        scanner.open(rolls.get(at));
        if (scanner.inspect(offset) == RollScanner.Found.RECORD) return scanner.sequence() == sequence + 1;
        Roll next = LogFiles.list(logDirectory).atOrAfter(rolls.get(at).ordinal() + 1);
        if (next == null) return false;
        scanner.open(next);
        return scanner.find(0) >= 0 && scanner.sequence() == sequence + 1;
    }

    private @Nullable Damage judgeTornRecord() throws IOException {
        scanner.open(rolls.get(at));
        if (scanner.inspect(offset) != RollScanner.Found.GARBAGE) return null;
        if (!scanner.unknown().isEmpty()) return damage(scanner.unknown()); // a power cut writes nothing
        int word = scanner.documentWord(offset);
        if (rebooted()) {
            notes.add("the record at offset " + offset + " of " + rolls.get(at).file()
                    + " did not reach the disk before the machine stopped");
            return null;
        }
        if (word == 0) {
            notes.add("a record was being written at offset " + offset + " of "
                    + rolls.get(at).file() + " when the log stopped; it was never acknowledged");
            return null;
        }
        if (goesOn()) return null;
        scanner.open(rolls.get(at));
        // A writer may have finished the roll since it was looked at first, and not begun the next one yet.
        if (scanner.isFinishedAt(offset)) return judgeFinishedRoll();
        scanner.inspect(offset);
        return damage(
                "record " + (sequence + 1) + " was finished and is not what was written (" + scanner.reason() + ")");
    }

    /** Zeros only, so no record either: then nobody searches the reserved room for one. */
    private boolean hasUnusedTail() throws IOException {
        scanner.open(rolls.get(at));
        return scanner.isEmptyFrom(offset + RecordLayout.DOCUMENT_HEADER);
    }

    private String scanReason() throws IOException {
        scanner.open(rolls.get(at));
        return switch (scanner.inspect(offset)) {
            case NOTHING -> "nothing was written";
            case GARBAGE -> scanner.reason();
            case RECORD -> "there is record " + scanner.sequence();
        };
    }

    private Damage damage(String reason) throws IOException {
        scanner.open(rolls.get(at));
        boolean rollIsOver = at + 1 < rolls.size() && scanner.inspect(offset) == RollScanner.Found.NOTHING;
        return rollIsOver
                ? new Damage(rolls.get(at + 1).file(), 0, reason, true)
                : new Damage(rolls.get(at).file(), offset, reason, true);
    }

    private boolean rebooted() {
        return config != null && now.isRebootSince(config.bootId());
    }

    @Override
    public void close() throws IOException {
        scanner.close();
    }
}
