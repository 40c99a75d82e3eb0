package io.headrace.metrics;

import io.headrace.exec.counters.CounterId;
import io.headrace.exec.counters.CountersReader;
import io.headrace.exec.counters.CountersReader.Reading;
import io.headrace.exec.counters.DelayBuckets;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Percentiles of the delays of the last minute, from the engine's own buckets. The buckets only grow, so a minute is the difference of two
 * looks; looks are taken when somebody asks, at most one in five seconds, and kept for as long as they are needed. Where nobody asked for
 * longer than a minute, it is the time since the look before.
 *
 * <p><b>Threading:</b> any thread; makes no garbage.
 */
final class RecentDelays {
    private static final long STEP_NANOS = 5_000_000_000L;
    private static final int STEPS = 12;

    private static final int NOWHERE = -1;

    private final CountersReader reader;
    private final LongSupplier nanoClock;
    private final int[] places = new int[DelayBuckets.COUNT];
    private final long[][] looks = new long[STEPS + 1][DelayBuckets.COUNT];
    private final long[] times = new long[STEPS + 1];
    private final long[] counts = new long[DelayBuckets.COUNT];
    private int newest;
    private int kept;

    /**
     * Begins now: what was before is not counted.
     *
     * @param readings of the reader, in its order
     * @param buckets which delays
     */
    RecentDelays(CountersReader reader, List<Reading> readings, CounterId buckets, LongSupplier nanoClock) {
        this.reader = reader;
        this.nanoClock = nanoClock;
        Arrays.fill(places, NOWHERE);
        for (int place = 0; place < readings.size(); place++) {
            Reading reading = readings.get(place);
            boolean isBucket = reading.id() == buckets && reading.instance() >= 0 && reading.instance() < places.length;
            if (isBucket) places[reading.instance()] = place;
        }
        keep(nanoClock.getAsLong(), 0);
    }

    private void keep(long now, int place) {
        newest = place;
        times[place] = now;
        kept = Math.min(kept + 1, looks.length);
        readInto(looks[place]);
    }

    private void readInto(long[] into) {
        for (int bucket = 0; bucket < into.length; bucket++)
            into[bucket] = places[bucket] == NOWHERE ? 0 : reader.valueAt(places[bucket]);
    }

    /** In seconds; not a number when there was no batch. */
    synchronized double seconds(double part) {
        try {
            return secondsNow(part);
        } catch (InternalError e) {
            return Double.NaN; // the file was cut short by somebody
        }
    }

    private double secondsNow(double part) {
        long now = nanoClock.getAsLong();
        long[] since = looks[youngestOfAMinute(now)];
        readInto(counts);
        long all = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            counts[bucket] -= since[bucket];
            all += counts[bucket];
        }
        if (now - times[newest] >= STEP_NANOS) keep(now, (newest + 1) % looks.length);
        return all <= 0 ? Double.NaN : Unit.NANOS.inBaseUnits(DelayBuckets.percentile(counts, part));
    }

    /** The youngest look that is a minute old; the oldest when none is. */
    private int youngestOfAMinute(long now) {
        int place = newest;
        for (int back = 0; back < kept; back++) {
            place = (newest - back + looks.length) % looks.length;
            if (now - times[place] >= STEPS * STEP_NANOS) return place;
        }
        return place;
    }
}
