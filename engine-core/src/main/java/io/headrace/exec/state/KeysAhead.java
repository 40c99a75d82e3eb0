package io.headrace.exec.state;

/**
 * A few keys that are about to be looked for, so that all of them can be read at once before one of them is needed: a table larger than the caches
 * answers a score of them in the time of a few.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class KeysAhead {
    /** As many as a processor may wait for at once, and some more. */
    static final int MOST = 32;

    private final long[] places = new long[MOST];
    private final long[] hashes = new long[MOST];
    private final long[] entries = new long[MOST];
    private int count;

    void clear() {
        count = 0;
    }

    boolean isFull() {
        return count == MOST;
    }

    /**
     * One more.
     *
     * @param place where whoever gathers keys finds this one again
     * @param entry of the key in {@link KeyedStates}, or {@link KeyedStates#ABSENT} or {@link KeyedStates#UNKNOWN}
     */
    void add(long place, long hash, long entry) {
        places[count] = place;
        hashes[count] = hash;
        entries[count] = entry;
        count++;
    }

    int count() {
        return count;
    }

    long place(int i) {
        return places[i];
    }

    long hash(int i) {
        return hashes[i];
    }

    long entry(int i) {
        return entries[i];
    }

    /** Of as many keys as there are, and some more behind them. */
    long[] hashes() {
        return hashes;
    }
}
