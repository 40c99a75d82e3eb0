package io.headrace;

import io.headrace.file.LocalPaths;
import io.headrace.function.Function0;
import io.headrace.function.Function2;
import io.headrace.plan.Explain;
import io.headrace.plan.Given;
import io.headrace.plan.InputSpec;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.Output;
import io.headrace.plan.Program;
import io.headrace.plan.ProgramCheck;
import io.headrace.plan.RowFormat;
import io.headrace.sink.ExactlyOnceSink;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A streaming program and its run: streams are made from it, then it is started, once.
 *
 * <pre>
 *   try (StreamingContext ctx = StreamingContext.builder("wordcount").batchInterval(Duration.ofMillis(10)).build()) {
 *       ctx.socketTextStream("localhost", 9999)
 *               .flatMap(line -&gt; Arrays.asList(line.split(" ")).iterator())
 *               .mapToPair(word -&gt; new Tuple2&lt;&gt;(word, 1))
 *               .reduceByKey(Integer::sum)
 *               .print();
 *       ctx.start();
 *       ctx.awaitTermination();
 *   }
 * </pre>
 *
 * <p>With a directory the program goes on where its last run ended. Several contexts may run in one JVM.
 *
 * <p><b>Threading:</b> one thread writes the program; {@link #start}, {@link #stop} and the rest may be called by any.
 */
public final class StreamingContext extends StreamSources implements AutoCloseable {
    private final Duration batchInterval;
    private final ProgramDraft draft = new ProgramDraft();
    private final ContextLife life;
    private final DatasetContext datasets = new DatasetContext(this::conf, this::backend);
    private HeadraceConf conf;
    private @Nullable Backend backend;

    /**
     * An empty program.
     *
     * @param batchInterval 1 ms or more, a whole number of milliseconds
     */
    public StreamingContext(HeadraceConf conf, Duration batchInterval) {
        this(conf, batchInterval, null);
    }

    StreamingContext(HeadraceConf conf, Duration batchInterval, @Nullable Backend backend) {
        if (batchInterval.compareTo(Duration.ofMillis(1)) < 0)
            throw new IllegalArgumentException(
                    "the batch interval is " + Printed.time(batchInterval) + ": give 1 ms or more");
        if (batchInterval.toNanos() % 1_000_000 != 0)
            throw new IllegalArgumentException(
                    "the batch interval is " + Printed.time(batchInterval) + ": give a whole number of milliseconds");
        this.conf = conf.withInterval(batchInterval);
        this.batchInterval = batchInterval;
        this.backend = backend;
        this.life = new ContextLife(conf.name());
    }

    public static StreamingContextBuilder builder(String name) {
        return new StreamingContextBuilder(Given.checked(name, "name"));
    }

    /**
     * A context that goes on where the last run with this directory ended, or begins there. The factory writes the program, at every
     * start: what was stored is data, and the program may be a newer build. Stored streams are found again by their names.
     *
     * @param directory of the context; the factory need not set it
     */
    public static StreamingContext getOrCreate(String directory, Function0<StreamingContext> factory) {
        return getOrCreate(LocalPaths.of("the directory", directory), factory);
    }

    /** As {@link #getOrCreate(String, Function0)}. */
    public static StreamingContext getOrCreate(Path directory, Function0<StreamingContext> factory) {
        Given.checked(directory, "directory");
        Given.checked(factory, "factory");
        Backends.expect();
        StreamingContext context = written(directory, factory);
        context.checkpoint(directory);
        return context;
    }

    /** The program of a factory. */
    static StreamingContext written(Path directory, Function0<StreamingContext> factory) {
        StreamingContext context;
        try {
            context = factory.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new StreamingException("the factory of the context for " + directory + " failed", e);
        }
        if (context == null)
            throw new IllegalArgumentException("the factory of the context for " + directory + " returned null");
        return context;
    }

    // ---- combining

    /** The elements of all the streams, which have datasets equally often. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final <T> DStream<T> union(DStream<T>... streams) {
        return union(first(streams), rest(streams));
    }

    public <T> DStream<T> union(DStream<T> first, List<DStream<T>> rest) {
        return new DStream<>(this, union("union", first, rest));
    }

    /** The pairs of all the streams, which have datasets equally often. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final <K, V> PairDStream<K, V> union(PairDStream<K, V>... streams) {
        return union(first(streams), rest(streams));
    }

    public <K, V> PairDStream<K, V> union(PairDStream<K, V> first, List<PairDStream<K, V>> rest) {
        return new PairDStream<>(this, union("union", first, rest));
    }

    private static <S> S first(S[] streams) {
        if (Given.checked(streams, "list of streams").length == 0)
            throw new IllegalArgumentException("union() of no streams: give one or more");
        return streams[0];
    }

    private static <S> List<S> rest(S[] streams) {
        return Arrays.asList(streams).subList(1, streams.length);
    }

    /** Any function of the datasets of several streams. */
    public <T> DStream<T> transform(List<DStream<?>> streams, Function2<List<Rdd<?>>, Time, Rdd<T>> function) {
        Given.checked(function, "function");
        return new DStream<>(
                this, join("transform", streams, (rdds, time) -> function.call(rdds(rdds), new Time(time))));
    }

    public <K, V> PairDStream<K, V> transformToPair(
            List<DStream<?>> streams, Function2<List<Rdd<?>>, Time, PairRdd<K, V>> function) {
        Given.checked(function, "function");
        return new PairDStream<>(
                this,
                join(
                        "transformToPair",
                        streams,
                        (rdds, time) ->
                                function.call(rdds(rdds), new Time(time)).toRdd()));
    }

    private static List<Rdd<?>> rdds(List<Object> handles) {
        List<Rdd<?>> rdds = new ArrayList<>(handles.size());
        for (Object handle : handles) rdds.add((Rdd<?>) handle);
        return rdds;
    }

    /** Makes data of no batch, broadcast values and accumulators. */
    public DatasetContext sparkContext() {
        return datasets;
    }

    /** A dataset that lives on its own: for {@link #queueStream}, or to begin a state with. */
    public <T> Rdd<T> parallelize(List<T> elements) {
        return datasets.parallelize(elements);
    }

    public <T> Rdd<T> parallelize(List<T> elements, int partitions) {
        return datasets.parallelize(elements, partitions);
    }

    public <K, V> PairRdd<K, V> parallelizePairs(List<Tuple2<K, V>> pairs) {
        return datasets.parallelizePairs(pairs);
    }

    public <K, V> PairRdd<K, V> parallelizePairs(List<Tuple2<K, V>> pairs, int partitions) {
        return datasets.parallelizePairs(pairs, partitions);
    }

    // ---- settings

    public HeadraceConf conf() {
        return conf;
    }

    public Duration batchInterval() {
        return batchInterval;
    }

    /** Keeps each batch's data readable for so long after the batch. */
    public void remember(Duration duration) {
        checkOpen();
        conf = conf.toBuilder().remember(Given.checked(duration, "duration")).build();
    }

    /** Keeps log, checkpoints and state in this directory, and goes on from what it holds. */
    public void checkpoint(String directory) {
        checkpoint(LocalPaths.of("the directory", directory));
    }

    /** As {@link #checkpoint(String)}. */
    public void checkpoint(Path directory) {
        Given.checked(directory, "directory");
        checkOpen();
        Path known = conf.directory();
        if (known != null
                && !known.toAbsolutePath()
                        .normalize()
                        .equals(directory.toAbsolutePath().normalize()))
            throw new IllegalArgumentException("context \"" + conf.name() + "\" keeps its data in " + known
                    + " already, and cannot keep it in " + directory + " too: name one directory");
        conf = conf.toBuilder().directory(directory).build();
    }

    /** Tells of the time that each batch takes, without garbage. */
    public void addBatchTimes(BatchTimes listener) {
        checkOpen();
        life.listeners().add(Given.checked(listener, "listener"));
    }

    /** Tells the listener what happens from now on. */
    public void addStreamingListener(StreamingListener listener) {
        life.listeners().add(Given.checked(listener, "listener"));
    }

    /** Tells the observer when the program runs, at once when it does already, and when it has ended. */
    public void addObserver(ContextObserver observer) {
        life.observers().add(Given.checked(observer, "observer"));
    }

    // ---- life

    public StreamingContextState getState() {
        return life.state();
    }

    /**
     * Starts the program. Does nothing when it runs already.
     *
     * @throws IllegalStateException when it was stopped
     * @throws StreamingException when it cannot run: what, where it was written, and what would help
     */
    public void start() {
        life.start(this::openConsole, this::prepare, engine -> new StopTriggers(conf, engine, () -> stop(true)));
    }

    private @Nullable Console openConsole() {
        return Consoles.open(conf, Thread.currentThread().getContextClassLoader());
    }

    private Engine prepare() {
        HeadraceConf checked = conf.forStart();
        Program program = program();
        ProgramCheck.check(program, checked.strict(), checked.keyGroups(), checked.directory() != null);
        conf = checked;
        return backend().prepare(program, checked, life.listeners());
    }

    /** Runs a batch of the past again, and never starts. */
    ReplayResult replay(ReplayRequest request, @Nullable Backend chosen) {
        if (getState() != StreamingContextState.INITIALIZED)
            throw new IllegalStateException("the factory has started context \"" + conf.name()
                    + "\": to run a batch again it must only write the program, and return the context");
        HeadraceConf checked =
                conf.toBuilder().directory(request.directory()).build().forStart();
        Program program = program();
        ProgramCheck.check(program, checked.strict(), checked.keyGroups(), true);
        return (chosen == null ? backend() : chosen).replay(program, checked, request);
    }

    /** Waits until the program has ended, and throws what made it fail. */
    public void awaitTermination() throws InterruptedException {
        boolean unused = life.await(-1);
    }

    /**
     * As {@link #awaitTermination}, but not for ever.
     *
     * @return whether it has ended
     */
    public boolean awaitTerminationOrTimeout(long millis) throws InterruptedException {
        return life.await(Math.max(millis, 0));
    }

    /** Ends the program now; what was received and not processed stays in the log, if there is one. */
    public void stop() {
        stop(false);
    }

    /**
     * Ends the program.
     *
     * @param graceful whether what was received is processed first
     */
    public void stop(boolean graceful) {
        life.stop(graceful, conf.stopTimeout());
    }

    /**
     * As {@link #stop(boolean)}.
     *
     * @param stopContext without meaning: there is no other context behind this one
     */
    public void stop(@SuppressWarnings("unused") boolean stopContext, boolean graceful) {
        stop(graceful);
    }

    /** As {@link #stop()}. */
    @Override
    public void close() {
        life.close(conf.stopTimeout());
    }

    /** What the stop left: batches that are not committed, and what inputs brought that no batch has. Null before the end. */
    public @Nullable StopReport stopReport() {
        Engine engine = life.engine();
        return engine == null ? null : engine.stopReport();
    }

    /** Where a browser finds the console; null while there is none. */
    public @Nullable URI consoleUri() {
        Console console = life.console();
        return console == null ? null : console.uri();
    }

    /** What will run, or runs: streams, stages, partitions, names; and who runs it on which core. */
    public String explain() {
        String plan = Explain.of(program());
        Engine engine = life.engine();
        return engine == null ? plan : plan + System.lineSeparator() + engine.explain();
    }

    /** The latest records that could not be taken, oldest first: too long, or not what their stream holds. */
    public List<Reject> rejects() {
        Engine engine = life.engine();
        return engine == null ? List.of() : engine.rejects();
    }

    /** The latest records that were set aside under {@link FailurePolicy#DEAD_LETTER}, oldest first. */
    public List<DeadLetter> deadLetters() {
        Engine engine = life.engine();
        return engine == null ? List.of() : engine.deadLetters();
    }

    @Override
    public String toString() {
        return "StreamingContext \"" + conf.name() + "\", batches of " + batchInterval.toMillis() + " ms, "
                + getState();
    }

    // ---- for the streams

    @Override
    StreamingContext context() {
        return this;
    }

    @Override
    Node input(String word, InputSpec spec, RowFormat rows) {
        return add(new Operator.Input(word, spec, rows), List.of(), batchInterval.toMillis());
    }

    void checkOpen() {
        life.checkOpen();
    }

    Node add(Operator operator, List<Node> parents, long slideMillis) {
        checkOpen();
        return draft.add(operator, parents, slideMillis);
    }

    Node add(Operator operator, Node parent) {
        return add(operator, List.of(parent), parent.slideMillis());
    }

    void addOutput(String word, Node node, Output.Body body) {
        checkOpen();
        draft.addOutput(word, node, body);
    }

    void addPairOutput(String word, Node node, Output.Body body) {
        checkOpen();
        draft.addPairOutput(word, node, body);
    }

    void addSaved(String word, Node node, Path places, Output.Body body) {
        checkOpen();
        draft.addSaved(word, node, places, body);
    }

    void addSink(String word, Node node, ExactlyOnceSink<Object> sink) {
        checkOpen();
        draft.addSink(word, node, sink);
    }

    List<Object> remembered(Node node, Time from, Time to) {
        Engine engine = life.engine();
        if (engine == null)
            throw new IllegalStateException("data of " + node.describe() + " was asked for before start()");
        return engine.remembered(node, from.milliseconds(), to.milliseconds());
    }

    Node union(String word, AnyStream first, List<? extends AnyStream> rest) {
        List<AnyStream> all = new ArrayList<>(Given.checked(rest, "list of streams"));
        all.add(0, first);
        return together(new Operator.Union(word), all);
    }

    Node join(String word, List<? extends AnyStream> streams, Function2<List<Object>, Long, Object> function) {
        if (Given.checked(streams, "list of streams").isEmpty())
            throw new IllegalArgumentException(word + " of no streams: give one or more");
        return together(new Operator.Transform(word, function), streams);
    }

    Node joinOfViews(Operator operator, AnyStream left, AnyStream right, Duration slide) {
        return together(operator, List.of(left, right), slide.toMillis());
    }

    /** A number of partitions of a result by key, which there are key groups for. */
    int checkedPartitions(String word, int partitions) {
        if (partitions < 1)
            throw new IllegalArgumentException(word + " in " + partitions + " partitions; give 1 or more");
        if (partitions > conf.keyGroups())
            throw new IllegalArgumentException(word + " in " + partitions + " partitions of " + conf.keyGroups()
                    + " key groups: ask for fewer partitions, or set headrace.key.groups at the first start");
        return partitions;
    }

    private Node together(Operator operator, List<? extends AnyStream> streams) {
        return together(
                operator,
                streams,
                Given.checked(streams.get(0), "stream").node().slideMillis());
    }

    private Node together(Operator operator, List<? extends AnyStream> streams, long slideMillis) {
        AnyStream first = Given.checked(streams.get(0), "stream");
        List<Node> parents = new ArrayList<>();
        for (AnyStream stream : streams) {
            if (Given.checked(stream, "stream").context() != this)
                throw new IllegalArgumentException(operator.word() + ": " + stream + " belongs to another context");
            if (stream.node().slideMillis() != first.node().slideMillis())
                throw new IllegalArgumentException(operator.word() + ": " + first + " has a dataset every "
                        + first.node().slideMillis() + " ms, " + stream + " every "
                        + stream.node().slideMillis() + " ms; give both the same slide");
            parents.add(stream.node());
        }
        return add(operator, parents, slideMillis);
    }

    private Program program() {
        return draft.program(conf.name(), batchInterval.toMillis());
    }

    private Backend backend() {
        Backend known = backend;
        if (known == null) {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            known = Backends.find(conf.backend(), loader);
            backend = known;
        }
        return known;
    }
}
