package io.headrace.function;

/**
 * The state of a key, as a {@link FlatStateFunction} sees it. It is valid during the call that it is given to.
 *
 * <p><b>Threading:</b> one thread at a time.
 *
 * @param <S> the view of a state
 */
public interface FlatState<S> {
    /** Whether the key has a state. */
    boolean exists();

    /**
     * The state, to be read and to be written, in place. Where there is none it is all zeros, and the key has it from now on. Always the
     * same view.
     */
    S get();

    /** Forgets the key; a later {@link #get} begins from zeros. */
    void remove();

    /** The time of the batch. */
    long batchMillis();
}
