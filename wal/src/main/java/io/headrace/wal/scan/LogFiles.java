package io.headrace.wal.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names in a log's directory.
 *
 * <pre>
 *   log/0000000003/               one directory for each incarnation: each time the log was opened
 *   log/0000000003/0000000012.cq4    the rolls, numbered through over all incarnations
 *   log/0000000003/0000000013.next   space reserved for the roll to come
 *   log/0000000003/0000000011.cut    a roll behind the place where a power cut ended the log; kept for people
 *   log/0000000003/metadata.cq4t     Chronicle's; never read by us
 * </pre>
 *
 * <p><b>Threading:</b> immutable; it says what was there when it was made.
 */
public final class LogFiles {
    public static final String ROLL_SUFFIX = ".cq4";
    public static final String RESERVED_SUFFIX = ".next";
    public static final String CUT_SUFFIX = ".cut";

    private static final int DIGITS = 10;
    private static final long NO_NUMBER = -1;

    private final List<Long> incarnations;
    private final List<Roll> rolls;
    private final long lastOrdinal;

    private LogFiles(List<Long> incarnations, List<Roll> rolls, long lastOrdinal) {
        this.incarnations = incarnations;
        this.rolls = rolls;
        this.lastOrdinal = lastOrdinal;
    }

    /** Lists a log's directory; one that does not exist holds nothing. */
    public static LogFiles list(Path logDirectory) throws IOException {
        List<Long> incarnations = new ArrayList<>();
        List<Roll> rolls = new ArrayList<>();
        long last = 0;
        for (Path directory : entries(logDirectory)) {
            String name = directory.getFileName().toString();
            long incarnation = number(name, "");
            if (incarnation == NO_NUMBER || !Files.isDirectory(directory)) continue;
            incarnations.add(incarnation);
            for (Path file : entries(directory)) {
                String called = file.getFileName().toString();
                long roll = number(called, ROLL_SUFFIX);
                if (roll != NO_NUMBER) rolls.add(new Roll(incarnation, roll, directory, called));
                last = Math.max(last, Math.max(roll, number(called, RESERVED_SUFFIX)));
                last = Math.max(last, number(called, CUT_SUFFIX));
            }
        }
        rolls.sort(Comparator.comparingLong(Roll::ordinal));
        incarnations.sort(Comparator.naturalOrder());
        return new LogFiles(List.copyOf(incarnations), List.copyOf(rolls), last);
    }

    /** The number in a name of ten digits and a suffix. By hand: a start looks at many names. */
    private static long number(String name, String suffix) {
        if (name.length() != DIGITS + suffix.length() || !name.endsWith(suffix)) return NO_NUMBER;
        long number = 0;
        for (int i = 0; i < DIGITS; i++) {
            int digit = name.charAt(i) - '0';
            if (digit < 0 || digit > 9) return NO_NUMBER;
            number = 10 * number + digit;
        }
        return number;
    }

    /** The rolls, oldest first. */
    public List<Roll> rolls() {
        return rolls;
    }

    /** The incarnations that have a directory, oldest first. */
    public List<Long> incarnations() {
        return incarnations;
    }

    /** The greatest incarnation so far, 0 for none. */
    public long lastIncarnation() {
        return incarnations.isEmpty() ? 0 : incarnations.get(incarnations.size() - 1);
    }

    /** The greatest ordinal that any file has, 0 for none: the next roll has a greater one. */
    public long lastOrdinal() {
        return lastOrdinal;
    }

    /** The first roll whose ordinal is at least this, or null. */
    public @Nullable Roll atOrAfter(long ordinal) {
        for (Roll roll : rolls) if (roll.ordinal() >= ordinal) return roll;
        return null;
    }

    public static Path incarnationDirectory(Path logDirectory, long incarnation) {
        return logDirectory.resolve(digits(incarnation));
    }

    public static Path rollFile(Path incarnationDirectory, long ordinal) {
        return incarnationDirectory.resolve(rollName(ordinal));
    }

    static String rollName(long ordinal) {
        return digits(ordinal) + ROLL_SUFFIX;
    }

    /** The first roll of an incarnation, of which nothing is written yet. */
    public static Roll firstRoll(Path logDirectory, long incarnation, long ordinal) {
        return new Roll(incarnation, ordinal, incarnationDirectory(logDirectory, incarnation), rollName(ordinal));
    }

    public static Path reservedFile(Path incarnationDirectory, long ordinal) {
        return incarnationDirectory.resolve(digits(ordinal) + RESERVED_SUFFIX);
    }

    /** What a roll is called when it is set aside. */
    public static Path cutFile(Roll roll) {
        return roll.directory().resolve(digits(roll.ordinal()) + CUT_SUFFIX);
    }

    /** Reserved files that a process left when it died. */
    public static List<Path> abandonedReservations(Path logDirectory) throws IOException {
        List<Path> abandoned = new ArrayList<>();
        for (Path directory : entries(logDirectory)) {
            if (!Files.isDirectory(directory)) continue;
            for (Path file : entries(directory)) if (file.toString().endsWith(RESERVED_SUFFIX)) abandoned.add(file);
        }
        return abandoned;
    }

    private static String digits(long number) {
        String digits = Long.toString(number);
        return "0".repeat(DIGITS - digits.length()) + digits;
    }

    private static List<Path> entries(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) return List.of();
        try (Stream<Path> stream = Files.list(directory)) {
            return stream.toList();
        }
    }
}
