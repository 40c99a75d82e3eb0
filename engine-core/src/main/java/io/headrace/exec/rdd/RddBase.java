package io.headrace.exec.rdd;

import io.headrace.DatasetContext;
import io.headrace.DoubleRdd;
import io.headrace.PairRdd;
import io.headrace.Partitioner;
import io.headrace.Rdd;
import io.headrace.RddKind;
import io.headrace.RddLike;
import io.headrace.StorageLevel;
import io.headrace.Tuple2;
import io.headrace.function.DoubleFlatMapFunction;
import io.headrace.function.DoubleFunction;
import io.headrace.function.FlatMapFunction;
import io.headrace.function.FlatMapFunction2;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.function.PairFlatMapFunction;
import io.headrace.function.PairFunction;
import io.headrace.plan.Combine;
import io.headrace.plan.Given;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@link RddHandle} and {@link PairRddHandle} have in common.
 *
 * <p><b>Threading:</b> see {@link RddLike}.
 */
@SuppressWarnings({"unchecked", "NullAway"}) // rows have no types, which the API has checked, and may be null
abstract class RddBase<T, S extends RddKind<T, S>> extends RddAnswers<T> implements RddKind<T, S> {
    RddBase(Home home, Rows rows) {
        super(home, rows);
    }

    /** Data of this kind. */
    abstract S same(Home home, Rows made);

    final S same(Rows made) {
        return same(home(), made);
    }

    final Rows mapped(String word, Function<?, ?> function) {
        Function<Object, Object> named = calls(word).of(function);
        return new StepRows(word, rows(), false, next -> row -> next.accept(named.call(row)));
    }

    final Rows filtered(String word, Function<?, Boolean> function) {
        Function<Object, Object> named = calls(word).of(function);
        Rows all = rows();
        return new StepRows(word, all, all.areViews(), next -> row -> {
            if (Boolean.TRUE.equals(named.call(row))) next.accept(row);
        });
    }

    private Rows flattened(String word, FlatMapFunction<?, ?> function) {
        FlatMapFunction<Object, Object> named = calls(word).many(function);
        return new StepRows(word, rows(), false, next -> row -> {
            Iterator<Object> made = named.call(row);
            while (made.hasNext()) next.accept(made.next());
        });
    }

    private Rows byPartition(String word, FlatMapFunction<?, ?> function) {
        FlatMapFunction<Object, Object> named = calls(word).many(function);
        return new PartitionRows(word, objects(word), (partition, rows) -> named.call(rows), home());
    }

    private static <A, B> FlatMapFunction<A, B> plain(PairFlatMapFunction<?, ?, ?> function) {
        PairFlatMapFunction<A, Object, Object> pairs =
                (PairFlatMapFunction<A, Object, Object>) Given.checked(function, "function");
        return value -> (Iterator<B>) (Iterator<?>) pairs.call(value);
    }

    @Override
    public <R> Rdd<R> map(Function<T, R> function) {
        return rdd(mapped("map", function));
    }

    @Override
    public <R> Rdd<R> flatMap(FlatMapFunction<T, R> function) {
        return rdd(flattened("flatMap", function));
    }

    @Override
    public <K, V> PairRdd<K, V> mapToPair(PairFunction<T, K, V> function) {
        Given.checked(function, "function");
        Function<T, Object> plain = function::call;
        return pairs(mapped("mapToPair", plain));
    }

    @Override
    public <K, V> PairRdd<K, V> flatMapToPair(PairFlatMapFunction<T, K, V> function) {
        return pairs(flattened("flatMapToPair", plain(function)));
    }

    @Override
    public <R> Rdd<R> mapPartitions(FlatMapFunction<Iterator<T>, R> function) {
        return rdd(byPartition("mapPartitions", function));
    }

    @Override
    public <K, V> PairRdd<K, V> mapPartitionsToPair(PairFlatMapFunction<Iterator<T>, K, V> function) {
        return pairs(byPartition("mapPartitionsToPair", plain(function)));
    }

    @Override
    public <R> Rdd<R> mapPartitionsWithIndex(
            Function2<Integer, Iterator<T>, Iterator<R>> function,
            @SuppressWarnings("unused") boolean preservesPartitioning) {
        Given.checked(function, "function");
        String word = "mapPartitionsWithIndex";
        FlatMapFunction<Object, Object> named = calls(word).many(numbered -> {
            Tuple2<Integer, Iterator<T>> part = (Tuple2<Integer, Iterator<T>>) numbered;
            return (Iterator<Object>) function.call(part._1(), part._2());
        });
        return rdd(new PartitionRows(
                word, objects(word), (partition, rows) -> named.call(new Tuple2<>(partition, rows)), home()));
    }

