package io.headrace.exec.state;

import io.headrace.State;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The state of one key that the batch touches: what the user's function sees of it and does with it, from record to record. It is decoded
 * when it is first asked for, and encoded once a batch.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
final class TouchedState extends State<@Nullable Object> {
    private final PartitionStates states;
    private long key;
    private int keyLength;
    private boolean isCommitted;
    private boolean exists;
    private boolean isDecoded;
    private boolean isSet;
    private @Nullable Object state;
    private boolean isRemovedByCall;
    private boolean isTimingOut;

    TouchedState(PartitionStates states) {
        this.states = states;
    }

    /**
     * Stands for another key from now on.
     *
     * @param keyAddress where the key lies until the end of the batch
     */
    TouchedState aim(long keyAddress, int length) {
        key = keyAddress;
        keyLength = length;
        isCommitted = states.committed().find(keyAddress, length) != KeyedStates.ABSENT;
        exists = isCommitted;
        isDecoded = false;
        isSet = false;
        state = null;
        return this;
    }

    /** Another call begins. */
    TouchedState begin(boolean timesOut) {
        isRemovedByCall = false;
        isTimingOut = timesOut;
        return this;
    }

    /** The call in which the state times out is over. */
    void endTimeout() {
        exists = false;
        isTimingOut = false;
    }

    /**
     * Makes what became of the state the next one of the key.
     *
     * @param isTimed whether a key that was touched is stored anew, with the batch's time
     */
    void store(boolean isTimed) {
        if (!exists) {
            if (isCommitted) states.remove(key, keyLength);
        } else if (isSet) {
            states.set(key, keyLength, state);
        } else if (isTimed) {
            long bytes = states.committed().find(key, keyLength);
            states.setBytes(key, keyLength, bytes, states.committed().length());
        }
        state = null;
    }

    @Override
    public boolean exists() {
        return exists;
    }

    @Override
    @SuppressWarnings("NullAway") // a state that exists is not null, which a field that others leave null cannot say
    public Object get() {
        if (!exists) throw new NoSuchElementException("the key has no state: ask exists() first, or use getOption()");
        if (!isSet && !isDecoded) {
            long bytes = states.committed().find(key, keyLength);
            state = states.stateAt(bytes, states.committed().length());
            isDecoded = true;
        }
        return state;
    }

    @Override
    public void update(@Nullable Object newState) {
        if (newState == null)
            throw new IllegalArgumentException("a state cannot be updated to null; remove() forgets the key");
        if (isRemovedByCall)
            throw new IllegalArgumentException("the state was removed by this call, and cannot be updated any more");
        if (isTimingOut)
            throw new IllegalArgumentException(
                    "the state is timing out, and cannot be updated: it goes after this call");
        state = newState;
        isSet = true;
        exists = true;
    }

    @Override
    public void remove() {
        if (isTimingOut)
            throw new IllegalArgumentException(
                    "the state is timing out, and cannot be removed: it goes after this call");
        if (isRemovedByCall) throw new IllegalArgumentException("the state was removed by this call already");
        state = null;
        isSet = false;
        exists = false;
        isRemovedByCall = true;
    }

    @Override
    public boolean isTimingOut() {
        return isTimingOut;
    }
}
