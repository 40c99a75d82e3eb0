package io.headrace.exec.rdd;

import io.headrace.PairRdd;
import io.headrace.Partitioner;
import io.headrace.Rdd;
import io.headrace.StreamingException;
import io.headrace.Tuple2;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.fold.KeyedNumbers;
import io.headrace.exec.spill.Owned;
import io.headrace.function.FlatMapFunction;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.function.LongDoubleVisitor;
import io.headrace.function.LongLongVisitor;
import io.headrace.function.TextDoubleVisitor;
import io.headrace.function.TextLongVisitor;
import io.headrace.plan.Given;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A batch's data of pairs as the user sees it.
 *
 * <p><b>Threading:</b> see {@link PairRdd}.
 */
@SuppressWarnings({"unchecked", "NullAway"}) // rows have no types, which the API has checked, and may be null
final class PairRddHandle<K, V> extends PairRddJoins<K, V> implements PairRdd<K, V> {
    PairRddHandle(Home home, Rows rows) {
        super(home, rows);
    }

    @Override
    PairRdd<K, V> same(Home home, Rows made) {
        return new PairRddHandle<>(home, made);
    }

    @Override
    @SuppressWarnings("rawtypes") // arrays have no type parameters
    PairRdd<K, V>[] array(int length) {
        return new PairRdd[length];
    }

    @Override
    public Rdd<Tuple2<K, V>> toRdd() {
        return rdd(rows());
    }

    @Override
    public Rdd<K> keys() {
        return rdd(new StepRows(
                "keys", rows(), false, next -> row -> next.accept(Pairs.of(row)._1())));
    }

    @Override
    public Rdd<V> values() {
        return rdd(new StepRows(
                "values",
                rows(),
                false,
                next -> row -> next.accept(Pairs.of(row)._2())));
    }

    @Override
    public <W> PairRdd<K, W> mapValues(Function<V, W> function) {
        Function<Object, Object> named = calls("mapValues").of(function);
        return pairs(new StepRows("mapValues", rows(), false, next -> row -> {
            Tuple2<Object, Object> pair = Pairs.of(row);
            next.accept(new Tuple2<>(pair._1(), named.call(pair._2())));
        }));
    }

    @Override
    public <W> PairRdd<K, W> flatMapValues(FlatMapFunction<V, W> function) {
        FlatMapFunction<Object, Object> named = calls("flatMapValues").many(function);
        return pairs(new StepRows("flatMapValues", rows(), false, next -> row -> {
            Tuple2<Object, Object> pair = Pairs.of(row);
            Iterator<Object> made = named.call(pair._2());
            while (made.hasNext()) next.accept(new Tuple2<>(pair._1(), made.next()));
        }));
    }

    @Override
    public PairRdd<K, V> reduceByKey(Function2<V, V, V> function) {
        return reduce(function, byDefault());
    }

    @Override
    public PairRdd<K, V> reduceByKey(Function2<V, V, V> function, int partitions) {
        return reduce(function, into(partitions));
    }

    @Override
    public PairRdd<K, V> reduceByKey(Partitioner partitioner, Function2<V, V, V> function) {
        return reduce(function, by(partitioner));
    }

    private PairRdd<K, V> reduce(Function2<V, V, V> function, Placement placement) {
        return pairs(combined("reduceByKey", calls("reduceByKey").reduce(function), placement));
    }

    @Override
    public PairRdd<K, Iterable<V>> groupByKey() {
        return pairs(combined("groupByKey", Calls.group(), byDefault()));
    }

    @Override
    public PairRdd<K, Iterable<V>> groupByKey(int partitions) {
        return pairs(combined("groupByKey", Calls.group(), into(partitions)));
    }

    @Override
    public PairRdd<K, Iterable<V>> groupByKey(Partitioner partitioner) {
        return pairs(combined("groupByKey", Calls.group(), by(partitioner)));
    }

    @Override
    public <C> PairRdd<K, C> combineByKey(
            Function<V, C> create, Function2<C, V, C> addValue, Function2<C, C, C> merge) {
        return pairs(combined("combineByKey", calls("combineByKey").combine(create, addValue, merge), byDefault()));
    }

    @Override
    public <C> PairRdd<K, C> combineByKey(
            Function<V, C> create, Function2<C, V, C> addValue, Function2<C, C, C> merge, Partitioner partitioner) {
        return pairs(combined("combineByKey", calls("combineByKey").combine(create, addValue, merge), by(partitioner)));
    }

    @Override
    public <C> PairRdd<K, C> combineByKey(
            Function<V, C> create, Function2<C, V, C> addValue, Function2<C, C, C> merge, int partitions) {
        return pairs(
                combined("combineByKey", calls("combineByKey").combine(create, addValue, merge), into(partitions)));
    }

