package io.headrace.wal.scan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
    private static final Pattern INCARNATION = Pattern.compile("\\d{10}");
    private static final Pattern NUMBERED = Pattern.compile("(\\d{10})\\.(cq4|next|cut)");

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
            if (!INCARNATION.matcher(name).matches() || !Files.isDirectory(directory)) continue;
            long incarnation = Long.parseLong(name);
            incarnations.add(incarnation);
            for (Path file : entries(directory)) {
                Matcher matcher = NUMBERED.matcher(file.getFileName().toString());
                if (!matcher.matches()) continue;
                long ordinal = Long.parseLong(matcher.group(1));
                last = Math.max(last, ordinal);
                if (file.toString().endsWith(ROLL_SUFFIX))
                    rolls.add(new Roll(incarnation, ordinal, directory, matcher.group()));
            }
        }
        rolls.sort(Comparator.comparingLong(Roll::ordinal));
        incarnations.sort(Comparator.naturalOrder());
        return new LogFiles(List.copyOf(incarnations), List.copyOf(rolls), last);
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
        return incarnationDirectory.resolve(digits(ordinal) + ROLL_SUFFIX);
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
