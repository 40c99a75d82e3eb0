package io.headrace.exec.state;

/**
 * A few stored changes of states that are about to be taken over, one after the other; their keys are looked for together.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class StatesAhead {
    private static final int REMOVED = -1;

    private final KeysAhead keys = new KeysAhead(); // the place of each is its address
    private final int[] keyLengths = new int[KeysAhead.MOST];
    private final long[] states = new long[KeysAhead.MOST];
    private final int[] lengths = new int[KeysAhead.MOST];
    private final long[] touched = new long[KeysAhead.MOST];

    private boolean areNew;

    void clear() {
        keys.clear();
    }

    /** Whether none of the keys has a state, nor any other of them its own. */
    boolean areNew() {
        return areNew;
    }

    void setNew(boolean are) {
        areNew = are;
    }

    boolean isFull() {
        return keys.isFull();
    }

    int count() {
        return keys.count();
    }

    KeysAhead keys() {
        return keys;
    }

    /** The next key's state, which was touched then. */
    void put(long key, int keyLength, long hash, long state, int length, long touchedMillis) {
        int i = add(key, keyLength, hash);
        states[i] = state;
        lengths[i] = length;
        touched[i] = touchedMillis;
    }

    /** The next key has no state any more. */
    void remove(long key, int keyLength, long hash) {
        lengths[add(key, keyLength, hash)] = REMOVED;
    }

    private int add(long key, int keyLength, long hash) {
        int i = keys.count();
        keys.add(key, hash, KeyedStates.UNKNOWN);
        keyLengths[i] = keyLength;
        return i;
    }

    long key(int i) {
        return keys.place(i);
    }

    int keyLength(int i) {
        return keyLengths[i];
    }

    boolean isRemoved(int i) {
        return lengths[i] == REMOVED;
    }

    long state(int i) {
        return states[i];
    }

    int stateLength(int i) {
        return lengths[i];
    }

    long touched(int i) {
        return touched[i];
    }
}
