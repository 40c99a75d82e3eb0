package io.headrace.wal.format;

/**
 * Where a record lies, as one long: the ordinal of its roll in the upper half, the offset in that file in the lower.
 * Ordinals grow over the whole life of a log, so positions do too: the later record has the greater position.
 *
 * <pre>
 *   63                             32 31                              0
 *   +--------------------------------+--------------------------------+
 *   |          roll ordinal          |    offset of the document      |
 *   +--------------------------------+--------------------------------+
 * </pre>
 *
 * <p><b>Threading:</b> stateless.
 */
public final class Position {
    /** Before the first record of any log. */
    public static final long START = 0;

    private Position() {}

    public static long of(long ordinal, long offset) {
        return ordinal << 32 | offset;
    }

    public static long ordinal(long position) {
        return position >>> 32;
    }

    public static long offset(long position) {
        return position & 0xffff_ffffL;
    }

    /** As people read it: {@code roll 12 offset 404}. */
    public static String describe(long position) {
        return "roll " + ordinal(position) + " offset " + offset(position);
    }
}
