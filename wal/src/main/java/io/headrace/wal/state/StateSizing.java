package io.headrace.wal.state;

/**
 * What a store is made for. The space follows from it once, when the store is made; growing replaces the store.
 *
 * @param plannedEntries how many entries are expected; there is room for a third more, and then for the bloat
 * @param averageKeyBytes the average length of a key
 * @param averageValueBytes the average length of a value
 * @param maxValueBytes the longest value that must fit beside an average key. Up to 8 times the average entry it costs
 *     nothing; beyond that, space is given out in pieces of a 64th of it, and every entry takes one at least
 * @param bloatFactor how many times the planned space the store may become before it is full: 1 to 8
 */
public record StateSizing(
        long plannedEntries, int averageKeyBytes, int averageValueBytes, int maxValueBytes, double bloatFactor) {
    /** Planned entries times this is what the first stretch of the store has room for. */
    public static final double HEADROOM = 1.3;

    public static final double DEFAULT_BLOAT = 2.0;

    private static final double MAX_BLOAT = 8.0;
    private static final long MAX_ENTRIES = 1L << 36;

    public StateSizing {
        require(plannedEntries >= 1 && plannedEntries <= MAX_ENTRIES, "plannedEntries", plannedEntries, "1 to 2^36");
        require(averageKeyBytes >= 1, "averageKeyBytes", averageKeyBytes, "1 or more");
        require(averageValueBytes >= 1, "averageValueBytes", averageValueBytes, "1 or more");
        require(
                maxValueBytes >= averageValueBytes,
                "maxValueBytes",
                maxValueBytes,
                "at least averageValueBytes, which is " + averageValueBytes);
        require(bloatFactor >= 1 && bloatFactor <= MAX_BLOAT, "bloatFactor", bloatFactor, "1 to " + MAX_BLOAT);
    }

    /** For values that vary within reason: up to 8 times the average, and the usual bloat. */
    public static StateSizing of(long plannedEntries, int averageKeyBytes, int averageValueBytes) {
        int longest = (int) Math.min(Integer.MAX_VALUE, averageValueBytes * 8L);
        return new StateSizing(plannedEntries, averageKeyBytes, averageValueBytes, longest, DEFAULT_BLOAT);
    }

    /** The same for another number of entries. */
    public StateSizing withPlannedEntries(long entries) {
        return new StateSizing(entries, averageKeyBytes, averageValueBytes, maxValueBytes, bloatFactor);
    }

    /** How many entries of average size the first stretch of the store has room for. */
    public long entryCapacity() {
        return (long) Math.ceil(plannedEntries * HEADROOM);
    }

    /** Whether a store made for {@code other} serves this as well: the same shapes, and as many entries or more. */
    public boolean isServedBy(StateSizing other) {
        return other.plannedEntries >= plannedEntries && equals(other.withPlannedEntries(plannedEntries));
    }

    private static void require(boolean condition, String name, Object value, String right) {
        if (!condition) throw new IllegalArgumentException(name + " is " + value + "; it must be " + right);
    }
}
