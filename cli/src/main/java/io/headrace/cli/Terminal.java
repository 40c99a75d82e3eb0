package io.headrace.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that standard output is, and what finds room on it.
 *
 * <p><b>Threading:</b> immutable.
 */
record Terminal(int rows, int columns) {
    private static final String TO_THE_TOP = "\033[H";
    private static final String REST_OF_LINE = "\033[K";
    private static final String REST_OF_SCREEN = "\033[J";

    /** Java 17 cannot say how large a terminal is, nor whether standard output alone is one. */
    private static final List<String> ASK = List.of("sh", "-c", "test -t 1 && stty size < /dev/tty >&2");

    private static final Pattern SIZE = Pattern.compile("(\\d{1,6}) (\\d{1,6})\\s*");
    private static final long PATIENCE_SECONDS = 2;
    private static final Terminal USUAL = new Terminal(24, 80);

    /** As it is now; null when standard output is a file or a pipe. */
    static @Nullable Terminal ofOutput() throws InterruptedException {
        try {
            Process asked = new ProcessBuilder(ASK)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            asked.getOutputStream().close();
            if (!asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                asked.destroyForcibly();
                return null;
            }
            if (asked.exitValue() != 0) return null;
            return of(new String(asked.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) { // a system without a shell: then as for a pipe
            return null;
        }
    }

    /** What {@code stty size} says; one that does not know its size has the usual one. */
    static Terminal of(String size) {
        Matcher numbers = SIZE.matcher(size);
        if (!numbers.matches()) return USUAL;
        Terminal said = new Terminal(Integer.parseInt(numbers.group(1)), Integer.parseInt(numbers.group(2)));
        return said.rows < 3 || said.columns < 1 ? USUAL : said;
    }

    /** Over what was there before: as many of the lines as there is room for, and how many are left. */
    String page(List<String> lines) {
        StringBuilder page = new StringBuilder(TO_THE_TOP);
        int room = rows - 1; // the cursor stands in the last row
        int all = 0;
        for (String line : lines) all += rowsOf(line);
        int shown = 0;
        if (all > room) room--;
        for (int used = 0; shown < lines.size(); shown++) {
            used += rowsOf(lines.get(shown));
            if (used > room) break;
            page.append(lines.get(shown)).append(REST_OF_LINE).append('\n');
        }
        if (shown < lines.size()) {
            String rest = "... " + (lines.size() - shown) + " more lines: in a taller window, or with --once";
            page.append(rest, 0, Math.min(rest.length(), columns))
                    .append(REST_OF_LINE)
                    .append('\n');
        }
        return page.append(REST_OF_SCREEN).toString();
    }

    private int rowsOf(String line) {
        return Math.max(1, (line.length() + columns - 1) / columns);
    }
}
