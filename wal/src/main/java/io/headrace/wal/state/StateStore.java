package io.headrace.wal.state;

/**
 * The home of keyed state: a map from bytes to bytes, off the heap, that outlives the process when it is closed.
 *
 * <p>It is never the only truth. Checkpoint and log are; the store may throw everything away and start empty, which
 * {@link #rebuilt} then says, and its owner fills it again. So it promises nothing about a crash except that nobody is
 * ever served what a crash left behind.
 *
 * <p><b>Room.</b> A full store refuses a put with {@link #FULL} and loses nothing. The way on is to grow, which copies
 * into a larger store beside this one in bounded steps while reads and writes go on, and then swaps:
 *
 * <pre>{@code
 * if (store.put(...) == StateStore.FULL && store.grow() == StateStore.Growth.GROWN) store.put(...);
 * }</pre>
 *
 * A {@link UsageAlarm} says early that it is time.
 *
 * <p><b>Threading:</b> one owner at a time calls everything here: its reads, writes, growth and close never overlap. Any
 * other thread reads through a {@link StateReader} of its own from {@link #newReader}. {@code size}, {@code
 * plannedEntries} and {@code bytesOnDisk} may be asked by any thread.
 */
public interface StateStore extends StateReader {
    /** The value is in the store. */
    int OK = 0;

    /** No room: nothing was changed. Grow, then put again. */
    int FULL = -1;

    /** The value is longer than {@link #maxValueLength} allows: nothing was changed, and growing does not help. */
    int TOO_LARGE = -2;

    /** How far growing has come. */
    enum Growth {
        /** There is more to copy. */
        GROWING,
        /** The larger store has taken over; or there was nothing to do. */
        GROWN,
        /** The disk has no room for the larger store; this one stays as it was. */
        NO_SPACE,
        /** The larger store was not large enough for what was put meanwhile; this one stays as it was: start larger. */
        ABANDONED
    }

    /**
     * Sets the value of a key.
     *
     * @return {@link #OK}, {@link #FULL} or {@link #TOO_LARGE}
     */
    int put(long keyAddress, int keyLength, long valueAddress, int valueLength);

    /** Takes a key out; false when it was not there. */
    boolean remove(long keyAddress, int keyLength);

    /** The longest value that {@link #put} takes beside a key of this length. */
    int maxValueLength(int keyLength);

    /**
     * Shows every entry once, in no particular order. The visitor may read this store, but neither change nor close it.
     */
    void forEach(StateVisitor visitor);

    /** How many keys have a value. */
    long size();

    /** How many entries of average size the store was made for; it alarms near that number, and fills up beyond it. */
    long plannedEntries();

    /** Disk space taken, room for what is still to come included. */
    long bytesOnDisk();

    /** Whether the store started empty although there may have been one: its owner restores from checkpoint and log. */
    boolean rebuilt();

    /** Takes everything out, keeping the present size. Readers go on, and find nothing. */
    void clear();

    /** A reader for one other thread; close it before the store. */
    StateReader newReader();

    /**
     * Begins to grow to {@code plannedEntries}, or more where the values need it. For the maintenance role: making the
     * larger file takes milliseconds and more. Growing that was begun before starts anew.
     *
     * <p>The same number as now makes the store compact again: space that removed entries took in a store that was full
     * is of use only after that.
     *
     * @return {@link Growth#GROWING} or {@link Growth#NO_SPACE}
     * @throws IllegalArgumentException when that is less than now
     */
    Growth startGrow(long plannedEntries);

    /**
     * Copies the next few thousand entries at most; the last step swaps. Puts and removes between the steps go to both
     * stores. The swap waits for the reads that are under way.
     */
    Growth growStep();

    /** Doubles the store in one call: as long as it takes to copy everything, about a microsecond per entry. */
    default Growth grow() {
        Growth growth = startGrow(Math.multiplyExact(plannedEntries(), 2L));
        while (growth == Growth.GROWING) growth = growStep();
        return growth;
    }

    /** Writes everything to disk and marks it whole. What is not closed is thrown away at the next start. */
    @Override
    void close();
}
