package io.headrace.engine;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What {@code spark-api.txt} says: the members of Spark's API, class by class. How it is written is said at its head.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param type in {@code io.headrace}, where its members are
 * @param ofSpark the classes there, in words
 * @param text about it; empty when there is none
 */
record SparkMembers(String type, String ofSpark, String text, List<Entry> entries) {
    static final String RESOURCE = "spark-api.txt";

    /** Whose members are settings. */
    static final String SETTINGS = "HeadraceConf";

    /**
     * A member of Spark's.
     *
     * @param spark as Spark has it
     * @param instead what is here instead; empty where it is the same signature, or nothing
     * @param why it is not here, or means something else; empty where nothing is said
     */
    record Entry(String spark, List<String> instead, String why) {
        private static Entry of(String line) {
            int reason = line.indexOf(" : ");
            String said = reason < 0 ? line : line.substring(0, reason);
            String why = reason < 0 ? "" : line.substring(reason + 3).strip();
            String[] sides = said.split(" => ", -1);
            List<String> instead =
                    sides.length == 1 ? List.of() : List.of(sides[1].strip().split("; *"));
            return new Entry(sides[0].strip(), instead, why);
        }
    }

    private static final String TYPE = "== ";
    private static final String TEXT = "> ";
    private static final String HEADING = "-- ";

    static List<SparkMembers> read() {
        List<SparkMembers> all = new ArrayList<>();
        SparkMembers last = null;
        for (String line : readAll().split("\n", -1)) {
            if (line.isBlank() || line.startsWith("#") || line.startsWith(HEADING)) continue;
            if (line.startsWith(TYPE)) {
                last = begin(line.substring(TYPE.length()));
                all.add(last);
            } else if (line.startsWith(TEXT)) {
                all.remove(last);
                last = known(last, line).with(line.substring(TEXT.length()));
                all.add(last);
            } else {
                known(last, line).entries.add(Entry.of(line));
            }
        }
        return all;
    }

    private static SparkMembers begin(String heading) {
        String[] sides = heading.split(" : ", 2);
        return new SparkMembers(sides[0].strip(), sides[1].strip(), "", new ArrayList<>());
    }

    private SparkMembers with(String line) {
        return new SparkMembers(type, ofSpark, text.isEmpty() ? line : text + "\n" + line, entries);
    }

    private static SparkMembers known(@Nullable SparkMembers type, String line) {
        return Objects.requireNonNull(type, () -> RESOURCE + ": a member of no class: " + line);
    }

    private static String readAll() {
        try (InputStream in = Objects.requireNonNull(SparkMembers.class.getResourceAsStream(RESOURCE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
