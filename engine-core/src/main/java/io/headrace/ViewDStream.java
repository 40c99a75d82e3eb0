package io.headrace;

import io.headrace.function.Function;
import io.headrace.function.ViewFlatMap;
import io.headrace.function.ViewPredicate;
import io.headrace.function.VoidFunction;
import io.headrace.function.VoidFunction2;
import io.headrace.plan.Given;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.TypeHints;
import io.headrace.plan.ViewKey;
import io.headrace.plan.ViewValue;
import io.headrace.receiver.FullPolicy;
import java.util.List;

/**
 * A stream of views: records are seen in place, through an object that is aimed at one after another, and nothing is allocated. A
 * view is valid during the call it is given to; {@link #map} makes objects that last.
 *
 * <p><b>Threading:</b> one thread writes a program.
 *
 * @param <V> the type of the view
 */
public sealed class ViewDStream<V> extends AnyStream permits Utf8DStream, MapFlatStateDStream {
    ViewDStream(StreamingContext context, Node node) {
        super(context, node);
    }

    /** Names the stream: for messages, and to be found again after a restart with changed code. */
    public ViewDStream<V> name(String name) {
        setName(name);
        return this;
    }

    /** Of an input: takes in at most so many records a second, whatever the settings say. */
    public ViewDStream<V> maxRate(long recordsPerSecond) {
        limit(recordsPerSecond);
        return this;
    }

    /** Of an input: what it does with records that there is no room for, whatever the settings say. */
    public ViewDStream<V> whenFull(FullPolicy policy) {
        full(policy);
        return this;
    }

    final void setName(String name) {
        context().checkOpen();
        node().name(Given.checked(name, "name"));
    }

    public ViewDStream<V> filter(ViewPredicate<V> predicate) {
        return new ViewDStream<>(context(), filterNode(predicate));
    }

    @SuppressWarnings("unchecked") // the plan has no types
    final Node filterNode(ViewPredicate<V> predicate) {
        return next(new Operator.ViewFilter("filter", (ViewPredicate<Object>) Given.checked(predicate, "predicate")));
    }

    /** Any number of views for each, pushed one by one: {@code (line, out) -> out.accept(...)}. */
    @SuppressWarnings("unchecked") // the plan has no types
    public <W> ViewDStream<W> flatMap(ViewFlatMap<V, W> function) {
        Given.checked(function, "function");
        ViewFlatMap<Object, Object> erased = (ViewFlatMap<Object, Object>) (ViewFlatMap<?, ?>) function;
        return new ViewDStream<>(context(), next(new Operator.ViewFlatMap("flatMap", erased)));
    }

    /** Makes an object of each view. */
    public <T> DStream<T> map(Function<V, T> function) {
        return new DStream<>(context(), next(new Operator.Map("map", Erased.map(function))));
    }

    /** What each view is keyed by, and the number it brings: {@code mapToPair(Keys.ofLong(t -> t.id()), Values.one())}. */
    public <K, N> ViewPairs<K, N> mapToPair(ViewKey<V, K> keyOf, ViewValue<V, N> valueOf) {
        return new ViewPairs<>(this, Given.checked(keyOf, "key"), Given.checked(valueOf, "value"));
    }

    /**
     * Each record with the state of its key, and each key that times out, without an object for any of them. What the function adds is the
     * stream. The records are flat records or texts.
     */
    public <K, S, W> MapFlatStateDStream<K, S, W> mapWithState(ViewKey<V, K> keyOf, FlatStateSpec<V, S, W> spec) {
        return new MapFlatStateDStream<>(
                context(), next(Given.checked(spec, "spec").operator(Given.checked(keyOf, "key"))));
    }

    /**
     * The pairs of this stream's records and the other's that have the same key, of a window or of each batch, without an object for any of them. What the function
     * of the join adds is the stream. Both have datasets equally often; the records are flat records or texts.
     */
    public <R, W> ViewDStream<W> join(ViewDStream<R> other, FlatJoin<V, R, W> join) {
        Given.checked(other, "other stream");
        Operator operator = Given.checked(join, "join").operator(this, other);
        return new ViewDStream<>(context(), context().joinOfViews(operator, this, other, join.slide(slideDuration())));
    }

    /** The views of both, which have datasets equally often. */
    public ViewDStream<V> union(ViewDStream<V> other) {
        return new ViewDStream<>(context(), with("union", List.of(Given.checked(other, "other stream"))));
    }

    /** One number a batch: how many views it has. */
    public DStream<Long> count() {
        return new DStream<>(context(), next(new Operator.Count("count")));
    }

    /** Prints the first ten views of each batch. */
    public void print() {
        print(Printed.DEFAULT_ROWS);
    }

    /** Prints the first views of each batch. */
    public void print(int number) {
        int wanted = Printed.checkedRows(number);
        output(
                "print",
                (handle, time) -> Printed.batch(
                        System.out,
                        slideDuration(),
                        time,
                        rdd(handle).map(String::valueOf).take(wanted + 1),
                        wanted));
    }

    /**
     * Does something with each batch. Views cannot be collected: {@code foreach}, {@code map} and {@code count} work, {@code collect}
     * and {@code take} say what to do instead.
     */
    public void foreachRDD(VoidFunction<Rdd<V>> function) {
        Given.checked(function, "function");
        output("foreachRDD", (handle, time) -> function.call(rdd(handle)));
    }

    /** As {@link #foreachRDD(VoidFunction)}, with the batch's time. */
    public void foreachRDD(VoidFunction2<Rdd<V>, Time> function) {
        Given.checked(function, "function");
        output("foreachRDD", (handle, time) -> function.call(rdd(handle), new Time(time)));
    }

    @SuppressWarnings("unchecked") // the engine's handles have no types
    private Rdd<V> rdd(Object handle) {
        return (Rdd<V>) handle;
    }

    final void setTypes(Class<?>... classes) {
        context().checkOpen();
        node().types(TypeHints.of(classes));
    }
}
