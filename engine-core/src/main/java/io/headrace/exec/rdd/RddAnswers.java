package io.headrace.exec.rdd;

import io.headrace.RddActions;
import io.headrace.exec.data.PushEnded;
import io.headrace.exec.data.Worker;
import io.headrace.exec.spill.HeldRows;
import io.headrace.exec.spill.Owned;
import io.headrace.file.LocalPaths;
import io.headrace.file.NotWrittenException;
import io.headrace.file.ObjectFormat;
import io.headrace.file.OutputDirectory;
import io.headrace.file.RecordFormat;
import io.headrace.function.Function;
import io.headrace.function.Function2;
import io.headrace.function.VoidFunction;
import io.headrace.memory.codec.object.KryoRegistry;
import io.headrace.plan.Given;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/**
 * What a batch's data answers when it is asked.
 *
 * <p><b>Threading:</b> see {@link RddActions}.
 */
@SuppressWarnings({"unchecked", "NullAway"}) // rows have no types, which the API has checked, and may be null
abstract class RddAnswers<T> extends RddData implements RddActions<T> {
    RddAnswers(Home home, Rows rows) {
        super(home, rows);
    }

    @Override
    public long count() {
        Rows counted = rows();
        return action("count", counted, () -> {
            long total = 0;
            for (long[] part : tasks().each(counted, RddAnswers::countOf)) total += part[0];
            return total;
        });
    }

    static long[] countOf(Rows rows, int partition, Worker worker) throws Exception {
        return new long[] {rows.count(partition, worker)};
    }

