package io.headrace.affinity.sizing;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/** Numbers as people read them. <b>Threading:</b> stateless. */
public final class Words {
    private static final String[] BYTES = {"bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final String[] COUNTS = {"", " thousand", " million", " billion", " trillion"};

    private Words() {}

    /** {@code 1.5 MiB}. */
    public static String bytes(double bytes) {
        int unit = 0;
        double value = bytes;
        while (value >= 1024 && unit < BYTES.length - 1) {
            value /= 1024;
            unit++;
        }
        return short3(value) + " " + BYTES[unit];
    }

    /** {@code 1.5 MiB}. */
    public static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    /** {@code 1.5 million}. */
    public static String count(double count) {
        int unit = 0;
        double value = count;
        while (value >= 1000 && unit < COUNTS.length - 1) {
            value /= 1000;
            unit++;
        }
        return short3(value) + COUNTS[unit];
    }

    /** {@code 31 %}. */
    public static String percent(double fraction) {
        double percent = fraction * 100;
        return (percent >= 10 || percent == 0 ? String.format(Locale.ROOT, "%,.0f", percent) : short3(percent)) + " %";
    }

    /** {@code 12.5 ms}. */
    public static String time(Duration time) {
        double nanos = time.toNanos();
        if (nanos < 1e3) return short3(nanos) + " ns";
        if (nanos < 1e6) return short3(nanos / 1e3) + " µs";
        if (nanos < 1e9) return short3(nanos / 1e6) + " ms";
        if (nanos < 120e9) return short3(nanos / 1e9) + " s";
        if (nanos < 7200e9) return short3(nanos / 60e9) + " minutes";
        return short3(nanos / 3600e9) + " hours";
    }

    /** {@code 1 worker}, {@code 2 workers}. */
    public static String many(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** {@code a, b and c}. */
    static String list(List<String> parts) {
        int last = parts.size() - 1;
        return last < 1
                ? String.join("", parts)
                : String.join(", ", parts.subList(0, last)) + " and " + parts.get(last);
    }

    /** Three digits, without zeros at the end. */
    private static String short3(double value) {
        if (value >= 100) return String.format(Locale.ROOT, "%,.0f", value);
        String text = String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
        return text.replaceAll("\\.?0+$", "");
    }
}
