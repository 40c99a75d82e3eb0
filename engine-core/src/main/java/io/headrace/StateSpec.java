package io.headrace;

import io.headrace.function.Function3;
import io.headrace.function.Function4;
import io.headrace.plan.Given;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What {@link PairDStream#mapWithState} does with the records of each key and its state.
 *
 * <pre>{@code
 * StateSpec.function((String word, Optional<Integer> one, State<Integer> state) -> {
 *     int sum = one.orElse(0) + (state.exists() ? state.get() : 0);
 *     state.update(sum);
 *     return new Tuple2<>(word, sum);
 * }).timeout(Duration.ofMinutes(10))
 * }</pre>
 *
 * <p>The function is called once for each record, in their order, and once for each key that times out, with no value. It must be
 * deterministic: a batch that a crash interrupted is computed again.
 *
 * <p><b>Threading:</b> written by one thread; the function is called by several workers at once, for different keys.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @param <S> the type of the state
 * @param <T> what the function returns
 */
public final class StateSpec<K, V, S, T> {
    private final Function4<Object, Object, Object, Object, Object> function;
    private final boolean isOptional;
    private Partitioning partitioning = Partitioning.BY_DEFAULT;
    private @Nullable List<Object> initial;
    private long timeoutMillis = Operator.MapWithState.NO_TIMEOUT;

    private StateSpec(Function4<Object, Object, Object, Object, Object> function, boolean isOptional) {
        this.function = function;
        this.isOptional = isOptional;
    }

    /** One element for each call. A value is there unless the key times out; a value that is null is not. */
    public static <K, V, S, T> StateSpec<K, V, S, T> function(Function3<K, Optional<V>, State<S>, T> function) {
        return new StateSpec<>(Erased.mapWithState(function), false);
    }

    /** As {@link #function(Function3)}, with the batch's time; the call may give no element. */
    public static <K, V, S, T> StateSpec<K, V, S, T> function(
            Function4<Time, K, Optional<V>, State<S>, Optional<T>> function) {
        return new StateSpec<>(Erased.mapWithState(function), true);
    }

    /** States to begin with, at the first start. Of two for one key the last one counts. They count as touched by the first batch. */
    public StateSpec<K, V, S, T> initialState(PairRdd<K, S> states) {
        initial = new ArrayList<>(Given.checked(states, "initial state").collect());
        return this;
    }

    /** As {@link #initialState(PairRdd)}. */
    public StateSpec<K, V, S, T> initialState(Rdd<Tuple2<K, S>> states) {
        initial = new ArrayList<>(Given.checked(states, "initial state").collect());
        return this;
    }

    public StateSpec<K, V, S, T> numPartitions(int partitions) {
        partitioning = Partitioning.of(partitions);
        return this;
    }

    public StateSpec<K, V, S, T> partitioner(Partitioner partitioner) {
        partitioning = Partitioning.of(partitioner);
        return this;
    }

    /**
     * Forgets a key to which no data has come for longer than this. In the first batch that lies strictly more than this after the
     * key's last data, behind that batch's records, the function is called once more, without a value and with a state that
     * {@linkplain State#isTimingOut is timing out}.
     */
    public StateSpec<K, V, S, T> timeout(Duration idle) {
        timeoutMillis = checkedTimeout(idle);
        return this;
    }

    static long checkedTimeout(Duration idle) {
        if (Given.checked(idle, "timeout").toMillis() <= 0)
            throw new IllegalArgumentException(
                    "a timeout of " + Printed.time(idle) + ": give a millisecond or more, or no timeout");
        return idle.toMillis();
    }

    Operator operator() {
        return new Operator.MapWithState("mapWithState", function, isOptional, initial, timeoutMillis, partitioning);
    }
}
