package io.headrace.exec.journal;

import io.headrace.memory.RawMemory;
import io.headrace.wal.format.RecordType;

/**
 * Ticks on which nothing ran: they were missed, and there were too many to make up for them; or there was nothing to do on them.
 *
 * <pre>
 *    0  version      2
 *    2  (zero)       6
 *    8  first tick   8
 *   16  last tick    8   inclusive
 * </pre>
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class EmptyRecord {
    public static final int LENGTH = 24;

    private static final int FIRST = 8;
    private static final int LAST = 16;

    private long firstTick;
    private long lastTick;

    public static void write(long to, long firstTick, long lastTick) {
        RawMemory.putLong(to, Layout.VERSION);
        RawMemory.putLong(to + FIRST, firstTick);
        RawMemory.putLong(to + LAST, lastTick);
    }

    public EmptyRecord wrap(long address, int length) {
        Layout.check(RecordType.EMPTY, address, length, LENGTH);
        if (length != LENGTH) throw Layout.corrupt(RecordType.EMPTY, length + " bytes, not " + LENGTH);
        firstTick = RawMemory.getLong(address + FIRST);
        lastTick = RawMemory.getLong(address + LAST);
        if (firstTick < 0 || lastTick < firstTick)
            throw Layout.corrupt(RecordType.EMPTY, "the ticks from " + firstTick + " to " + lastTick);
        return this;
    }

    public long firstTick() {
        return firstTick;
    }

    public long lastTick() {
        return lastTick;
    }
}
