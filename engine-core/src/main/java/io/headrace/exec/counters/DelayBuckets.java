package io.headrace.exec.counters;

/**
 * Buckets for times, eight to a factor of two, from a microsecond to more than a minute: a percentile read from them is at most an
 * eighth too large.
 *
 * <pre>
 *   unit     1,024 ns
 *   bucket   0 .. 7            0, 1, .. 7 units
 *            8 × (e − 2) + s   from (8 + s) × 2^(e−3) units on, for e = 3 .. 26 and s = 0 .. 7
 *   last     and everything above
 * </pre>
 *
 * The numbers of the buckets stand in the counters file and keep their meaning.
 *
 * <p><b>Threading:</b> no state.
 */
public final class DelayBuckets {
    private static final int UNIT_SHIFT = 10;
    private static final int PART_SHIFT = 3;
    private static final int PARTS = 1 << PART_SHIFT;
    private static final int LARGEST_EXPONENT = 26;

    /** How many there are. */
    public static final int COUNT = PARTS * (LARGEST_EXPONENT - PART_SHIFT + 2);

    private DelayBuckets() {}

    /** The bucket of a time; negative times count as none. */
    public static int of(long nanos) {
        long units = Math.max(0, nanos) >>> UNIT_SHIFT;
        if (units < PARTS) return (int) units;
        int exponent = Long.SIZE - 1 - Long.numberOfLeadingZeros(units);
        if (exponent > LARGEST_EXPONENT) return COUNT - 1;
        int part = (int) (units >>> (exponent - PART_SHIFT)) & (PARTS - 1);
        return PARTS * (exponent - PART_SHIFT + 1) + part;
    }

    /** The time at which a bucket ends, in nanoseconds. */
    public static long end(int bucket) {
        if (bucket < 0 || bucket >= COUNT) throw new IllegalArgumentException("bucket " + bucket + " of " + COUNT);
        if (bucket < PARTS) return (bucket + 1L) << UNIT_SHIFT;
        int exponent = bucket / PARTS + PART_SHIFT - 1;
        long units = (long) (PARTS + bucket % PARTS + 1) << (exponent - PART_SHIFT);
        return units << UNIT_SHIFT;
    }

    /**
     * The time that this part of all counted times does not exceed; 0 when nothing was counted.
     *
     * @param counts one for each bucket
     * @param part 0.99 for the 99th percentile
     */
    public static long percentile(long[] counts, double part) {
        long all = 0;
        for (long count : counts) all += Math.max(0, count);
        if (all == 0) return 0;
        long rank = Math.max(1, (long) Math.ceil(part * all));
        long passed = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            passed += Math.max(0, counts[bucket]);
            if (passed >= rank) return end(bucket);
        }
        throw new IllegalStateException(rank + " of " + all + " times were not found");
    }
}
