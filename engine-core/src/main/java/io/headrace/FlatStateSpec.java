package io.headrace;

import io.headrace.function.FlatStateFunction;
import io.headrace.function.FlatTimeoutFunction;
import io.headrace.function.VoidFunction2;
import io.headrace.memory.codec.flat.FlatLayout;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.plan.Given;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.ViewKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link ViewDStream#mapWithState} does with the records of each key and its state: the form of {@link StateSpec} that makes no
 * objects. States and results are flat records; both begin as zeros.
 *
 * <pre>{@code
 * FlatStateSpec.<Click, User, Alert>function(users, alerts, (click, state, out) -> {
 *     User user = state.get();
 *     user.clicks(user.clicks() + 1);
 *     if (user.clicks() == 100) out.add().user(click.user());
 * }).timeout(Duration.ofMinutes(10))
 * }</pre>
 *
 * <p>The function is called once for each record, in their order. It must be deterministic: a batch that a crash interrupted is computed
 * again.
 *
 * <p><b>Threading:</b> written by one thread; the function is called by several workers at once, for different keys.
 *
 * @param <V> the view of a record
 * @param <S> the view of a state
 * @param <W> the view of a record of the result
 */
public final class FlatStateSpec<V, S, W> {
    private final FlatViews<S> states;
    private final FlatViews<W> results;
    private final FlatStateFunction<V, S, W> function;
    private Partitioning partitioning = Partitioning.BY_DEFAULT;
    private @Nullable List<Object> initial;
    private long timeoutMillis = Operator.MapWithState.NO_TIMEOUT;
    private @Nullable FlatTimeoutFunction<S, W> onTimeout;

    private FlatStateSpec(FlatViews<S> states, FlatViews<W> results, FlatStateFunction<V, S, W> function) {
        this.states = states;
        this.results = results;
        this.function = Given.checked(function, "function");
    }

    /**
     * The function and what it works on.
     *
     * @param states of fixed length, as all states of a stream are
     * @param results of fixed length too
     */
    public static <V, S, W> FlatStateSpec<V, S, W> function(
            FlatViews<S> states, FlatViews<W> results, FlatStateFunction<V, S, W> function) {
        checkFixed("a state", states.layout());
        checkFixed("a result", results.layout());
        return new FlatStateSpec<>(states, results, function);
    }

    static void checkFixed(String what, FlatLayout layout) {
        if (layout.hasTrailingText())
            throw new IllegalArgumentException(
                    what + " of " + layout + " has no fixed length, for a text takes the rest:"
                            + " give the text a length with addAscii(name, length)");
    }

    /**
     * States to begin with, at the first start, as {@link StateSpec#initialState(PairRdd)} has them. Keys are what {@link Keys} says:
     * {@code String} or {@code Long}.
     *
     * @param write fills in the state of each pair, which is all zeros before
     */
    public <K, T> FlatStateSpec<V, S, W> initialState(PairRdd<K, T> states, VoidFunction2<Tuple2<K, T>, S> write) {
        initial = written(states.collect(), write);
        return this;
    }

    /** As {@link #initialState(PairRdd, VoidFunction2)}. */
    public <K, T> FlatStateSpec<V, S, W> initialState(Rdd<Tuple2<K, T>> states, VoidFunction2<Tuple2<K, T>, S> write) {
        initial = written(states.collect(), write);
        return this;
    }

    /** Each key with the bytes of its state. */
    private <K, T> List<Object> written(List<Tuple2<K, T>> pairs, VoidFunction2<Tuple2<K, T>, S> write) {
        List<Object> written = new ArrayList<>();
        for (Tuple2<K, T> pair : pairs) {
            try {
                written.add(new Tuple2<>(pair._1(), states.bytesOf(state -> write.call(pair, state))));
            } catch (Exception e) {
                throw new IllegalArgumentException(
                        "mapWithState: the initial state of " + pair + " could not be written: " + e, e);
            }
        }
        return written;
    }

    public FlatStateSpec<V, S, W> numPartitions(int partitions) {
        partitioning = Partitioning.of(partitions);
        return this;
    }

    public FlatStateSpec<V, S, W> partitioner(Partitioner partitioner) {
        partitioning = Partitioning.of(partitioner);
        return this;
    }

    /** Forgets a key to which no data has come for longer than this, as {@link StateSpec#timeout} does, and says nothing of it. */
    public FlatStateSpec<V, S, W> timeout(Duration idle) {
        timeoutMillis = StateSpec.checkedTimeout(idle);
        onTimeout = null;
        return this;
    }

    /** As {@link #timeout(Duration)}; shows the state once more before it goes. It holds the key if the program put it there. */
    public FlatStateSpec<V, S, W> timeout(Duration idle, FlatTimeoutFunction<S, W> lastLook) {
        timeoutMillis = StateSpec.checkedTimeout(idle);
        onTimeout = Given.checked(lastLook, "lastLook");
        return this;
    }

    private void checkInitialKeys(List<Object> pairs, ViewKey<V, ?> keyOf) {
        Class<?> wanted = keyOf instanceof ViewKey.Text<?> ? String.class : Long.class;
        for (Object pair : pairs) {
            Object key = ((Tuple2<?, ?>) pair)._1();
            if (!wanted.isInstance(key))
                throw new IllegalArgumentException("mapWithState: an initial state has the key " + key
                        + (key == null ? "" : " (" + key.getClass().getTypeName() + ")") + ", and the keys of "
                        + (wanted == String.class ? "Keys.text(…)" : "Keys.ofLong(…)") + " are "
                        + wanted.getSimpleName() + "s: give such keys");
        }
    }

    @SuppressWarnings("unchecked") // the plan has no types
    Operator operator(ViewKey<V, ?> keyOf) {
        if (initial != null) checkInitialKeys(initial, keyOf);
        return new Operator.MapFlatState(
                "mapWithState",
                keyOf,
                states,
                results,
                (FlatStateFunction<Object, Object, Object>) (FlatStateFunction<?, ?, ?>) function,
                (FlatTimeoutFunction<Object, Object>) (FlatTimeoutFunction<?, ?>) onTimeout,
                initial,
                timeoutMillis,
                partitioning);
    }
}