    @Override
    public DoubleRdd mapToDouble(DoubleFunction<T> function) {
        Given.checked(function, "function");
        Function<T, Object> plain = function::call;
        return home().numbers(mapped("mapToDouble", plain));
    }

    @Override
    public DoubleRdd flatMapToDouble(DoubleFlatMapFunction<T> function) {
        Given.checked(function, "function");
        FlatMapFunction<T, Double> plain = function::call;
        return home().numbers(flattened("flatMapToDouble", plain));
    }

    @Override
    public DoubleRdd mapPartitionsToDouble(DoubleFlatMapFunction<Iterator<T>> function) {
        Given.checked(function, "function");
        FlatMapFunction<Iterator<T>, Double> plain = function::call;
        return home().numbers(byPartition("mapPartitionsToDouble", plain));
    }

    @Override
    public <U> PairRdd<T, U> cartesian(RddLike<U> other) {
        RddData there = given(other);
        Home home = home().with(there.home());
        return home.pairs(new ProductRows(objects("cartesian"), there.objects("cartesian"), home));
    }

    @Override
    public <U> PairRdd<T, U> zip(RddLike<U> other) {
        RddData there = given(other);
        Home home = home().with(there.home());
        return home.pairs(ZippedRows.byOne(objects("zip"), there.objects("zip"), home));
    }

    @Override
    public <U, R> Rdd<R> zipPartitions(RddLike<U> other, FlatMapFunction2<Iterator<T>, Iterator<U>, R> function) {
        RddData there = given(other);
        String word = "zipPartitions";
        Home home = home().with(there.home());
        return home.rdd(new ZippedRows(
                word, objects(word), there.objects(word), calls(word).many2(function), home));
    }

    @Override
    public PairRdd<T, Long> zipWithIndex() {
        return pairs(new NumberedRows(objects("zipWithIndex")));
    }

    @Override
    public PairRdd<T, Long> zipWithUniqueId() {
        return pairs(new UniqueRows(objects("zipWithUniqueId")));
    }

    @Override
    public Rdd<List<T>> glom() {
        PartitionRows.Whole whole = (partition, rows) -> {
            List<Object> list = new ArrayList<>();
            rows.forEachRemaining(list::add);
            return List.<Object>of(list).iterator();
        };
        return rdd(new PartitionRows("glom", objects("glom"), whole, home()));
    }

    @Override
    public <K> PairRdd<K, T> keyBy(Function<T, K> keyOf) {
        return pairs(keyed("keyBy", keyOf));
    }

    final Rows keyed(String word, Function<?, ?> keyOf) {
        Function<Object, Object> named = calls(word).of(keyOf);
        Rows whole = objects(word);
        return new StepRows(word, whole, false, next -> row -> next.accept(new Tuple2<>(named.call(row), row)));
    }

    @Override
    public <K> PairRdd<K, Iterable<T>> groupBy(Function<T, K> keyOf) {
        return groupBy(keyOf, tasks().defaultPartitions());
    }

    @Override
    public <K> PairRdd<K, Iterable<T>> groupBy(Function<T, K> keyOf, int partitions) {
        return pairs(new KeyedRows("groupBy", keyed("groupBy", keyOf), Calls.group(), into(partitions), home()));
    }

    final Rows distinctRows(int partitions) {
        Rows keys = keyed("distinct", row -> row);
        Combine first = new Combine(row -> row, (kept, row) -> kept, (kept, row) -> kept, false);
        Rows once = new KeyedRows("distinct", keys, first, into(partitions), home());
        return new StepRows(
                "distinct",
                once,
                false,
                next -> pair -> next.accept(Pairs.of(pair)._2()));
    }

    final Rows sorted(String word, Rows pairs, Comparator<?> order, boolean ascending, int partitions) {
        return new SortedRows(word, pairs, partitions, ordered(word, order, ascending), home());
    }

    /** The user's order, which names itself. */
    final Comparator<Object> ordered(String word, Comparator<?> order, boolean ascending) {
        Comparator<Object> users = (Comparator<Object>) Given.checked(order, "order");
        Calls calls = calls(word);
        return (a, b) -> {
            try {
                return ascending ? users.compare(a, b) : users.compare(b, a);
            } catch (RuntimeException e) {
                throw calls.failed(e);
            }
        };
    }

    // ---- of the same kind

    @Override
    public S filter(Function<T, Boolean> function) {
        return same(filtered("filter", function));
    }

    @Override
    public S union(S other) {
        RddData there = given(other);
        return same(home().with(there.home()), new UnionRows(List.of(rows(), there.rows())));
    }

    @Override
    public S intersection(S other) {
        return bySides(
                "intersection", other, byDefault(), (here, there) -> there.isEmpty() ? 0 : Math.min(1, here.size()));
    }

    @Override
    public S subtract(S other) {
        return without(other, byDefault());
    }

    @Override
    public S subtract(S other, int partitions) {
        return without(other, into(partitions));
    }

