package io.headrace.exec.state;

/**
 * The committed states of a partition's keys, all of them bytes off the heap.
 *
 * <p>An address that is handed out is valid until the next call.
 *
 * <p><b>Threading:</b> one thread at a time; it may change, if the hand-over is safe.
 */
public interface KeyedStates extends AutoCloseable {
    /** What {@link #find} answers for a key that has no state. */
    long ABSENT = 0;

    /** Sees one key and its state. */
    @FunctionalInterface
    interface Visitor<E extends Exception> {
        void visit(long key, int keyLength, long state, int stateLength) throws E;
    }

    /** Where the key's state lies, or {@link #ABSENT}; {@link #length} says how long it is. */
    long find(long key, int keyLength);

    /** How long the state is that was found last. */
    int length();

    /**
     * Sets the state of a key.
     *
     * @param touched when the key last had data, in milliseconds
     * @return false when there is no memory: nothing has changed then
     */
    boolean put(long key, int keyLength, long state, int stateLength, long touched);

    void remove(long key, int keyLength);

    /** About so many keys are to come. */
    void expect(long keys);

    /** How many keys there are. */
    long size();

    /** The memory that is held. */
    long memoryBytes();

    /** Of how many keys the state is not in memory. */
    long coldStates();

    /** Shows every key. Nothing may be changed meanwhile. */
    <E extends Exception> void forEach(Visitor<E> visitor) throws E;

    /** Shows the keys that were last touched before a time, from the oldest on, and looks at no others. Nothing may be changed meanwhile. */
    <E extends Exception> void forEachIdle(long before, Visitor<E> visitor) throws E;

    /** Everything that was stored has been put: from here on, times only rise. */
    void restored();

    /** How many keys were looked at so far, by any of these methods: what a batch costs. */
    long looks();

    /** The memory that is held, in words and numbers, for messages. */
    String describe();

    @Override
    void close();
}
