package io.headrace;

import io.headrace.function.FlatMapFunction;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.function.Function4;
import io.headrace.plan.Combine;
import io.headrace.plan.Given;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Output;
import io.headrace.plan.Partitioning;
import io.headrace.plan.StateUpdate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A stream of pairs, which come in batches. Keys are compared by {@code equals}.
 *
 * <p><b>Threading:</b> one thread writes a program.
 *
 * @param <K> the type of the keys
 * @param <V> the type of the values
 */
public final class PairDStream<K, V> extends DStreamLike<Tuple2<K, V>, PairDStream<K, V>, PairRdd<K, V>> {
    PairDStream(StreamingContext context, Node node) {
        super(context, node);
    }

    /** A stream of pairs, as pairs. */
    public static <K, V> PairDStream<K, V> fromDStream(DStream<Tuple2<K, V>> stream) {
        return new PairDStream<>(stream.context(), stream.node());
    }

    /** The same stream, as elements. */
    public DStream<Tuple2<K, V>> toDStream() {
        return new DStream<>(context(), node());
    }

    @Override
    PairDStream<K, V> stream(Node node) {
        return new PairDStream<>(context(), node);
    }

    @Override
    @SuppressWarnings("unchecked") // the engine's handles have no types
    PairRdd<K, V> rdd(Object handle) {
        if (handle instanceof PairRdd) return (PairRdd<K, V>) handle;
        return PairRdd.fromRdd((Rdd<Tuple2<K, V>>) handle);
    }

    @Override
    void output(String word, Output.Body body) {
        context().addPairOutput(word, node(), body);
    }

    @Override
    PairDStream<K, V> self() {
        return this;
    }

    // ---- values

    public <W> PairDStream<K, W> mapValues(Function<V, W> function) {
        return pairs(next(new Operator.MapValues("mapValues", Erased.map(function))));
    }

    public <W> PairDStream<K, W> flatMapValues(FlatMapFunction<V, W> function) {
        return pairs(next(new Operator.FlatMapValues("flatMapValues", Erased.flatMap(function))));
    }

    // ---- by key

    /**
     * One pair a key. The values are put together in the order in which they came; {@link Reducers#exact} says that it does not
     * matter.
     */
    public PairDStream<K, V> reduceByKey(Function2<V, V, V> function) {
        return combine("reduceByKey", Erased.reduceByKey(function), Partitioning.BY_DEFAULT);
    }

    public PairDStream<K, V> reduceByKey(Function2<V, V, V> function, int partitions) {
        return combine("reduceByKey", Erased.reduceByKey(function), Partitioning.of(partitions));
    }

    public PairDStream<K, V> reduceByKey(Function2<V, V, V> function, Partitioner partitioner) {
        return combine("reduceByKey", Erased.reduceByKey(function), Partitioning.of(partitioner));
    }

    /** One pair a key: its values in their order. */
    public PairDStream<K, Iterable<V>> groupByKey() {
        return combine("groupByKey", Erased.group(), Partitioning.BY_DEFAULT);
    }

    public PairDStream<K, Iterable<V>> groupByKey(int partitions) {
        return combine("groupByKey", Erased.group(), Partitioning.of(partitions));
    }

    public PairDStream<K, Iterable<V>> groupByKey(Partitioner partitioner) {
        return combine("groupByKey", Erased.group(), Partitioning.of(partitioner));
    }

    /**
     * One pair a key: a combination of its values. The functions may change and return their first argument, as long as {@code
     * create} makes a new one each time.
     */
    public <C> PairDStream<K, C> combineByKey(
            Function<V, C> create, Function2<C, V, C> addValue, Function2<C, C, C> merge, Partitioner partitioner) {
        return combine("combineByKey", Erased.combine(create, addValue, merge), Partitioning.of(partitioner));
    }

    /**
     * As {@link #combineByKey(Function, Function2, Function2, Partitioner)}.
     *
     * @param mapSideCombine without meaning here: whether blocks are combined before they are merged is the engine's choice
     */
    public <C> PairDStream<K, C> combineByKey(
            Function<V, C> create,
            Function2<C, V, C> addValue,
            Function2<C, C, C> merge,
            Partitioner partitioner,
            @SuppressWarnings("unused") boolean mapSideCombine) {
        return combineByKey(create, addValue, merge, partitioner);
    }

    @Override
    void checkTypes(Class<?>... classes) {
        if (classes.length != 2)
            throw new IllegalArgumentException("types(…) of a stream of pairs names " + classes.length
                    + " classes; give those of keys and values");
    }

    // ---- windows by key

