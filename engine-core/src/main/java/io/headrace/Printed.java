package io.headrace;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;

/**
 * What {@code print} writes, as Spark lays it out.
 *
 * <p><b>Threading:</b> stateless.
 */
final class Printed {
    static final int DEFAULT_ROWS = 10;
    private static final Duration RARE = Duration.ofSeconds(1);
    private static final String LINE = "-".repeat(43);

    private Printed() {}

    /**
     * Writes a batch. As in Spark an empty one is its time alone; but not where there are several a second, which would bury what there is to
     * see: of those only the ones with rows are written.
     *
     * @param every how long it is from batch to batch
     * @param rows one more than wanted when there are more
     */
    static void batch(PrintStream out, Duration every, long timeMillis, List<?> rows, int wanted) {
        if (rows.isEmpty() && every.compareTo(RARE) < 0) return;
        StringBuilder text = new StringBuilder();
        String end = System.lineSeparator();
        text.append(LINE)
                .append(end)
                .append("Time: ")
                .append(timeMillis)
                .append(" ms")
                .append(end);
        text.append(LINE).append(end);
        for (Object row : rows.subList(0, Math.min(rows.size(), wanted)))
            text.append(row).append(end);
        if (rows.size() > wanted) text.append("...").append(end);
        text.append(end);
        out.print(text); // at once, so that outputs of two contexts do not mix
        out.flush();
    }

    static int checkedRows(int number) {
        if (number < 0 || number == Integer.MAX_VALUE)
            throw new IllegalArgumentException("print(" + number + "): give 0 or more rows");
        return number;
    }

    static String time(Duration duration) {
        return duration.toNanos() % 1_000_000 == 0
                ? duration.toMillis() + " ms"
                : io.headrace.affinity.sizing.Durations.print(duration);
    }
}
