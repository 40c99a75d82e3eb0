package io.headrace;

import io.headrace.file.DataFiles;
import io.headrace.file.ObjectFile;
import io.headrace.function.Function2;
import io.headrace.plan.Given;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * Makes data that belongs to no batch, and what functions share: {@link StreamingContext#sparkContext} and {@link RddLike#context} give
 * one. It keeps nothing, so it does not matter which.
 *
 * <p>What it makes is computed by the thread that calls its actions, and may be put together with a batch's data.
 *
 * <p><b>Threading:</b> any thread.
 */
public final class DatasetContext {
    private final Supplier<HeadraceConf> conf;
    private final Supplier<Backend> backend;

    DatasetContext(Supplier<HeadraceConf> conf, Supplier<Backend> backend) {
        this.conf = conf;
        this.backend = backend;
    }

    /** For engines. */
    public static DatasetContext of(HeadraceConf conf, Backend backend) {
        return new DatasetContext(() -> conf, () -> backend);
    }

    public HeadraceConf conf() {
        return conf.get();
    }

    public String appName() {
        return conf().name();
    }

    /** In how many partitions data is when the program does not say. */
    public int defaultParallelism() {
        return conf().defaultPartitions();
    }

    /** This; for programs that are ported. */
    public DatasetContext sc() {
        return this;
    }

    // ---- data

    /** A dataset that lives on its own. */
    public <T> Rdd<T> parallelize(List<T> elements) {
        return parallelize(elements, defaultParallelism());
    }

    public <T> Rdd<T> parallelize(List<T> elements, int partitions) {
        if (partitions < 1)
            throw new IllegalArgumentException("parallelize in " + partitions + " partitions; give 1 or more");
        List<T> copy = new ArrayList<>(Given.checked(elements, "list"));
        List<List<T>> split = new ArrayList<>(partitions);
        for (int i = 0; i < partitions; i++) {
            int from = (int) ((long) i * copy.size() / partitions);
            split.add(copy.subList(from, (int) ((i + 1L) * copy.size() / partitions)));
        }
        return backend.get().parallelize(split, this);
    }

    public <K, V> PairRdd<K, V> parallelizePairs(List<Tuple2<K, V>> pairs) {
        return PairRdd.fromRdd(parallelize(pairs));
    }

    public <K, V> PairRdd<K, V> parallelizePairs(List<Tuple2<K, V>> pairs, int partitions) {
        return PairRdd.fromRdd(parallelize(pairs, partitions));
    }

    public DoubleRdd parallelizeDoubles(List<Double> numbers) {
        return DoubleRdd.fromRdd(parallelize(numbers));
    }

    public DoubleRdd parallelizeDoubles(List<Double> numbers, int partitions) {
        return DoubleRdd.fromRdd(parallelize(numbers, partitions));
    }

    /** No element, in no partition. */
    @SuppressWarnings("InconsistentOverloads")
    public <T> Rdd<T> emptyRdd() {
        return backend.get().parallelize(List.of(), this);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final <T> Rdd<T> union(Rdd<T>... rdds) {
        return all(Arrays.asList(Given.checked(rdds, "list of data")));
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final <K, V> PairRdd<K, V> union(PairRdd<K, V>... rdds) {
        return all(Arrays.asList(Given.checked(rdds, "list of data")));
    }

    @SuppressWarnings("varargs") // the array is only read
    public DoubleRdd union(DoubleRdd... rdds) {
        return all(Arrays.asList(Given.checked(rdds, "list of data")));
    }

    private static <T, S extends RddKind<T, S>> S all(List<S> rdds) {
        if (rdds.isEmpty()) throw new IllegalArgumentException("union() of no data: give one or more");
        S all = rdds.get(0);
        for (S next : rdds.subList(1, rdds.size())) all = all.union(next);
        return all;
    }

    /**
     * The lines of a file, or of the files in a directory in the order of their names, those that begin with a dot or an underscore left out.
     * A path may be a pattern, or several paths behind commas. Which files there are is looked at now; they are read by actions, a partition
     * each.
     */
    public Rdd<String> textFile(String path) {
        return files(path).flatMap(file -> lines(Path.of(file)));
    }

    /**
     * As {@link #textFile(String)}.
     *
     * @param minPartitions without meaning: a file is read as a whole, and {@code repartition} deals its lines
     */
    public Rdd<String> textFile(String path, @SuppressWarnings("unused") int minPartitions) {
        return textFile(path);
    }

    /** The files of a directory, or of what else {@link #textFile(String)} takes: the path of each with its text. */
    public PairRdd<String, String> wholeTextFiles(String directory) {
        return files(directory).mapToPair(file -> new Tuple2<>(file, Files.readString(Path.of(file))));
    }

    /** What {@link RddActions#saveAsObjectFile} wrote. */
    @SuppressWarnings({"unchecked", "NullAway"}) // the caller knows what was written
    public <T> Rdd<T> objectFile(String directory) {
        return files(directory).flatMap(file -> (Iterator<T>)
                (Iterator<?>) ObjectFile.read(Path.of(file), conf().kryo()).iterator());
    }

    /** Names of files, a partition each. */
    private Rdd<String> files(String path) {
        List<String> files = new ArrayList<>();
        try {
            for (Path file : DataFiles.of(path)) files.add(file.toString());
        } catch (IOException e) {
            throw new StreamingException("input path " + path + " could not be read: " + e, e);
        }
        return files.isEmpty() ? emptyRdd() : parallelize(files, files.size());
    }

    private static Iterator<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).iterator();
    }

    // ---- shared by functions

    public <T> Broadcast<T> broadcast(T value) {
        return new Broadcast<>(value);
    }

    public LongAccumulator longAccumulator() {
        return new LongAccumulator(null);
    }

    public LongAccumulator longAccumulator(String name) {
        return new LongAccumulator(name);
    }

    public DoubleAccumulator doubleAccumulator() {
        return new DoubleAccumulator(null);
    }

    public DoubleAccumulator doubleAccumulator(String name) {
        return new DoubleAccumulator(name);
    }

    public <T> CollectionAccumulator<T> collectionAccumulator() {
        return new CollectionAccumulator<>(null);
    }

    public <T> CollectionAccumulator<T> collectionAccumulator(String name) {
        return new CollectionAccumulator<>(name);
    }

    /** A sum of ints, as Spark 1.x has it. */
    public Accumulator<Integer> accumulator(int first) {
        return new Accumulator<>(first, 0, Integer::sum, null);
    }

    public Accumulator<Integer> accumulator(int first, String name) {
        return new Accumulator<>(first, 0, Integer::sum, name);
    }

    /** A sum of doubles, as Spark 1.x has it. */
    public Accumulator<Double> accumulator(double first) {
        return new Accumulator<>(first, 0.0, Double::sum, null);
    }

    public Accumulator<Double> accumulator(double first, String name) {
        return new Accumulator<>(first, 0.0, Double::sum, name);
    }

    /**
     * Values put together by a function of the user's.
     *
     * @param zero what changes nothing; it cannot be changed
     * @param merge may be called in any grouping
     */
    public <T> Accumulator<T> accumulator(T zero, Function2<T, T, T> merge, String name) {
        return new Accumulator<>(zero, zero, Given.checked(merge, "function"), name);
    }
}
