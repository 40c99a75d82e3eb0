package io.headrace.exec.state;

import io.headrace.memory.Hash;

/**
 * The committed states of a partition's keys, all of them bytes off the heap.
 *
 * <p>The address of a state is valid until the next call. An <i>entry</i> is where a key and its state are kept: whoever has found it need not look for
 * the key again. It is valid until its key is put or removed, or {@link #moves} changes.
 *
 * <p>Hashes are {@link Hash#of} of a key's bytes with {@link Hash#PROBE_SEED}; the forms without one compute it.
 *
 * <p><b>Threading:</b> one thread at a time; it may change, if the hand-over is safe.
 */
public interface KeyedStates extends AutoCloseable {
    /** What {@link #find} answers for a key that has no state. */
    long ABSENT = 0;

    /** As an entry: nobody has looked whether the key has one. */
    long UNKNOWN = -1;

    /** Sees one key and its state. */
    @FunctionalInterface
    interface Visitor<E extends Exception> {
        void visit(long key, int keyLength, long state, int stateLength) throws E;
    }

    /** Sees one key with its entry and its state. */
    @FunctionalInterface
    interface EntryVisitor<E extends Exception> {
        void visit(long key, int keyLength, long hash, long entry, long state, int stateLength) throws E;
    }

    /** These keys are about to be looked for: reads where, all at once. */
    void approach(KeysAhead keys);

    /** These keys, whose entries are known, are about to be put or removed: reads what that changes, all at once. */
    void approachChanges(KeysAhead keys);

    /** Where the key's state lies, or {@link #ABSENT}; {@link #length} says how long it is, {@link #entry} what it is the state of. */
    long find(long key, int keyLength, long hash);

    default long find(long key, int keyLength) {
        return find(key, keyLength, Hash.of(key, keyLength, Hash.PROBE_SEED));
    }

    /** How long the state is that was found last. */
    int length();

    /** The entry of the key that was found last. */
    long entry();

    /** Where the state of an entry lies; {@link #length} says how long it is. */
    long state(long entry);

    /** Changes whenever entries have moved. */
    long moves();

    /**
     * Sets the state of a key.
     *
     * @param entry of the key, {@link #ABSENT} when it is known to have none, or {@link #UNKNOWN}
     * @param touched when the key last had data, in milliseconds
     * @return false when there is no memory: nothing has changed then
     */
    boolean put(long key, int keyLength, long hash, long entry, long state, int stateLength, long touched);

    /** A change by itself. */
    default boolean put(long key, int keyLength, long state, int stateLength, long touched) {
        long hash = Hash.of(key, keyLength, Hash.PROBE_SEED);
        boolean isPut = put(key, keyLength, hash, UNKNOWN, state, stateLength, touched);
        tidy(1);
        return isPut;
    }

    void remove(long key, int keyLength, long hash);

    /** A change by itself. */
    default void remove(long key, int keyLength) {
        remove(key, keyLength, Hash.of(key, keyLength, Hash.PROBE_SEED));
        tidy(1);
    }

    /**
     * Makes stored changes, in their order, each by itself: their keys are looked for together.
     *
     * @return false when there is no memory for one of them: those before it are made then
     */
    boolean restore(StatesAhead changes);

    /** Does what so many changes make necessary, in steps that go by their number: frees what is dead, lets states get cold. */
    void tidy(int changes);

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
    <E extends Exception> void forEachIdle(long before, EntryVisitor<E> visitor) throws E;

    /** Everything that was stored has been put: from here on, times only rise. */
    void restored();

    /** How many keys were looked at so far, by any of these methods: what a batch costs. */
    long looks();

    /** The memory that is held, in words and numbers, for messages. */
    String describe();

    @Override
    void close();
}
