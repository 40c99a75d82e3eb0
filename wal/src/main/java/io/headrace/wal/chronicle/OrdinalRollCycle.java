package io.headrace.wal.chronicle;

import net.openhft.chronicle.queue.RollCycle;

/**
 * Rolls are numbered, not dated. Chronicle knows rolls by time only, and names their files by a date pattern; so the
 * number of a roll is a day, and the pattern is the one for day numbers: roll 12 is {@code 0000000012.cq4}.
 *
 * <p>The index is as small as it may be, for nobody here reads it, and big enough that no index page is ever written
 * between two records.
 *
 * <p><b>Threading:</b> stateless.
 */
final class OrdinalRollCycle implements RollCycle {
    static final OrdinalRollCycle INSTANCE = new OrdinalRollCycle();

    /** Records a roll may have before its index would need another page. */
    static final int MAX_RECORDS = 8 << 20;

    private static final int DAY_MILLIS = 86_400_000;

    /** The pattern {@code g} counts from 17 November 1858; 1 January 1970 is day 40,587. */
    static final long EPOCH_MILLIS = -40_587L * DAY_MILLIS;

    private OrdinalRollCycle() {}

    /** The time at which Chronicle is in this roll. */
    static long millisOf(long ordinal) {
        return EPOCH_MILLIS + ordinal * DAY_MILLIS;
    }

    @Override
    public String format() {
        return "gggggggggg";
    }

    @Override
    public int lengthInMillis() {
        return DAY_MILLIS;
    }

    @Override
    public int defaultIndexCount() {
        return 8;
    }

    @Override
    public int defaultIndexSpacing() {
        return MAX_RECORDS / 8;
    }

    @Override
    public long toIndex(int cycle, long sequenceNumber) {
        return ((long) cycle << 32) + (sequenceNumber & 0xffff_ffffL);
    }

    @Override
    public long toSequenceNumber(long index) {
        return index & 0xffff_ffffL;
    }

    @Override
    public int toCycle(long index) {
        return (int) (index >>> 32);
    }

    @Override
    public long maxMessagesPerCycle() {
        return MAX_RECORDS;
    }
}
