package io.headrace.exec.receive;

import io.headrace.memory.RawMemory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps the newest rejected records readable, and counts all. Its memory is what it takes at the start; adding allocates nothing.
 *
 * <p><b>Threading:</b> any thread; adding takes a short lock.
 */
public final class RejectStore {
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final String[] streams;
    private final String[] reasons;
    private final long[] times;
    private final long[] lengths;
    private final int[] keptLengths;
    private final byte[][] kept;
    private long count;

    /** Keeps so many records, and the first bytes of each. */
    public RejectStore(int records, int bytesEach) {
        if (records < 1 || bytesEach < 0)
            throw new IllegalArgumentException("a store of " + records + " rejected records with " + bytesEach
                    + " bytes each; at least one record is needed");
        streams = new String[records];
        Arrays.fill(streams, "");
        reasons = streams.clone();
        times = new long[records];
        lengths = new long[records];
        keptLengths = new int[records];
        kept = new byte[records][bytesEach];
    }

    /**
     * Sets a record aside.
     *
     * @param timeNanos since 1970
     * @param available how many of its bytes lie at the address
     * @param length of the whole record
     */
    public synchronized void add(
            String stream, String reason, long timeNanos, long address, int available, long length) {
        int entry = (int) (count++ % kept.length);
        int keep = Math.min(available, kept[entry].length);
        streams[entry] = stream;
        reasons[entry] = reason;
        times[entry] = timeNanos;
        lengths[entry] = length;
        keptLengths[entry] = keep;
        if (keep > 0) RawMemory.copyToArray(address, kept[entry], 0, keep);
    }

    /** All that were ever added. */
    public synchronized long count() {
        return count;
    }

    /** The newest, oldest of them first. */
    public synchronized List<Rejected> snapshot() {
        int size = (int) Math.min(count, kept.length);
        List<Rejected> newest = new ArrayList<>(size);
        for (long i = count - size; i < count; i++) {
            int entry = (int) (i % kept.length);
            newest.add(new Rejected(
                    streams[entry],
                    reasons[entry],
                    Instant.ofEpochSecond(
                            Math.floorDiv(times[entry], NANOS_PER_SECOND),
                            Math.floorMod(times[entry], NANOS_PER_SECOND)),
                    lengths[entry],
                    Arrays.copyOf(kept[entry], keptLengths[entry])));
        }
        return newest;
    }
}