    @Override
    public PairRdd<K, V> foldByKey(V zero, Function2<V, V, V> function) {
        return begun("foldByKey", zero, function, function, byDefault());
    }

    @Override
    public PairRdd<K, V> foldByKey(V zero, int partitions, Function2<V, V, V> function) {
        return begun("foldByKey", zero, function, function, into(partitions));
    }

    @Override
    public PairRdd<K, V> foldByKey(V zero, Partitioner partitioner, Function2<V, V, V> function) {
        return begun("foldByKey", zero, function, function, by(partitioner));
    }

    @Override
    public <U> PairRdd<K, U> aggregateByKey(U zero, Function2<U, V, U> add, Function2<U, U, U> merge) {
        return begun("aggregateByKey", zero, add, merge, byDefault());
    }

    @Override
    public <U> PairRdd<K, U> aggregateByKey(U zero, int partitions, Function2<U, V, U> add, Function2<U, U, U> merge) {
        return begun("aggregateByKey", zero, add, merge, into(partitions));
    }

    @Override
    public <U> PairRdd<K, U> aggregateByKey(
            U zero, Partitioner partitioner, Function2<U, V, U> add, Function2<U, U, U> merge) {
        return begun("aggregateByKey", zero, add, merge, by(partitioner));
    }

    private <U> PairRdd<K, U> begun(
            String word, @Nullable Object zero, Function2<?, ?, ?> add, Function2<?, ?, ?> merge, Placement placement) {
        Zero zeros = Zero.of(word, zero);
        Function2<Object, Object, Object> erased = (Function2<Object, Object, Object>) Given.checked(add, "function");
        Function<Object, Object> create = value -> erased.call(zeros.get(), value);
        return pairs(combined(word, calls(word).combine(create, add, merge), placement));
    }

    @Override
    public Map<K, V> reduceByKeyLocally(Function2<V, V, V> function) {
        String word = "reduceByKeyLocally";
        return asMap(word, combined(word, calls(word).reduce(function), into(1)));
    }

    @Override
    public PairRdd<K, V> partitionBy(Partitioner partitioner) {
        return pairs(new PlacedRows("partitionBy", objects("partitionBy"), by(partitioner), home()));
    }

    @Override
    public PairRdd<K, V> repartitionAndSortWithinPartitions(Partitioner partitioner) {
        return repartitionAndSortWithinPartitions(partitioner, (Comparator<K>) Comparator.naturalOrder());
    }

    @Override
    public PairRdd<K, V> repartitionAndSortWithinPartitions(Partitioner partitioner, Comparator<K> order) {
        String word = "repartitionAndSortWithinPartitions";
        Rows placed = new PlacedRows(word, objects(word), by(partitioner), home());
        return pairs(new SortedWithinRows(word, placed, ordered(word, order, true), home()));
    }

    @Override
    public PairRdd<K, V> filterByRange(K lower, K upper) {
        return filterByRange((Comparator<K>) Comparator.naturalOrder(), lower, upper);
    }

    @Override
    public PairRdd<K, V> filterByRange(Comparator<K> order, K lower, K upper) {
        Given.checked(order, "order");
        Function<Tuple2<K, V>, Boolean> between =
                pair -> order.compare(lower, pair._1()) <= 0 && order.compare(pair._1(), upper) <= 0;
        return pairs(filtered("filterByRange", between));
    }

    @Override
    public PairRdd<K, V> sampleByKey(boolean withReplacement, Map<K, Double> fractions) {
        return sampleByKey(withReplacement, fractions, seed());
    }

    @Override
    public PairRdd<K, V> sampleByKey(boolean withReplacement, Map<K, Double> fractions, long seed) {
        Map<K, Double> checked = new HashMap<>(Given.checked(fractions, "map of fractions"));
        checked.forEach((key, fraction) -> DrawnRows.checked("sampleByKey, key " + key, withReplacement, fraction));
        return pairs(new DrawnRows("sampleByKey", rows(), seed, (row, random) -> {
            Double fraction = checked.get((K) Pairs.of(row)._1());
            return fraction == null ? 0 : DrawnRows.times(withReplacement, fraction, random);
        }));
    }

    @Override
    public PairRdd<K, V> sortByKey() {
        return sortByKey(true);
    }

    @Override
    public PairRdd<K, V> sortByKey(boolean ascending) {
        return sort((Comparator<?>) Comparator.naturalOrder(), ascending, tasks().defaultPartitions());
    }

