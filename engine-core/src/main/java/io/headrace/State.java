package io.headrace;

import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The state of one key, as the function of {@link PairDStream#mapWithState} sees it. It is valid during the call that it is given to.
 *
 * <p>What {@link #get} gives is stored again only by {@link #update}: changing the object is not enough.
 *
 * <p><b>Threading:</b> the thread of the call.
 *
 * @param <S> the type of the state
 */
public abstract class State<S> {
    /** For the engine. */
    protected State() {}

    /** Whether the key has a state. */
    public abstract boolean exists();

    /**
     * The state.
     *
     * @throws NoSuchElementException when the key has none
     */
    public abstract S get();

    /** The state, or none. */
    public final Optional<S> getOption() {
        return exists() ? Optional.of(get()) : Optional.empty();
    }

    /**
     * Sets the state.
     *
     * @throws IllegalArgumentException when this call has removed it, or it is timing out
     */
    public abstract void update(S newState);

    /**
     * Forgets the key. A later record of the batch may give it a state anew.
     *
     * @throws IllegalArgumentException when this call has removed it already, or it is timing out: then it goes by itself
     */
    public abstract void remove();

    /** Whether no data has come for longer than the timeout: the call has no value, and the state goes after it. */
    public abstract boolean isTimingOut();

    /** {@code State(17)}, {@code State(17), timing out} or {@code No state}. */
    @Override
    public final String toString() {
        if (isTimingOut()) return "State(" + get() + "), timing out";
        return exists() ? "State(" + get() + ")" : "No state";
    }
}
