package io.headrace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the classes throw that users call first is in {@code docs/errors.md}: read from the sources, the longest piece of each message is part of a
 * documented one. That those are true is held by {@link ErrorsTest}.
 */
class ThrownMessagesTest {
    private static final Path ROOT = Path.of(System.getProperty("headrace.root"));
    private static final Path SOURCES = ROOT.resolve("engine-core/src/main/java/io/headrace");
    private static final Pattern THROWN = Pattern.compile("new \\w*Exception\\((.*?)\\);", Pattern.DOTALL);
    private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** Pieces of messages that wrong use does not reach. */
    private static final Set<String> UNREACHED = Set.of(
            // What the JDK says of a path, behind the path itself: only a text with a zero byte is none here.
            "a stream of files of ",
            // A directory that vanishes between two looks at it.
            " could not be read: ",
            // A refusal that a damaged directory needs first, and the damage is named then.
            "the directory ",
            // A slip of the engine's own.
            " does not run: no output depends on it");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AnyStream.java",
                "DStreamLike.java",
                "PairDStream.java",
                "Utf8DStream.java",
                "MapWithStateDStream.java",
                "StateSpec.java",
                "FlatStateSpec.java",
                "FlatJoin.java",
                "StreamSources.java",
                "FilePatterns.java",
                "StreamingContext.java",
                "StreamingContextBuilder.java",
                "DatasetContext.java",
                "Broadcast.java",
                "HashPartitioner.java",
                "StatsReportListener.java",
                "Replay.java",
                "plan/StableNames.java",
                "exec/StableIds.java",
                "exec/CheckpointInterval.java",
                "exec/replay/PastLog.java"
            })
    void shouldBeDocumented(String file) throws IOException {
        String page = Files.readString(ROOT.resolve("docs/errors.md"));
        List<String> missing = new ArrayList<>();
        Matcher thrown = THROWN.matcher(Files.readString(SOURCES.resolve(file)));
        while (thrown.find()) {
            String longest = longestText(thrown.group(1));
            if (!longest.isBlank() && !UNREACHED.contains(longest) && !page.contains(longest.strip()))
                missing.add(longest);
        }
        assertThat(missing)
                .as("messages of %s that docs/errors.md does not have", file)
                .isEmpty();
    }

    /** Texts that follow each other are one. */
    private static String longestText(String arguments) {
        String joined = arguments.replaceAll("\"\\s*\\+\\s*\"", "");
        return TEXT.matcher(joined)
                .results()
                .map(found -> found.group(1).replace("\\\"", "\""))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }
}
