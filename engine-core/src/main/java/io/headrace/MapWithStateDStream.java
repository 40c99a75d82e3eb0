package io.headrace;

import io.headrace.plan.Node;
import io.headrace.plan.Operator;

/**
 * What the function of {@link PairDStream#mapWithState} gives: elements of the keys that had data or timed out, in their order in
 * each partition; and {@link #stateSnapshots}.
 *
 * <p><b>Threading:</b> one thread writes a program.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 * @param <S> the type of the state
 * @param <T> the type of the elements
 */
@SuppressWarnings("UnusedTypeParameter") // V is there for who declares a variable as in Spark
public final class MapWithStateDStream<K, V, S, T> extends DStream<T> {
    MapWithStateDStream(StreamingContext context, Node node) {
        super(context, node);
    }

    /** Every key with its state, each batch: costs by the number of all keys, where the rest of the stream costs by those with data. */
    public PairDStream<K, S> stateSnapshots() {
        return new PairDStream<>(context(), next(new Operator.StateSnapshots("stateSnapshots", null)));
    }

    @Override
    public MapWithStateDStream<K, V, S, T> name(String name) {
        super.name(name);
        return this;
    }

    /** Says what the types of the keys and of the states are: those are what this stream keeps. */
    @Override
    public MapWithStateDStream<K, V, S, T> types(Class<?>... classes) {
        if (classes.length != 2)
            throw new IllegalArgumentException("types(…) of mapWithState names " + classes.length
                    + " classes; give two, of its keys and of its states");
        super.types(classes);
        return this;
    }
}
