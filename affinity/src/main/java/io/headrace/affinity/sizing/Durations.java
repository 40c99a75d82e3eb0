package io.headrace.affinity.sizing;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times as people write them: {@code 10ms}, {@code 1.5s}, {@code 250us}, {@code 15m}, {@code 2h}, {@code 7d}; {@code 0} needs no
 * unit.
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Durations {
    private static final Pattern FORM = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) *(ns|us|µs|ms|s|m|min|h|d)");
    private static final Pattern ZERO = Pattern.compile("0+(?:\\.0+)?");
    private static final BigDecimal LONGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private Durations() {}

    /**
     * Reads a time.
     *
     * @throws SizingException showing the text and what would be right
     */
    public static Duration parse(String text) {
        String stripped = text.strip().toLowerCase(Locale.ROOT);
        if (ZERO.matcher(stripped).matches()) return Duration.ZERO;
        Matcher matcher = FORM.matcher(stripped);
        if (!matcher.matches())
            throw new SizingException("'" + text.strip() + "' is not a time: write 10ms, 1.5s, 250us, 15m, 2h or 7d");
        BigDecimal nanos = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(nanosPer(matcher.group(2))));
        if (nanos.compareTo(LONGEST) > 0) throw new SizingException("'" + text.strip() + "' is longer than 292 years");
        return Duration.ofNanos(nanos.longValue());
    }

    /** Writes a time in the largest unit in which it is a whole number; {@link #parse} reads it. */
    public static String print(Duration time) {
        long nanos = time.toNanos();
        for (String unit : new String[] {"d", "h", "m", "s", "ms", "us"}) {
            long per = nanosPer(unit);
            if (nanos % per == 0 && nanos != 0) return nanos / per + unit;
        }
        return nanos == 0 ? "0s" : nanos + "ns";
    }

    private static long nanosPer(String unit) {
        return switch (unit) {
            case "ns" -> 1;
            case "us", "µs" -> 1_000;
            case "ms" -> 1_000_000;
            case "s" -> 1_000_000_000;
            case "m", "min" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            case "d" -> 86_400_000_000_000L;
            default -> throw new IllegalArgumentException(unit);
        };
    }
}
