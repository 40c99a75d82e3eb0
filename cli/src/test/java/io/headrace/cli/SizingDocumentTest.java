package io.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.headrace.affinity.sizing.Cost;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds {@code docs/sizing.md} to the tool: its table of costs, its names of fields, and its examples, each of which shows the
 * beginning of what its command prints. After a change on purpose, {@code -Dheadrace.docs.write=true} writes the examples anew.
 */
class SizingDocumentTest {
    private static final Path DOCUMENT = Path.of(System.getProperty("headrace.root"), "docs/sizing.md");
    private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```console\\n\\$ ./headrace ([^\\n]*)\\n(.*?)^```$");
    private static final Pattern FILE = Pattern.compile("(?ms)^```properties\\n# (\\S+)\\n(.*?)^```$");
    private static final String SHOWN_UNTIL = "How busy it will be";
    private static final String NOTE = "  - ";

    @TempDir
    private Path directory;

    @Test
    void shouldShowWhatTheToolPrints() throws IOException {
        String text = Files.readString(DOCUMENT);
        StringBuilder anew = new StringBuilder();
        int examples = 0;
        Matcher matcher = EXAMPLE.matcher(text);
        writeFiles(text);
        List<String> wrong = new ArrayList<>();
        while (matcher.find()) {
            String shown = run(matcher.group(1));
            if (!matcher.group(2).equals(shown)) wrong.add(matcher.group(1));
            matcher.appendReplacement(
                    anew,
                    Matcher.quoteReplacement("```console\n$ ./headrace " + matcher.group(1) + "\n" + shown + "```"));
            examples++;
        }
        matcher.appendTail(anew);
        if (Boolean.getBoolean("headrace.docs.write")) Files.writeString(DOCUMENT, anew.toString());
        else
            assertThat(wrong)
                    .as("commands that print something else than docs/sizing.md shows")
                    .isEmpty();
        assertThat(examples).isGreaterThanOrEqualTo(4);
    }

    @Test
    void shouldListEveryCostWithItsDefault() throws IOException {
        String text = Files.readString(DOCUMENT);
        for (Cost cost : Cost.values()) {
            String printed = new BigDecimal(cost.byDefault())
                    .round(new java.math.MathContext(12))
                    .stripTrailingZeros()
                    .toPlainString();
            assertThat(text).contains("| `" + cost.key() + "` | " + cost.unit() + " | " + printed + " | ");
        }
        assertThat(text.lines().filter(line -> line.matches("\\| `[a-z]+\\.[A-Za-z]+` \\| .*")))
                .hasSize(Cost.values().length);
    }

    @Test
    void shouldNameEveryFieldOfTheJson() throws IOException {
        String size = "size --cores 4 --rate 1 --record-bytes 1 --memory 8G --latency 1s --json";
        assertNamed(DOCUMENT, Captured.run(size.split(" ", -1)).out());
        assertNamed(
                DOCUMENT.resolveSibling("topology.md"),
                Captured.run("topology", "--json").out());
    }

    /** {@code `field`}, or with what is inside of it: {@code `field.inner`}, {@code `field[].inner`}. */
    private static void assertNamed(Path document, String json) throws IOException {
        String text = Files.readString(document);
        for (Iterator<String> fields = new ObjectMapper().readTree(json).fieldNames(); fields.hasNext(); )
            assertThat(text).containsPattern("`" + fields.next() + "[`\\[.]");
    }

    private void writeFiles(String text) throws IOException {
        Matcher matcher = FILE.matcher(text);
        while (matcher.find()) Files.writeString(directory.resolve(matcher.group(1)), matcher.group(2));
    }

    /** Up to the utilisation; of the core plan's remarks none: they are not this document's. */
    private String run(String command) {
        String[] words = command.split(" ", -1);
        for (int i = 1; i < words.length; i++) {
            if (words[i - 1].equals("--costs"))
                words[i] = directory.resolve(words[i]).toString();
        }
        Captured captured = Captured.run(words);
        assertThat(captured.code()).as(captured.err()).isZero();
        StringBuilder shown = new StringBuilder();
        boolean note = false;
        for (String line : captured.out().lines().toList()) {
            note = line.startsWith(NOTE) || (note && line.startsWith("      "));
            if (!note) shown.append(line).append('\n');
        }
        assertThat(shown).contains(SHOWN_UNTIL);
        return shown.toString();
    }
}
