package io.headrace.exec.rdd;

import io.headrace.PairRdd;
import io.headrace.Partitioner;
import io.headrace.Rdd;
import io.headrace.RddLike;
import io.headrace.StreamingException;
import io.headrace.Tuple2;
import io.headrace.exec.data.PushEnded;
import io.headrace.exec.data.Worker;
import io.headrace.function.FlatMapFunction;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.function.PairFlatMapFunction;
import io.headrace.function.PairFunction;
import io.headrace.function.VoidFunction;
import io.headrace.plan.Combine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * What {@link RddHandle} and {@link PairRddHandle} have in common.
 *
 * <p><b>Threading:</b> see {@link RddLike}.
 */
@SuppressWarnings({"unchecked", "NullAway"}) // rows have no types, which the API has checked, and may be null
abstract class RddBase<T> implements RddLike<T> {
    private final Tasks tasks;
    private final Life life;
    private final Rows rows;

    RddBase(Tasks tasks, Life life, Rows rows) {
        this.tasks = tasks;
        this.life = life;
        this.rows = rows;
    }

    final Tasks tasks() {
        return tasks;
    }

    final Life life() {
        return life;
    }

    final Rows rows() {
        life.check();
        return rows;
    }

    /** Rows that outlive the call in which they are pushed. */
    final Rows objects(String word) {
        Rows checked = rows();
        if (checked.areViews())
            throw new StreamingException(
                    word + "() keeps elements, and these are views, which are valid during a call only:"
                            + " make objects of them first, such as map(view -> view.toString())");
        return checked;
    }

    final <U> Rdd<U> rdd(Rows made) {
        return new RddHandle<>(tasks, life, made);
    }

    final <K, V> PairRdd<K, V> pairs(Rows made) {
        return new PairRddHandle<>(tasks, life, made);
    }

    final Calls calls(String word) {
        return new Calls(word, life);
    }

    // ---- transformations

    final Rows mapped(String word, Function<?, ?> function) {
        Function<Object, Object> named = calls(word).of(function);
        return new StepRows(word, rows(), false, next -> row -> next.accept(named.call(row)));
    }

