package io.headrace.wal.state;

/**
 * Reads the values of a {@link StateStore} by key, both as bytes by address.
 *
 * <p><b>Threading:</b> one thread at a time per reader. Readers run beside the store's owner and beside each other: each
 * sees a value as one put left it, never a mixture.
 */
public interface StateReader extends AutoCloseable {
    /** The answer of {@link #get} for a key that has no value. */
    int ABSENT = -1;

    /**
     * Copies the value of a key to {@code valueAddress}.
     *
     * @return the value's length; or {@link #ABSENT}; or, for a value longer than {@code capacity}, of which nothing was
     *     copied, a number below {@code ABSENT} that {@link #needed} turns into the length
     */
    int get(long keyAddress, int keyLength, long valueAddress, int capacity);

    /** Whether {@link #get} found a value that is longer than the capacity it was given. */
    static boolean isTooShort(int result) {
        return result < ABSENT;
    }

    /** The capacity that {@link #get} asked for with a result that {@link #isTooShort}. */
    static int needed(int result) {
        return ABSENT - result;
    }

    /** What {@link #get} returns for a value of {@code length} bytes (one or more) that had no room. */
    static int tooShort(int length) {
        return ABSENT - length;
    }

    @Override
    void close();
}
