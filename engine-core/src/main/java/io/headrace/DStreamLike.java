package io.headrace;

import io.headrace.file.LocalPaths;
import io.headrace.file.ObjectFormat;
import io.headrace.file.RecordFormat;
import io.headrace.function.FlatMapFunction;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.function.Function3;
import io.headrace.function.PairFlatMapFunction;
import io.headrace.function.PairFunction;
import io.headrace.function.VoidFunction;
import io.headrace.function.VoidFunction2;
import io.headrace.plan.Given;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Partitioning;
import io.headrace.plan.Persistence;
import io.headrace.plan.TypeHints;
import io.headrace.receiver.FullPolicy;
import io.headrace.sink.ExactlyOnceSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link DStream} and {@link PairDStream} have in common: streams of objects, which come in batches.
 *
 * <p>Functions see one element at a time and may be called by several workers at once. What throws fails its batch, under the
 * context's {@link FailurePolicy}.
 *
 * <p><b>Threading:</b> one thread writes a program.
 *
 * @param <T> the type of the elements
 * @param <S> the stream's own type
 * @param <R> one batch's data
 */
public abstract sealed class DStreamLike<T, S extends DStreamLike<T, S, R>, R extends RddLike<T>> extends AnyStream
        permits DStream, PairDStream {
    DStreamLike(StreamingContext context, Node node) {
        super(context, node);
    }

    abstract S stream(Node node);

    /** The engine's handle as this stream's. */
    abstract R rdd(Object handle);

    abstract S self();

    /** Names the stream: for messages, and to be found again after a restart with changed code. */
    public S name(String name) {
        context().checkOpen();
        node().name(Given.checked(name, "name"));
        return self();
    }

    /** Of an input: takes in at most so many records a second, whatever the settings say. */
    public S maxRate(long recordsPerSecond) {
        limit(recordsPerSecond);
        return self();
    }

    /** Of an input: what it does with records that there is no room for, whatever the settings say. */
    public S whenFull(FullPolicy policy) {
        full(policy);
        return self();
    }

    /**
     * Says what the types of the elements are: one class, or two for those of pairs, keys and values (of a stateful stream, keys and
     * states). Where the stream's elements are kept, in blocks, windows and state, they are written by the codecs of those classes,
     * which are chosen at start, instead of telling their type each. A class that has no codec fails the start; a value that is not of
     * the class fails its batch. Primitives stand for their boxes, {@code Object.class} for anything.
     */
    public S types(Class<?>... classes) {
        context().checkOpen();
        checkTypes(Given.checked(classes, "list of classes"));
        node().types(TypeHints.of(classes));
        return self();
    }

    void checkTypes(Class<?>... classes) {
        if (classes.length == 0 || classes.length > 2)
            throw new IllegalArgumentException(
                    "types(…) names " + classes.length + " classes; give one for elements, or two for keys and values");
    }

    // ---- element by element

    public <U> DStream<U> map(Function<T, U> function) {
        return new DStream<>(context(), next(new Operator.Map("map", Erased.map(function))));
    }

    public <K, V> PairDStream<K, V> mapToPair(PairFunction<T, K, V> function) {
        return new PairDStream<>(context(), next(new Operator.Map("mapToPair", Erased.pairMap(function))));
    }

    public <U> DStream<U> flatMap(FlatMapFunction<T, U> function) {
        return new DStream<>(context(), next(new Operator.FlatMap("flatMap", Erased.flatMap(function))));
    }

    public <K, V> PairDStream<K, V> flatMapToPair(PairFlatMapFunction<T, K, V> function) {
        return new PairDStream<>(context(), next(new Operator.FlatMap("flatMapToPair", Erased.pairFlatMap(function))));
    }

    public S filter(Function<T, Boolean> function) {
        return stream(next(new Operator.Filter("filter", Erased.function(function))));
    }

    /** The function sees a whole partition, which lies on the disk where it outgrows the heap: it is gone through once. */
    public <U> DStream<U> mapPartitions(FlatMapFunction<Iterator<T>, U> function) {
        return new DStream<>(context(), next(new Operator.MapPartitions("mapPartitions", Erased.partitions(function))));
    }

    /** As {@link #mapPartitions}. */
    public <K, V> PairDStream<K, V> mapPartitionsToPair(PairFlatMapFunction<Iterator<T>, K, V> function) {
        return new PairDStream<>(
                context(), next(new Operator.MapPartitions("mapPartitionsToPair", Erased.pairPartitions(function))));
    }

    /** Each partition as one list: by its nature on the heap, all of it. Where it does not fit there, {@link #mapPartitions} goes through it. */
    public DStream<List<T>> glom() {
        return new DStream<>(context(), next(new Operator.MapPartitions("glom", Erased.glom())));
    }

    /** Deals the elements to so many partitions in turn. */
    public S repartition(int partitions) {
        if (partitions < 1)
            throw new IllegalArgumentException("repartition(" + partitions + "): give 1 or more partitions");
        return stream(next(new Operator.Repartition("repartition", partitions)));
    }

    /** The elements of both, which have datasets equally often. */
    public S union(S other) {
        return stream(with("union", List.of(Given.checked(other, "other stream"))));
    }

    // ---- to one

    /** One number a batch: how many elements it has. */
    public DStream<Long> count() {
        return new DStream<>(context(), next(new Operator.Count("count")));
    }

    /** One element a batch, or none for an empty one. */
    public DStream<T> reduce(Function2<T, T, T> function) {
        return new DStream<>(context(), next(new Operator.Reduce("reduce", Erased.reduce(function))));
    }

    /** Each element with how often it is there. */
    public PairDStream<T, Long> countByValue() {
        return Counting.byValue(this, Partitioning.BY_DEFAULT);
    }

    public PairDStream<T, Long> countByValue(int partitions) {
        return Counting.byValue(this, Partitioning.of(partitions));
    }

    // ---- windows

    /** The elements of the last batches, as often as there is a batch. */
    public S window(Duration window) {
        return window(window, slideDuration());
    }

    /** The elements of the last batches, once a slide. */
    public S window(Duration window, Duration slide) {
        checkWindow("window", window, slide);
        Operator operator = new Operator.Window("window", window.toMillis(), slide.toMillis());
        return stream(nextWindow(operator, slide));
    }

    /** How many elements the window has. */
    public DStream<Long> countByWindow(Duration window, Duration slide) {
        checkWindow("countByWindow", window, slide);
        return map(element -> 1L).reduceByWindow(Counting.SUM, Counting.DIFFERENCE, window, slide);
    }

    /** Each element of the window with how often it is there. */
    public PairDStream<T, Long> countByValueAndWindow(Duration window, Duration slide) {
        return Counting.byValueAndWindow(this, window, slide, Partitioning.BY_DEFAULT);
    }

    public PairDStream<T, Long> countByValueAndWindow(Duration window, Duration slide, int partitions) {
        return Counting.byValueAndWindow(this, window, slide, Partitioning.of(partitions));
    }

    /** One element a slide: all of the window made one. */
    public DStream<T> reduceByWindow(Function2<T, T, T> function, Duration window, Duration slide) {
        checkWindow("reduceByWindow", window, slide);
        DStream<T> windowed = reduce(function).window(window, slide);
        DStream<T> reduced = windowed.reduce(function);
        windowed.node().partOf(reduced.node());
        return reduced;
    }

    /** As {@link #reduceByWindow(Function2, Duration, Duration)}, taking out again what leaves the window. */
    public DStream<T> reduceByWindow(
            Function2<T, T, T> function, Function2<T, T, T> inverse, Duration window, Duration slide) {
        checkWindow("reduceByWindow", window, slide);
        Given.checked(inverse, "inverse function");
        PairDStream<Integer, T> windowed = this.<Integer, T>mapToPair(element -> new Tuple2<>(1, element))
                .reduceByKeyAndWindow(function, inverse, window, slide, 1, null);
        DStream<T> reduced = windowed.map(Tuple2::_2);
        windowed.node().partOf(reduced.node());
        return reduced;
    }

    // ---- whole batches

    /** Any function of a batch's data. */
    public <U> DStream<U> transform(Function<R, Rdd<U>> function) {
        Given.checked(function, "function");
        return transform((rdd, time) -> function.call(rdd));
    }

    public <U> DStream<U> transform(Function2<R, Time, Rdd<U>> function) {
        Given.checked(function, "function");
        return new DStream<>(
                context(),
                next(new Operator.Transform(
                        "transform", (rdds, time) -> function.call(rdd(rdds.get(0)), new Time(time)))));
    }

    public <K, V> PairDStream<K, V> transformToPair(Function<R, PairRdd<K, V>> function) {
        Given.checked(function, "function");
        return transformToPair((rdd, time) -> function.call(rdd));
    }

    public <K, V> PairDStream<K, V> transformToPair(Function2<R, Time, PairRdd<K, V>> function) {
        Given.checked(function, "function");
        return new PairDStream<>(
                context(),
                next(new Operator.Transform(
                        "transformToPair",
                        (rdds, time) ->
                                function.call(rdd(rdds.get(0)), new Time(time)).toRdd())));
    }

    public <U, W> DStream<W> transformWith(DStream<U> other, Function3<R, Rdd<U>, Time, Rdd<W>> function) {
        Given.checked(function, "function");
        return new DStream<>(
                context(),
                context()
                        .join(
                                "transformWith",
                                List.of(this, Given.checked(other, "other stream")),
                                (rdds, time) ->
                                        function.call(rdd(rdds.get(0)), other.rdd(rdds.get(1)), new Time(time))));
    }

    public <K2, V2, W> DStream<W> transformWith(
            PairDStream<K2, V2> other, Function3<R, PairRdd<K2, V2>, Time, Rdd<W>> function) {
        Given.checked(function, "function");
        return new DStream<>(
                context(),
                context()
                        .join(
                                "transformWith",
                                List.of(this, Given.checked(other, "other stream")),
                                (rdds, time) ->
                                        function.call(rdd(rdds.get(0)), other.rdd(rdds.get(1)), new Time(time))));
    }

    public <U, K, V> PairDStream<K, V> transformWithToPair(
            DStream<U> other, Function3<R, Rdd<U>, Time, PairRdd<K, V>> function) {
        Given.checked(function, "function");
        return new PairDStream<>(
                context(),
                context()
                        .join(
                                "transformWithToPair",
                                List.of(this, Given.checked(other, "other stream")),
                                (rdds, time) -> function.call(rdd(rdds.get(0)), other.rdd(rdds.get(1)), new Time(time))
                                        .toRdd()));
    }

    public <K2, V2, K, V> PairDStream<K, V> transformWithToPair(
            PairDStream<K2, V2> other, Function3<R, PairRdd<K2, V2>, Time, PairRdd<K, V>> function) {
        Given.checked(function, "function");
        return new PairDStream<>(
                context(),
                context()
                        .join(
                                "transformWithToPair",
                                List.of(this, Given.checked(other, "other stream")),
                                (rdds, time) -> function.call(rdd(rdds.get(0)), other.rdd(rdds.get(1)), new Time(time))
                                        .toRdd()));
    }

    // ---- outputs

    /** Prints the first ten elements of each batch. */
    public void print() {
        print(Printed.DEFAULT_ROWS);
    }

    /** Prints the first elements of each batch. */
    public void print(int number) {
        int wanted = Printed.checkedRows(number);
        output(
                "print",
                (handle, time) -> Printed.batch(
                        System.out, slideDuration(), time, rdd(handle).take(wanted + 1), wanted));
    }

    /** Does something with each batch. At least once: a batch that a crash interrupted is run again. */
    public void foreachRDD(VoidFunction<R> function) {
        Given.checked(function, "function");
        output("foreachRDD", (handle, time) -> function.call(rdd(handle)));
    }

    /** As {@link #foreachRDD(VoidFunction)}, with the batch's time. */
    public void foreachRDD(VoidFunction2<R, Time> function) {
        Given.checked(function, "function");
        output("foreachRDD", (handle, time) -> function.call(rdd(handle), new Time(time)));
    }

    /**
     * Gives each batch to the sink, exactly once: what the sink has is not written again after a crash. It needs a directory, for
     * the ids of batches must outlive the process. A sink serves one output.
     */
    @SuppressWarnings("unchecked") // the plan has no types
    public void sinkTo(ExactlyOnceSink<? super T> sink) {
        sink("sinkTo", (ExactlyOnceSink<Object>) sink);
    }

    /**
     * Writes each batch to a directory of text files: {@code prefix-TIME_IN_MS}. A directory is there as a whole or not at all; a batch that
     * is run again after a crash replaces what it has written, so the files are written exactly once. When the disk does not take it, it is
     * tried again as often as a sink is ({@code headrace.sink.retries}).
     */
    public void saveAsTextFiles(String prefix) {
        saveAsTextFiles(prefix, "");
    }

    /** As {@link #saveAsTextFiles(String)}, to {@code prefix-TIME_IN_MS.suffix}. */
    public void saveAsTextFiles(String prefix, String suffix) {
        save("saveAsTextFiles", prefix, suffix, RecordFormat.text());
    }

    /** As {@link #saveAsTextFiles(String)}, as objects, which {@link DatasetContext#objectFile} reads: types that can be stored. */
    public void saveAsObjectFiles(String prefix) {
        saveAsObjectFiles(prefix, "");
    }

    public void saveAsObjectFiles(String prefix, String suffix) {
        save(
                "saveAsObjectFiles",
                prefix,
                suffix,
                new ObjectFormat(context().conf().kryo()));
    }

    /** As {@link #saveAsTextFiles(String, String)}, in a format of the user's: in the place of Spark's {@code saveAsHadoopFiles}. */
    public void saveAsFiles(String prefix, String suffix, RecordFormat<? super T> format) {
        save("saveAsFiles", prefix, suffix, format);
    }

    private void save(String word, String prefix, String suffix, RecordFormat<? super T> format) {
        Given.checked(prefix, "prefix");
        Given.checked(suffix, "suffix");
        Given.checked(format, "format");
        String before = prefix.isEmpty() ? "" : LocalPaths.plain(word + " to", prefix) + "-";
        String behind = suffix.isEmpty() ? "" : "." + suffix;
        Path places = LocalPaths.of(word + " to", before + "TIME_IN_MS" + behind);
        saved(word, places, (handle, time) -> rdd(handle).saveAsFiles(before + time + behind, format, true));
    }

    // ---- the past

    /**
     * The batches of this stream from one time to the other, both included, oldest first, as far as the context {@linkplain
     * StreamingContext#remember remembers} them; those for which there is no dataset are left out. Times between two batches stand for the
     * batch before. Called from within an output or a {@code transform}, whose thread computes what is asked of them.
     *
     * @throws StreamingException when data of that time was released, or no output depends on this stream
     */
    public List<R> slice(Time from, Time to) {
        if (Given.checked(from, "time").greater(Given.checked(to, "time")))
            throw new IllegalArgumentException("slice from " + from + " to " + to + ": the first is the later one");
        Time first = new Time(from.milliseconds() - Math.floorMod(from.milliseconds(), node().slideMillis()));
        return past(first, to);
    }

    /** The batch of this time, as {@link #slice} gives it; null when there is no dataset. */
    public @Nullable R compute(Time time) {
        Given.checked(time, "time");
        List<R> found = past(time, time);
        return found.isEmpty() ? null : found.get(0);
    }

    private List<R> past(Time from, Time to) {
        List<R> found = new ArrayList<>();
        for (Object handle : context().remembered(node(), from, to)) found.add(rdd(handle));
        return found;
    }

    // ---- keeping

    /** Computes each batch of this stream once, and keeps it as long as it is needed: as bytes off the heap. */
    public S cache() {
        return persist(StorageLevel.MEMORY_ONLY_SER);
    }

    /** As {@link #cache}. */
    public S persist() {
        return persist(StorageLevel.MEMORY_ONLY_SER);
    }

    /**
     * As {@link #cache}, where the level says: as objects with {@code MEMORY_ONLY}, as bytes off the heap and on the disk with the others. That
     * holds of every stream of objects, however it is computed: operators record by record, results by key, joins, unions, transformations,
     * states. All outputs and {@link #slice} read what was kept. What a level of memory alone has no room for is read from what computes it;
     * of a window, it is an error. Elements that cannot become bytes stay objects, with a warning; {@code DISK_ONLY} and strict mode refuse them.
     *
     * <p>A window keeps its batches at the level until they have left it; a window on pairs keeps its result, and holds its batches as if nothing
     * had been said. Results by key that have outgrown the heap lie on the disk, whatever the level. The level changes nothing for an input, whose
     * records are bytes at the level of its receiver, for views, which each reader computes, and with levels of memory for numbers of views, which
     * are off the heap anyway.
     */
    public S persist(StorageLevel level) {
        Given.checked(level, "storage level");
        context().checkOpen();
        node().persist(new Persistence(level));
        return self();
    }

    /**
     * Sets how often checkpoints are written: at this interval, a multiple of the batch interval. There is one checkpoint of all that the
     * program remembers, so the shortest interval holds of all streams and of {@code headrace.checkpoint.interval}. Without a directory
     * there are none.
     */
    public S checkpoint(Duration interval) {
        checkMultiple("checkpoint", "interval", interval);
        node().checkpointEvery(interval);
        return self();
    }
}