    /** The values of each key in the last batches, as often as there is a batch. */
    public PairDStream<K, Iterable<V>> groupByKeyAndWindow(Duration window) {
        return groupWindow(window, slideDuration(), Partitioning.BY_DEFAULT);
    }

    /** The values of each key in the last batches, once a slide. */
    public PairDStream<K, Iterable<V>> groupByKeyAndWindow(Duration window, Duration slide) {
        return groupWindow(window, slide, Partitioning.BY_DEFAULT);
    }

    public PairDStream<K, Iterable<V>> groupByKeyAndWindow(Duration window, Duration slide, int partitions) {
        return groupWindow(window, slide, Partitioning.of(partitions));
    }

    public PairDStream<K, Iterable<V>> groupByKeyAndWindow(Duration window, Duration slide, Partitioner partitioner) {
        return groupWindow(window, slide, Partitioning.of(partitioner));
    }

    /** One pair a key of the last batches, as often as there is a batch. */
    public PairDStream<K, V> reduceByKeyAndWindow(Function2<V, V, V> function, Duration window) {
        return reduceWindow(function, window, slideDuration(), Partitioning.BY_DEFAULT);
    }

    /** One pair a key of the last batches, once a slide. */
    public PairDStream<K, V> reduceByKeyAndWindow(Function2<V, V, V> function, Duration window, Duration slide) {
        return reduceWindow(function, window, slide, Partitioning.BY_DEFAULT);
    }

    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> function, Duration window, Duration slide, int partitions) {
        return reduceWindow(function, window, slide, Partitioning.of(partitions));
    }

    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> function, Duration window, Duration slide, Partitioner partitioner) {
        return reduceWindow(function, window, slide, Partitioning.of(partitioner));
    }

    /**
     * As {@link #reduceByKeyAndWindow(Function2, Duration, Duration)}, with a running result that takes out again what leaves the
     * window. A key stays for ever, unless a filter drops it.
     */
    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> function, Function2<V, V, V> inverse, Duration window, Duration slide) {
        return inverseWindow(function, inverse, window, slide, Partitioning.BY_DEFAULT, null);
    }

    /**
     * The inverse form in so many partitions.
     *
     * @param filter which pairs stay; null for all
     */
    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> function,
            Function2<V, V, V> inverse,
            Duration window,
            Duration slide,
            int partitions,
            @Nullable Function<Tuple2<K, V>, Boolean> filter) {
        return inverseWindow(function, inverse, window, slide, Partitioning.of(partitions), filter);
    }

    /**
     * The inverse form with the user's partitioner.
     *
     * @param filter which pairs stay; null for all
     */
    public PairDStream<K, V> reduceByKeyAndWindow(
            Function2<V, V, V> function,
            Function2<V, V, V> inverse,
            Duration window,
            Duration slide,
            Partitioner partitioner,
            @Nullable Function<Tuple2<K, V>, Boolean> filter) {
        return inverseWindow(function, inverse, window, slide, Partitioning.of(partitioner), filter);
    }

    // ---- state

    /**
     * A state for each key, for ever: each batch the function sees the key's new values and its state, and answers with the next
     * state, or with none to forget the key. It is called for every key in every batch.
     */
    public <S> PairDStream<K, S> updateStateByKey(Function2<List<V>, Optional<S>, Optional<S>> function) {
        return update(Erased.update(function), Partitioning.BY_DEFAULT, null);
    }

    public <S> PairDStream<K, S> updateStateByKey(
            Function2<List<V>, Optional<S>, Optional<S>> function, int partitions) {
        return update(Erased.update(function), Partitioning.of(partitions), null);
    }

    public <S> PairDStream<K, S> updateStateByKey(
            Function2<List<V>, Optional<S>, Optional<S>> function, Partitioner partitioner) {
        return update(Erased.update(function), Partitioning.of(partitioner), null);
    }

    /**
     * As {@link #updateStateByKey(Function2)}.
     *
     * @param initial states to begin with, when there are none stored
     */
    public <S> PairDStream<K, S> updateStateByKey(
            Function2<List<V>, Optional<S>, Optional<S>> function, Partitioner partitioner, PairRdd<K, S> initial) {
        return update(Erased.update(function), Partitioning.of(partitioner), Given.checked(initial, "initial state"));
    }

    /** As {@link #updateStateByKey(Function2)}; the function sees the batch's time and the key as well. */
    public <S> PairDStream<K, S> updateStateByKey(Function4<Time, K, List<V>, Optional<S>, Optional<S>> function) {
        return update(Erased.update(function), Partitioning.BY_DEFAULT, null);
    }

    public <S> PairDStream<K, S> updateStateByKey(
            Function4<Time, K, List<V>, Optional<S>, Optional<S>> function, int partitions) {
        return update(Erased.update(function), Partitioning.of(partitions), null);
    }

    public <S> PairDStream<K, S> updateStateByKey(
            Function4<Time, K, List<V>, Optional<S>, Optional<S>> function, Partitioner partitioner) {
        return update(Erased.update(function), Partitioning.of(partitioner), null);
    }

    /**
     * As {@link #updateStateByKey(Function4)}.
     *
     * @param initial states to begin with, when there are none stored
     */
    public <S> PairDStream<K, S> updateStateByKey(
            Function4<Time, K, List<V>, Optional<S>, Optional<S>> function,
            Partitioner partitioner,
            PairRdd<K, S> initial) {
        return update(Erased.update(function), Partitioning.of(partitioner), Given.checked(initial, "initial state"));
    }

    /**
     * As {@link #updateStateByKey(Function2)}, a whole partition at once: the function sees every key with its new values and its state,
     * and gives the pairs that are the next states. A key that it does not give is forgotten; each may be given once, and only those of
     * the partition.
     */
    public <S> PairDStream<K, S> updateStateByKey(
            FlatMapFunction<Iterator<Tuple2<K, Tuple2<List<V>, Optional<S>>>>, Tuple2<K, S>> function,
            Partitioner partitioner) {
        return update(Erased.updatePartition(function), Partitioning.of(partitioner), null);
    }

    /**
     * As {@link #updateStateByKey(FlatMapFunction, Partitioner)}.
     *
     * @param initial states to begin with, when there are none stored
     */
    public <S> PairDStream<K, S> updateStateByKey(
            FlatMapFunction<Iterator<Tuple2<K, Tuple2<List<V>, Optional<S>>>>, Tuple2<K, S>> function,
            Partitioner partitioner,
            PairRdd<K, S> initial) {
        return update(
                Erased.updatePartition(function),
                Partitioning.of(partitioner),
                Given.checked(initial, "initial state"));
    }

    /**
     * A state for each key, which a function sees and changes record by record. Only keys that have data, or time out, are looked at;
     * so a batch costs by what it brings, however many keys there are. The function is called on batches without a dataset as well, for
     * keys that time out.
     */
    public <S, T> MapWithStateDStream<K, V, S, T> mapWithState(StateSpec<K, V, S, T> spec) {
        return new MapWithStateDStream<>(
                context(), next(Given.checked(spec, "spec").operator()));
    }

    // ---- with another stream, batch by batch; a batch for which one of the two has no dataset fails

    /** For each key of either stream: its values here, and its values there. See {@link PairJoins} for orders and partitions. */
    public <W> PairDStream<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairDStream<K, W> other) {
        return together("cogroup", other, (here, there) -> here.cogroup(there));
    }

    public <W> PairDStream<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairDStream<K, W> other, int partitions) {
        int checked = context().checkedPartitions("cogroup", partitions);
        return together("cogroup", other, (here, there) -> here.cogroup(there, checked));
    }

    public <W> PairDStream<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(
            PairDStream<K, W> other, Partitioner partitioner) {
        Given.checked(partitioner, "partitioner");
        return together("cogroup", other, (here, there) -> here.cogroup(there, partitioner));
    }

    /** For each key of both streams: each of its values here with each of its values there. */
    public <W> PairDStream<K, Tuple2<V, W>> join(PairDStream<K, W> other) {
        return together("join", other, (here, there) -> here.join(there));
    }

    public <W> PairDStream<K, Tuple2<V, W>> join(PairDStream<K, W> other, int partitions) {
        int checked = context().checkedPartitions("join", partitions);
        return together("join", other, (here, there) -> here.join(there, checked));
    }

    public <W> PairDStream<K, Tuple2<V, W>> join(PairDStream<K, W> other, Partitioner partitioner) {
        Given.checked(partitioner, "partitioner");
        return together("join", other, (here, there) -> here.join(there, partitioner));
    }

    /** As {@link #join(PairDStream)}, and the values here whose key is not there. */
    public <W> PairDStream<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairDStream<K, W> other) {
        return together("leftOuterJoin", other, (here, there) -> here.leftOuterJoin(there));
    }

    public <W> PairDStream<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairDStream<K, W> other, int partitions) {
        int checked = context().checkedPartitions("leftOuterJoin", partitions);
        return together("leftOuterJoin", other, (here, there) -> here.leftOuterJoin(there, checked));
    }

    public <W> PairDStream<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairDStream<K, W> other, Partitioner partitioner) {
        Given.checked(partitioner, "partitioner");
        return together("leftOuterJoin", other, (here, there) -> here.leftOuterJoin(there, partitioner));
    }

    /** As {@link #join(PairDStream)}, and the values there whose key is not here. */
    public <W> PairDStream<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairDStream<K, W> other) {
        return together("rightOuterJoin", other, (here, there) -> here.rightOuterJoin(there));
    }

    public <W> PairDStream<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairDStream<K, W> other, int partitions) {
        int checked = context().checkedPartitions("rightOuterJoin", partitions);
        return together("rightOuterJoin", other, (here, there) -> here.rightOuterJoin(there, checked));
    }

    public <W> PairDStream<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairDStream<K, W> other, Partitioner partitioner) {
        Given.checked(partitioner, "partitioner");
        return together("rightOuterJoin", other, (here, there) -> here.rightOuterJoin(there, partitioner));
    }

    /** As {@link #join(PairDStream)}, and the values on either side whose key is not on the other. */
    public <W> PairDStream<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairDStream<K, W> other) {
        return together("fullOuterJoin", other, (here, there) -> here.fullOuterJoin(there));
    }

    public <W> PairDStream<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairDStream<K, W> other, int partitions) {
        int checked = context().checkedPartitions("fullOuterJoin", partitions);
        return together("fullOuterJoin", other, (here, there) -> here.fullOuterJoin(there, checked));
    }

    public <W> PairDStream<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(
            PairDStream<K, W> other, Partitioner partitioner) {
        Given.checked(partitioner, "partitioner");
        return together("fullOuterJoin", other, (here, there) -> here.fullOuterJoin(there, partitioner));
    }

    private <W, R> PairDStream<K, R> together(
            String word, PairDStream<K, W> other, Function2<PairRdd<K, V>, PairRdd<K, W>, PairRdd<K, R>> join) {
        return pairs(context()
                .join(
                        word,
                        List.of(this, Given.checked(other, "other stream")),
                        (rdds, time) -> join.call(rdd(rdds.get(0)), other.rdd(rdds.get(1)))
                                .toRdd()));
    }

    // ---- into the plan

    private <A, B> PairDStream<A, B> pairs(Node node) {
        return new PairDStream<>(context(), node);
    }

    private <C> PairDStream<K, C> combine(String word, Combine combine, Partitioning partitioning) {
        return pairs(next(new Operator.CombineByKey(word, combine, partitioning)));
    }

    private PairDStream<K, Iterable<V>> groupWindow(Duration window, Duration slide, Partitioning partitioning) {
        PairDStream<K, V> windowed = window(window, slide);
        PairDStream<K, Iterable<V>> grouped = windowed.combine("groupByKeyAndWindow", Erased.group(), partitioning);
        windowed.node().partOf(grouped.node());
        return grouped;
    }

    private PairDStream<K, V> reduceWindow(
            Function2<V, V, V> function, Duration window, Duration slide, Partitioning partitioning) {
        String word = "reduceByKeyAndWindow";
        return combineWindow(word, Erased.reduceByKey(function), null, null, window, slide, partitioning);
    }

    private PairDStream<K, V> inverseWindow(
            Function2<V, V, V> function,
            Function2<V, V, V> inverse,
            Duration window,
            Duration slide,
            Partitioning partitioning,
            @Nullable Function<Tuple2<K, V>, Boolean> filter) {
        String word = "reduceByKeyAndWindow";
        Given.checked(inverse, "inverse function");
        return combineWindow(word, Erased.reduceByKey(function), inverse, filter, window, slide, partitioning);
    }

    PairDStream<K, V> combineWindow(
            String word,
            Combine combine,
            @Nullable Function2<V, V, V> inverse,
            @Nullable Function<Tuple2<K, V>, Boolean> filter,
            Duration window,
            Duration slide,
            Partitioning partitioning) {
        checkWindow(word, window, slide);
        Operator operator = new Operator.CombineWindow(
                word,
                combine,
                inverse == null ? null : Erased.reduce(inverse),
                filter == null ? null : Erased.function(filter),
                window.toMillis(),
                slide.toMillis(),
                partitioning);
        return pairs(nextWindow(operator, slide));
    }

    private <S> PairDStream<K, S> update(
            StateUpdate update, Partitioning partitioning, @Nullable PairRdd<K, S> initial) {
        List<Object> begin = initial == null ? null : new ArrayList<>(initial.collect());
        return pairs(next(new Operator.UpdateState("updateStateByKey", update, begin, partitioning)));
    }
}