    @Override
    public S subtract(S other, Partitioner partitioner) {
        return without(other, by(partitioner));
    }

    private S without(S other, Placement placement) {
        return bySides("subtract", other, placement, (here, there) -> there.isEmpty() ? here.size() : 0);
    }

    /** How many of the equal elements here stay, given those there. */
    private interface Stays {
        int of(List<Object> here, List<Object> there);
    }

    private S bySides(String word, S other, Placement placement, Stays stays) {
        RddBase<?, ?> there = (RddBase<?, ?>) given(other);
        List<Rows> sides = List.of(keyed(word, element -> element), there.keyed(word, element -> element));
        Home both = home().with(there.home());
        Rows grouped = new CogroupedRows(word, sides, placement, both);
        Rows values = new StepRows(word, grouped, false, next -> row -> {
            List<List<Object>> elements = (List<List<Object>>) Pairs.of(row)._2();
            int count = stays.of(elements.get(0), elements.get(1));
            for (Object element : elements.get(0).subList(0, count)) next.accept(element);
        });
        return same(both, values);
    }

    @Override
    public S distinct() {
        return distinct(tasks().defaultPartitions());
    }

    @Override
    public S distinct(int partitions) {
        return same(distinctRows(partitions));
    }

    @Override
    public S sample(boolean withReplacement, double fraction) {
        return sample(withReplacement, fraction, seed());
    }

    @Override
    public S sample(boolean withReplacement, double fraction, long seed) {
        double checked = DrawnRows.checked("sample", withReplacement, fraction);
        return same(new DrawnRows(
                "sample", rows(), seed, (row, random) -> DrawnRows.times(withReplacement, checked, random)));
    }

    @Override
    public S[] randomSplit(double[] weights) {
        return randomSplit(weights, seed());
    }

    @Override
    public S[] randomSplit(double[] weights, long seed) {
        double total = 0;
        for (double weight : Given.checked(weights, "list of weights")) {
            if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY))
                throw new IllegalArgumentException("randomSplit: a weight is " + weight + "; give 0 or more");
            total += weight;
        }
        if (!(total > 0)) throw new IllegalArgumentException("randomSplit: the weights are all 0; give one above");
        S[] parts = array(weights.length);
        double below = 0;
        for (int i = 0; i < weights.length; i++) {
            double from = below / total;
            below += weights[i];
            double to = i == weights.length - 1 ? 1 : below / total;
            parts[i] = same(new DrawnRows("randomSplit", rows(), seed, (row, random) -> {
                double chance = random.nextDouble();
                return chance >= from && chance < to ? 1 : 0;
            }));
        }
        return parts;
    }

    /** For data of this kind. */
    abstract S[] array(int length);

    @Override
    public S repartition(int partitions) {
        return same(new DealtRows("repartition", objects("repartition"), partitions, home()));
    }

    @Override
    public S coalesce(int partitions) {
        if (partitions < 1)
            throw new IllegalArgumentException("coalesce(" + partitions + "): give 1 or more partitions");
        return same(new CoalescedRows(rows(), partitions));
    }

    @Override
    public S coalesce(int partitions, boolean shuffle) {
        return shuffle
                ? same(new DealtRows("coalesce", objects("coalesce"), partitions, home()))
                : coalesce(partitions);
    }

    // ---- keeping and naming

    /** This, as its kind. */
    private S self() {
        return (S) this;
    }

    @Override
    public S cache() {
        return persist(StorageLevel.MEMORY_ONLY);
    }

    @Override
    public S persist(StorageLevel level) {
        Given.checked(level, "storage level");
        Rows all = objects("persist");
        StorageLevel before = all.level();
        if (before.equals(level)) return self();
        if (!before.equals(StorageLevel.NONE))
            throw new UnsupportedOperationException(
                    "persist(" + level + ") of data that is kept at " + before + " already: call unpersist() before");
        if (!level.equals(StorageLevel.NONE)) all.keep(new Kept(all, level, home()));
        return self();
    }

    @Override
    public S unpersist() {
        rows().keep(null);
        return self();
    }

    @Override
    public S unpersist(@SuppressWarnings("unused") boolean blocking) {
        return unpersist();
    }

    @Override
    public StorageLevel getStorageLevel() {
        return rows().level();
    }

    @Override
    public S setName(String name) {
        rows().name(name);
        return self();
    }

    @Override
    public @Nullable String name() {
        return rows().name();
    }

    @Override
    public DatasetContext context() {
        return tasks().context();
    }

    @Override
    public int id() {
        return rows().id();
    }

    @Override
    public int getNumPartitions() {
        return rows().partitions();
    }

    @Override
    public String batchId() {
        return life().batchId();
    }

    @Override
    public String toDebugString() {
        return Tree.of(rows());
    }
}
