package io.headrace.bench.fork;

/**
 * What a number has grown to behind so many passes. Where each pass gives the same it grows evenly; where something remembers the passes
 * before, each gives more than the one before it (running totals), or the first one gives another number (a window that fills).
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param once is added for all passes together
 * @param each what the first pass gives, beside that
 * @param growth by how much more each pass gives than the one before
 */
public record Series(long once, long each, long growth) {
    private static final String SEPARATOR = ":";

    /** Each pass gives the same. */
    public static Series even(long each) {
        return new Series(0, each, 0);
    }

    /** The number behind so many passes; like all sums of hashes it may overflow. */
    public long after(long passes) {
        if (passes == 0) return 0;
        long pairs = passes % 2 == 0 ? passes / 2 * (passes - 1) : (passes - 1) / 2 * passes;
        return once + passes * each + pairs * growth;
    }

    /** How many passes are whole when a count that follows this has come so far; not for hashes. */
    public long passesOf(long count) {
        long passes = Math.max(0, estimate(count));
        while (passes > 0 && after(passes) > count) passes--;
        while (after(passes + 1) <= count) passes++;
        return passes;
    }

    private long estimate(long count) {
        if (growth == 0) return (count - once) / each;
        double linear = (double) each / growth - 0.5;
        return (long) (Math.sqrt(linear * linear + 2.0 * (count - once) / growth) - linear);
    }

    /** As {@link #text} writes it. */
    static Series parse(String text) {
        String[] numbers = text.split(SEPARATOR, -1);
        return new Series(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
    }

    String text() {
        return once + SEPARATOR + each + SEPARATOR + growth;
    }
}