    @Override
    public PairRdd<K, V> sortByKey(boolean ascending, int partitions) {
        return sort((Comparator<?>) Comparator.naturalOrder(), ascending, partitions);
    }

    @Override
    public PairRdd<K, V> sortByKey(Comparator<K> order) {
        return sortByKey(order, true);
    }

    @Override
    public PairRdd<K, V> sortByKey(Comparator<K> order, boolean ascending) {
        return sort(order, ascending, tasks().defaultPartitions());
    }

    @Override
    public PairRdd<K, V> sortByKey(Comparator<K> order, boolean ascending, int partitions) {
        return sort(order, ascending, partitions);
    }

    private PairRdd<K, V> sort(Comparator<?> order, boolean ascending, int partitions) {
        return pairs(sorted("sortByKey", objects("sortByKey"), order, ascending, partitions));
    }

    @Override
    public Map<K, V> collectAsMap() {
        return asMap("collectAsMap", objects("collectAsMap"));
    }

    private Map<K, V> asMap(String word, Rows all) {
        return action(word, all, () -> {
            Map<K, V> map = new LinkedHashMap<>();
            for (List<Object> part : tasks().collect(all)) {
                for (Object row : part)
                    map.put((K) Pairs.of(row)._1(), (V) Pairs.of(row)._2());
            }
            return map;
        });
    }

    @Override
    public Map<K, Long> countByKey() {
        Rows all = objects("countByKey");
        return action(
                "countByKey", all, () -> counted(all, row -> (K) Pairs.of(row)._1()));
    }

    @Override
    public List<V> lookup(K key) {
        Rows all = objects("lookup");
        return action("lookup", all, () -> {
            List<V> found = new ArrayList<>();
            List<List<Object>> parts = tasks().each(all, (rows, partition, worker) -> {
                List<Object> values = new ArrayList<>();
                rows.push(
                        partition,
                        row -> {
                            Tuple2<Object, Object> pair = Pairs.of(row);
                            if (Objects.equals(pair._1(), key)) values.add(Owned.of(pair._2()));
                        },
                        worker);
                return values;
            });
            for (List<Object> part : parts) found.addAll((List<V>) part);
            return found;
        });
    }

    @Override
    public void forEachText(TextLongVisitor visitor) {
        Given.checked(visitor, "visitor");
        showTexts("forEachText", false, visitor);
    }

    @Override
    public void forEachTextDouble(TextDoubleVisitor visitor) {
        Given.checked(visitor, "visitor");
        showTexts("forEachTextDouble", true, (key, bits) -> visitor.visit(key, Double.longBitsToDouble(bits)));
    }

    @Override
    public void forEachLong(LongLongVisitor visitor) {
        Given.checked(visitor, "visitor");
        showLongs("forEachLong", false, visitor);
    }

    @Override
    public void forEachLongDouble(LongDoubleVisitor visitor) {
        Given.checked(visitor, "visitor");
        showLongs("forEachLongDouble", true, (key, bits) -> visitor.visit(key, Double.longBitsToDouble(bits)));
    }

    /** These two are not {@link Tasks#action} with a body: it would be an object in each batch. */
    private void showTexts(String word, boolean doubles, TextLongVisitor visitor) {
        KeyedNumbers numbers = numbers(word, true, doubles);
        Tasks.checkOutside(word);
        try {
            numbers.forEachText(visitor);
        } catch (Throwable e) {
            throw calls(word).failed(e);
        }
    }

    private void showLongs(String word, boolean doubles, LongLongVisitor visitor) {
        KeyedNumbers numbers = numbers(word, false, doubles);
        Tasks.checkOutside(word);
        try {
            numbers.forEachLong(visitor);
        } catch (Throwable e) {
            throw calls(word).failed(e);
        }
    }

    private KeyedNumbers numbers(String word, boolean text, boolean doubles) {
        Dataset dataset = rows() instanceof SourceRows source ? source.dataset() : null;
        if (!(dataset instanceof KeyedNumbers numbers))
            throw new StreamingException(
                    word + "() shows what a fold of views made, such as countByValue() of UTF-8 views, and"
                            + " this is other data: use foreach, or call it before other operations");
        if (numbers.hasTextKeys() != text || numbers.isDouble() != doubles)
            throw new StreamingException(word + "() does not fit: the keys are "
                    + (numbers.hasTextKeys() ? "texts" : "longs") + " and the numbers "
                    + (numbers.isDouble() ? "doubles" : "longs") + ": use " + fitting(numbers) + "()");
        return numbers;
    }

    private static String fitting(KeyedNumbers numbers) {
        return (numbers.hasTextKeys() ? "forEachText" : "forEachLong") + (numbers.isDouble() ? "Double" : "");
    }
}
