package io.headrace;

import io.headrace.function.Function;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;

/**
 * What the function of {@link ViewDStream#mapWithState} adds, record by record, as {@link MapWithStateDStream} is what that of objects
 * returns; and the states behind it.
 *
 * <p><b>Threading:</b> one thread writes a program.
 *
 * @param <K> how the keys look as objects: {@code String} or {@code Long}
 * @param <S> the view of a state
 * @param <W> the view of a record of the stream
 */
public final class MapFlatStateDStream<K, S, W> extends ViewDStream<W> {
    MapFlatStateDStream(StreamingContext context, Node node) {
        super(context, node);
    }

    /**
     * Every state, each batch, as a view of a copy of it: it knows its key if the program put it there. It makes no objects, and costs by the
     * number of all keys, where the rest of the stream costs by those with data.
     */
    public ViewDStream<S> stateSnapshots() {
        return new ViewDStream<>(context(), next(new Operator.FlatSnapshots("stateSnapshots")));
    }

    /**
     * Every key, each batch, with what a function makes of its state: {@code stateSnapshots(user -> user.clicks())}.
     *
     * @param shown sees a view of a copy of the state, which is valid during the call
     */
    public <R> PairDStream<K, R> stateSnapshots(Function<S, R> shown) {
        return new PairDStream<>(context(), next(new Operator.StateSnapshots("stateSnapshots", Erased.map(shown))));
    }

    @Override
    public MapFlatStateDStream<K, S, W> name(String name) {
        super.name(name);
        return this;
    }
}
