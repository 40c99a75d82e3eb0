package io.headrace.exec.state;

import io.headrace.Time;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.pass.Returned;
import io.headrace.memory.MemoryBudget;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One partition of {@code mapWithState}: calls the user's function for each record with the state of its key, then for the keys that time
 * out. It looks at those keys only.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class MapPartition implements AutoCloseable {
    private final Node node;
    private final Operator.MapWithState map;
    private final boolean hasTimeout;
    private final PartitionStates states;
    private final KeyIndex index;
    private final List<TouchedState> touched = new ArrayList<>();
    private int touchedCount;

    /** @param states of the same partition */
    public MapPartition(Node node, PartitionStates states, MemoryBudget budget) {
        this.node = node;
        this.map = (Operator.MapWithState) node.operator();
        this.hasTimeout = map.timeoutMillis() != Operator.MapWithState.NO_TIMEOUT;
        this.states = states;
        this.index = new KeyIndex(node.describe(), budget);
    }

    /** The batch begins. */
    void begin() {
        index.clear();
        touchedCount = 0;
    }

    /** One record. */
    void record(@Nullable Object key, @Nullable Object value, Object time, List<@Nullable Object> results) {
        TouchedState state = touch(key);
        call(key, Optional.ofNullable(value), time, state.begin(false), results);
    }

    private TouchedState touch(@Nullable Object key) {
        int keyLength = states.encodeKey(key);
        return touch(states.key(), keyLength);
    }

    private TouchedState touch(long key, int keyLength) {
        int at = index.add(key, keyLength);
        if (at == KeyIndex.FULL) throw states.full();
        if (!index.isNew()) return touched.get(at);
        if (at == touched.size()) touched.add(new TouchedState(states));
        touchedCount = at + 1;
        return touched.get(at).aim(index.addedKey(), keyLength);
    }

    /** Those that were last touched more than the timeout ago, from the oldest on. */
    void timeouts(Time time, List<@Nullable Object> results) {
        if (!hasTimeout) return;
        states.committed()
                .forEachIdle(
                        time.milliseconds() - map.timeoutMillis(), (key, keyLength, hash, entry, bytes, length) -> {
                            if (index.find(key, keyLength) != KeyIndex.ABSENT) return; // this batch has data for it
                            TouchedState state = touch(key, keyLength);
                            call(states.keyAt(key, keyLength), Optional.empty(), time, state.begin(true), results);
                            state.endTimeout();
                        });
    }

    private void call(
            @Nullable Object key,
            Optional<Object> value,
            Object time,
            TouchedState state,
            List<@Nullable Object> results) {
        try {
            Object given = callFunction(key, value, time, state);
            if (!map.isOptional()) results.add(given);
            else
                ((Optional<?>) Returned.checked(given, "an Optional: give Optional.empty() for no element"))
                        .ifPresent(results::add);
        } catch (Throwable e) {
            throw OperatorFailedException.ofKey(node, key, e);
        }
    }

    @SuppressWarnings("NullAway") // keys and results may be null, and it does not see that functions take them
    private Object callFunction(@Nullable Object key, Optional<Object> value, Object time, TouchedState state)
            throws Exception {
        return map.function().call(time, key, value, state);
    }

    /** What became of the states is what the batch changes. */
    void end() {
        for (int i = 0; i < touchedCount; i++) touched.get(i).store(hasTimeout);
    }

    @Override
    public void close() {
        index.close();
    }
}