    final Rows filtered(Function<?, Boolean> function) {
        Function<Object, Object> named = calls("filter").of(function);
        return new StepRows("filter", rows(), rows.areViews(), next -> row -> {
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
        return new PartitionRows(word, objects(word), named::call);
    }

    private static <A, B> FlatMapFunction<A, B> plain(PairFlatMapFunction<?, ?, ?> function) {
        PairFlatMapFunction<A, Object, Object> pairs = (PairFlatMapFunction<A, Object, Object>) function;
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
    public Rdd<List<T>> glom() {
        FlatMapFunction<Iterator<Object>, Object> whole = values -> {
            List<Object> list = new ArrayList<>();
            values.forEachRemaining(list::add);
            return List.<Object>of(list).iterator();
        };
        return rdd(new PartitionRows("glom", objects("glom"), whole));
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
        return pairs(new KeyedRows("groupBy", keyed("groupBy", keyOf), Calls.group(), byDefault()));
    }

    final Placement byDefault() {
        return new Placement(tasks.defaultPartitions(), null);
    }

    final Rows combined(String word, Combine combine, Placement placement) {
        return new KeyedRows(word, objects(word), combine, placement);
    }

    static Placement into(int partitions) {
        return new Placement(partitions, null);
    }

    static Placement by(Partitioner partitioner) {
        return Placement.of(partitioner);
    }

    final Rows together(RddLike<?> other) {
        return new UnionRows(List.of(rows(), ((RddBase<?>) other).rows()));
    }

    final Rows distinctRows(int partitions) {
        Rows keys = keyed("distinct", row -> row);
        Combine first = new Combine(row -> row, (kept, row) -> kept, (kept, row) -> kept, false);
        Rows once = new KeyedRows("distinct", keys, first, into(partitions));
        return new StepRows(
                "distinct",
                once,
                false,
                next -> pair -> next.accept(Pairs.of(pair)._2()));
    }

    final Rows sorted(String word, Rows pairs, Comparator<?> order, boolean ascending, int partitions) {
        Comparator<Object> users = (Comparator<Object>) order;
        Calls calls = calls(word);
        Comparator<Object> named = (a, b) -> {
            try {
                return ascending ? users.compare(a, b) : users.compare(b, a);
            } catch (RuntimeException e) {
                throw calls.failed(e);
            }
        };
        return new SortedRows(word, pairs, partitions, named);
    }

    final Rows dealt(int partitions) {
        return new DealtRows(objects("repartition"), partitions);
    }

    final Rows coalesced(int partitions) {
        if (partitions < 1)
            throw new IllegalArgumentException("coalesce(" + partitions + "): give 1 or more partitions");
        return new CoalescedRows(rows(), partitions);
    }

    // ---- actions

    final <R> R action(String word, Rows of, Callable<R> body) {
        return Tasks.action(word, () -> {
            of.prepare(tasks);
            return body.call();
        });
    }

    @Override
    public long count() {
        Rows counted = rows();
        return action("count", counted, () -> {
            long total = 0;
            for (long[] part : tasks.each(counted, RddBase::countOf)) total += part[0];
            return total;
        });
    }

    private static long[] countOf(Rows rows, int partition, Worker worker) throws Exception {
        long[] count = new long[1];
        rows.push(partition, row -> count[0]++, worker);
        return count;
    }

    @Override
    public boolean isEmpty() {
        Rows looked = rows();
        return action("isEmpty", looked, () -> {
            boolean[] any = new boolean[1];
            tasks.here(looked, row -> {
                any[0] = true;
                throw PushEnded.NOW;
            });
            return !any[0];
        });
    }

    @Override
    public T first() {
        List<T> one = take("first", 1);
        if (one.isEmpty()) throw empty("first");
        return one.get(0);
    }

    private UnsupportedOperationException empty(String word) {
        return new UnsupportedOperationException(
                "empty collection: " + word + "() on " + life + ", which has no element; ask isEmpty() before");
    }

    @Override
    public List<T> take(int number) {
        return take("take", number);
    }

    private List<T> take(String word, int number) {
        Rows taken = objects(word);
        return action(word, taken, () -> {
            List<T> first = new ArrayList<>();
            if (number <= 0) return first;
            tasks.here(taken, row -> {
                first.add((T) row);
                if (first.size() == number) throw PushEnded.NOW;
            });
            return first;
        });
    }

    @Override
    public List<T> top(int number, Comparator<? super T> order) {
        return smallest("top", number, (Comparator<T>) order.reversed());
    }

    @Override
    public List<T> top(int number) {
        return smallest("top", number, (Comparator<T>) Comparator.naturalOrder().reversed());
    }

    @Override
    public List<T> takeOrdered(int number, Comparator<? super T> order) {
        return smallest("takeOrdered", number, (Comparator<T>) order);
    }

    @Override
    public List<T> takeOrdered(int number) {
        return smallest("takeOrdered", number, (Comparator<T>) Comparator.naturalOrder());
    }

    private List<T> smallest(String word, int number, Comparator<T> order) {
        Rows all = objects(word);
        Calls calls = calls(word);
        return action(word, all, () -> {
            Smallest<T> merged = new Smallest<>(number, order, calls);
            List<Smallest<T>> parts = tasks.each(all, (rows, partition, worker) -> {
                Smallest<T> part = new Smallest<>(number, order, calls);
                rows.push(partition, row -> part.add((T) row), worker);
                return part;
            });
            for (Smallest<T> part : parts) part.ordered().forEach(merged::add);
            return merged.ordered();
        });
    }

    @Override
    public List<T> collect() {
        Rows all = objects("collect");
        return action("collect", all, () -> {
            List<T> collected = new ArrayList<>();
            for (List<Object> part : tasks.collect(all)) collected.addAll((List<T>) part);
            return collected;
        });
    }

    @Override
    public Map<T, Long> countByValue() {
        Rows all = objects("countByValue");
        return action("countByValue", all, () -> counted(all, row -> (T) row));
    }

    final <K> Map<K, Long> counted(Rows all, java.util.function.Function<Object, K> keyOf) throws Exception {
        List<Map<K, Long>> parts = tasks.each(all, (rows, partition, worker) -> {
            Map<K, Long> counts = new LinkedHashMap<>();
            rows.push(partition, row -> counts.merge(keyOf.apply(row), 1L, Long::sum), worker);
            return counts;
        });
        Map<K, Long> total = new LinkedHashMap<>();
        for (Map<K, Long> part : parts) part.forEach((key, count) -> total.merge(key, count, Long::sum));
        return total;
    }

    @Override
    public T reduce(Function2<T, T, T> function) {
        return reduced("reduce", function);
    }

    private T reduced(String word, Function2<T, T, T> function) {
        Rows all = objects(word);
        Function2<Object, Object, Object> named = calls(word).of2(function);
        return action(word, all, () -> {
            List<Running> parts = tasks.each(all, (rows, partition, worker) -> {
                Running part = new Running(named);
                rows.push(partition, part::add, worker);
                return part;
            });
            Running total = new Running(named);
            for (Running part : parts) {
                if (part.any) total.add(part.value);
            }
            if (!total.any) throw empty(word);
            return (T) total.value;
        });
    }

    @Override
    public T fold(T zero, Function2<T, T, T> function) {
        return folded("fold", zero, function, function);
    }

    @Override
    public <U> U aggregate(U zero, Function2<U, T, U> add, Function2<U, U, U> merge) {
        return folded("aggregate", zero, add, merge);
    }

    private <U> U folded(String word, U zero, Function2<?, ?, ?> add, Function2<?, ?, ?> merge) {
        Rows all = rows();
        Function2<Object, Object, Object> namedAdd = calls(word).of2(add);
        Function2<Object, Object, Object> namedMerge = calls(word).of2(merge);
        return action(word, all, () -> {
            List<Running> parts = tasks.each(all, (rows, partition, worker) -> {
                Running part = new Running(namedAdd).from(zero);
                rows.push(partition, part::add, worker);
                return part;
            });
            Running total = new Running(namedMerge).from(zero);
            for (Running part : parts) total.add(part.value);
            return (U) total.value;
        });
    }

    @Override
    public T max(Comparator<? super T> order) {
        return reduced("max", (a, b) -> order.compare(a, b) >= 0 ? a : b);
    }

    @Override
    public T min(Comparator<? super T> order) {
        return reduced("min", (a, b) -> order.compare(a, b) <= 0 ? a : b);
    }

    @Override
    public void foreach(VoidFunction<T> function) {
        Rows all = rows();
        Function<Object, Object> named = calls("foreach").of((Object row) -> {
            function.call((T) row);
            return "";
        });
        action(
                "foreach",
                all,
                () -> tasks.each(all, (rows, partition, worker) -> {
                    rows.push(partition, named::call, worker);
                    return "";
                }));
    }

    @Override
    public void foreachPartition(VoidFunction<Iterator<T>> function) {
        Rows all = objects("foreachPartition");
        Function<Object, Object> named = calls("foreachPartition").of((Object rows) -> {
            function.call(((List<T>) rows).iterator());
            return "";
        });
        action(
                "foreachPartition",
                all,
                () -> tasks.each(all, (rows, partition, worker) -> named.call(Tasks.rowsOf(rows, partition, worker))));
    }

    @Override
    public int getNumPartitions() {
        return rows().partitions();
    }

    @Override
    public String batchId() {
        return life.batchId();
    }

    @Override
    public String toDebugString() {
        return Tree.of(rows());
    }

    @Override
    public String toString() {
        return "Rdd: " + rows.word() + " of " + life;
    }
}