    @Override
    public boolean isEmpty() {
        Rows looked = rows();
        return action("isEmpty", looked, () -> {
            boolean[] any = new boolean[1];
            tasks().here(looked, row -> {
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
                "empty collection: " + word + "() on " + life() + ", which has no element; ask isEmpty() before");
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
            tasks().here(taken, row -> {
                first.add((T) Owned.of(row));
                if (first.size() == number) throw PushEnded.NOW;
            });
            return first;
        });
    }

    @Override
    public List<T> top(int number, Comparator<? super T> order) {
        return smallest(
                "top", number, (Comparator<T>) Given.checked(order, "order").reversed());
    }

    @Override
    public List<T> top(int number) {
        return smallest("top", number, (Comparator<T>) Comparator.naturalOrder().reversed());
    }

    @Override
    public List<T> takeOrdered(int number, Comparator<? super T> order) {
        return smallest("takeOrdered", number, (Comparator<T>) Given.checked(order, "order"));
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
            List<Smallest<T>> parts = tasks().each(all, (rows, partition, worker) -> {
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
            for (List<Object> part : tasks().collect(all)) collected.addAll((List<T>) part);
            return collected;
        });
    }

    @Override
    public Map<T, Long> countByValue() {
        Rows all = objects("countByValue");
        return action("countByValue", all, () -> counted(all, row -> (T) row));
    }

    final <K> Map<K, Long> counted(Rows all, java.util.function.Function<Object, K> keyOf) throws Exception {
        List<Map<K, Long>> parts = tasks().each(all, (rows, partition, worker) -> {
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
            List<Running> parts = tasks().each(all, (rows, partition, worker) -> {
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
    public T treeReduce(Function2<T, T, T> function) {
        return reduced("treeReduce", function);
    }

    @Override
    public T treeReduce(Function2<T, T, T> function, int depth) {
        checkDepth("treeReduce", depth);
        return reduced("treeReduce", function);
    }

    private static void checkDepth(String word, int depth) {
        if (depth < 1) throw new IllegalArgumentException(word + ": the depth is " + depth + "; give 1 or more");
    }

    @Override
    public T fold(T zero, Function2<T, T, T> function) {
        return folded("fold", zero, function, function);
    }

    @Override
    public <U> U aggregate(U zero, Function2<U, T, U> add, Function2<U, U, U> merge) {
        return folded("aggregate", zero, add, merge);
    }

    @Override
    public <U> U treeAggregate(U zero, Function2<U, T, U> add, Function2<U, U, U> merge) {
        return folded("treeAggregate", zero, add, merge);
    }

    @Override
    public <U> U treeAggregate(U zero, Function2<U, T, U> add, Function2<U, U, U> merge, int depth) {
        checkDepth("treeAggregate", depth);
        return folded("treeAggregate", zero, add, merge);
    }

    private <U> U folded(String word, U zero, Function2<?, ?, ?> add, Function2<?, ?, ?> merge) {
        Rows all = rows();
        Zero zeros = Zero.of(word, zero);
        Function2<Object, Object, Object> namedAdd = calls(word).of2(add);
        Function2<Object, Object, Object> namedMerge = calls(word).of2(merge);
        return action(word, all, () -> {
            List<Running> parts = tasks().each(all, (rows, partition, worker) -> {
                Running part = new Running(namedAdd).from(zeros.get());
                rows.push(partition, part::add, worker);
                return part;
            });
            Running total = new Running(namedMerge).from(zeros.get());
            for (Running part : parts) total.add(part.value);
            return (U) total.value;
        });
    }

    @Override
    public T max(Comparator<? super T> order) {
        Given.checked(order, "order");
        return reduced("max", (a, b) -> order.compare(a, b) >= 0 ? a : b);
    }

    @Override
    public T min(Comparator<? super T> order) {
        Given.checked(order, "order");
        return reduced("min", (a, b) -> order.compare(a, b) <= 0 ? a : b);
    }

    @Override
    public void foreach(VoidFunction<T> function) {
        Given.checked(function, "function");
        Rows all = rows();
        Function<Object, Object> named = calls("foreach").of((Object row) -> {
            function.call((T) row);
            return "";
        });
        action(
                "foreach",
                all,
                () -> tasks().each(all, (rows, partition, worker) -> {
                    rows.push(partition, named::call, worker);
                    return "";
                }));
    }

    @Override
    public void foreachPartition(VoidFunction<Iterator<T>> function) {
        Given.checked(function, "function");
        Rows all = objects("foreachPartition");
        Function<Object, Object> named = calls("foreachPartition").of((Object rows) -> {
            function.call((Iterator<T>) rows);
            return "";
        });
        action(
                "foreachPartition",
                all,
                () -> tasks().each(all, (rows, partition, worker) -> {
                    try (HeldRows part = home().held("foreachPartition", rows, partition, worker)) {
                        return named.call(part.iterator());
                    }
                }));
    }

    @Override
    public List<T> takeSample(boolean withReplacement, int number) {
        return takeSample(withReplacement, number, seed());
    }

    @Override
    public List<T> takeSample(boolean withReplacement, int number, long seed) {
        if (number < 0) throw new IllegalArgumentException("takeSample of " + number + " elements: give 0 or more");
        List<T> all = collect();
        Random random = new Random(seed);
        if (!withReplacement) {
            Collections.shuffle(all, random);
            return new ArrayList<>(all.subList(0, Math.min(number, all.size())));
        }
        List<T> drawn = new ArrayList<>();
        for (int i = 0; i < number && !all.isEmpty(); i++) drawn.add(all.get(random.nextInt(all.size())));
        return drawn;
    }

    /** The batch's own, so that the batch gives the same when it is run again. */
    final long seed() {
        return life() == Life.ENDLESS ? ThreadLocalRandom.current().nextLong() : life().seed();
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes", "NullAway"}) // arrays have no type parameters
    public List<T>[] collectPartitions(int[] partitions) {
        Given.checked(partitions, "list of partitions");
        Rows all = objects("collectPartitions");
        return action("collectPartitions", all, () -> {
            List<T>[] found = new List[partitions.length];
            for (int i = 0; i < partitions.length; i++)
                found[i] = (List<T>) tasks().partition(all, Objects.checkIndex(partitions[i], all.partitions()));
            return found;
        });
    }

    @Override
    public Iterator<T> toLocalIterator() {
        Rows all = objects("toLocalIterator");
        int count = action("toLocalIterator", all, all::partitions);
        return IntStream.range(0, count)
                .boxed()
                .flatMap(partition ->
                        action("toLocalIterator", all, () -> (List<T>) tasks().partition(all, partition)).stream())
                .iterator();
    }

    @Override
    public void saveAsTextFile(String directory) {
        save("saveAsTextFile", directory, RecordFormat.text(), false);
    }

    @Override
    public void saveAsObjectFile(String directory) {
        KryoRegistry registry = tasks().context().conf().kryo();
        save("saveAsObjectFile", directory, new ObjectFormat(registry), false);
    }

    @Override
    public void saveAsFiles(String directory, RecordFormat<? super T> format, boolean replaces) {
        save("saveAsFiles", directory, format, replaces);
    }

    private void save(String word, String directory, RecordFormat<? super T> format, boolean replaces) {
        Given.checked(format, "format");
        Path place = LocalPaths.of(word + " to", directory);
        Rows all = objects(word);
        Calls calls = calls(word + " to " + directory);
        action(word, all, () -> {
            try (OutputDirectory output = OutputDirectory.begin(place, replaces)) {
                tasks().each(all, (rows, partition, worker) -> {
                    try (HeldRows part = home().held(word, rows, partition, worker)) {
                        try {
                            output.part(partition, out -> format.write((Iterator<T>) part.iterator(), out));
                        } catch (IOException e) {
                            throw notWritten(directory, e);
                        } catch (Exception e) {
                            throw calls.failed(e);
                        }
                    }
                    return "";
                });
                output.commit();
            } catch (FileAlreadyExistsException e) {
                throw e; // it will be there the next time as well
            } catch (IOException e) {
                throw notWritten(directory, e);
            }
            return "";
        });
    }

    private static NotWrittenException notWritten(String directory, IOException cause) {
        return new NotWrittenException(directory + " could not be written: " + cause, cause);
    }

    @Override
    public CompletableFuture<Long> countAsync() {
        return done(this::count);
    }

    @Override
    public CompletableFuture<List<T>> collectAsync() {
        return done(this::collect);
    }

    @Override
    public CompletableFuture<List<T>> takeAsync(int number) {
        return done(() -> take(number));
    }

    @Override
    public CompletableFuture<Void> foreachAsync(VoidFunction<T> function) {
        Given.checked(function, "function");
        return done(() -> {
            foreach(function);
            return null;
        });
    }

    @Override
    public CompletableFuture<Void> foreachPartitionAsync(VoidFunction<Iterator<T>> function) {
        Given.checked(function, "function");
        return done(() -> {
            foreachPartition(function);
            return null;
        });
    }

    private static <R> CompletableFuture<R> done(Callable<R> body) {
        CompletableFuture<R> future = new CompletableFuture<>();
        try {
            future.complete(body.call());
        } catch (Exception e) { // whoever asks the future is told
            future.completeExceptionally(e);
        }
        return future;
    }
}
