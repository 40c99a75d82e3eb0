package io.headrace.testkit;

import io.headrace.Time;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an output of a program gave, batch by batch. Batches are named by their times; one whose stream had no dataset is not there.
 * An assertion that fails names the batch, and says what is missing and what should not be there.
 *
 * <p><b>Threading:</b> the thread of the outputs adds, any reads. {@link StreamTest#advance} returns after everything was added.
 *
 * @param <T> the type of the elements
 */
public final class Collected<T extends @Nullable Object> {
    private final String name;
    private final TreeMap<Long, List<List<T>>> batches = new TreeMap<>();

    Collected(String name) {
        this.name = name;
    }

    synchronized void add(Time time, List<List<T>> partitions) {
        List<List<T>> copy = new ArrayList<>(partitions.size());
        for (List<T> partition : partitions) copy.add(new ArrayList<>(partition));
        if (batches.putIfAbsent(time.milliseconds(), copy) != null) {
            throw new IllegalStateException(name + " was given the batch of " + time + " a second time");
        }
    }

    /** The times of the batches that there are, ascending. */
    public synchronized List<Time> times() {
        return batches.keySet().stream().map(Time::new).toList();
    }

    /** The elements of all batches that there are, batch by batch. */
    public synchronized List<List<T>> batches() {
        List<List<T>> all = new ArrayList<>();
        for (List<List<T>> partitions : batches.values()) all.add(flat(partitions));
        return all;
    }

    /** The elements of all batches, one behind the other. */
    public List<T> elements() {
        return flat(batches());
    }

    /** The elements of the batch of this time, in the order of its partitions; null when it had no dataset, or has not been run. */
    public @Nullable List<T> at(long timeMillis) {
        List<List<T>> partitions = partitionsAt(timeMillis);
        return partitions == null ? null : flat(partitions);
    }

    /** As {@link #at}, partition by partition. */
    public synchronized @Nullable List<List<T>> partitionsAt(long timeMillis) {
        return batches.get(timeMillis);
    }

    /** The elements of the latest batch; none when there is no batch. */
    public synchronized List<T> last() {
        return batches.isEmpty() ? List.of() : flat(batches.lastEntry().getValue());
    }

    /** The batches that there are consist of these elements in this order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final void assertBatches(List<? extends T>... expected) {
        List<Time> times = times();
        List<List<T>> actual = batches();
        for (int i = 0; i < Math.min(expected.length, actual.size()); i++) {
            check(times.get(i).milliseconds(), expected[i], actual.get(i), true);
        }
        if (actual.size() == expected.length) return;
        throw new AssertionError(name + " gave " + actual.size() + " batches, at " + times + ", where "
                + expected.length + " were expected: " + actual);
    }

    /** The batch of this time consists of these elements in this order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final void assertAt(long timeMillis, T... expected) {
        check(timeMillis, Arrays.asList(expected), required(timeMillis), true);
    }

    /** The batch of this time consists of these elements. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final void assertAtInAnyOrder(long timeMillis, T... expected) {
        check(timeMillis, Arrays.asList(expected), required(timeMillis), false);
    }

    /** The latest batch consists of these elements in this order. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final void assertLast(T... expected) {
        long time = lastTime();
        check(time, Arrays.asList(expected), required(time), true);
    }

    /** The latest batch consists of these elements. */
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only read
    public final void assertLastInAnyOrder(T... expected) {
        long time = lastTime();
        check(time, Arrays.asList(expected), required(time), false);
    }

    /** The stream had no dataset at this time. */
    public void assertNothingAt(long timeMillis) {
        List<T> there = at(timeMillis);
        if (there != null) {
            throw new AssertionError(name + ", batch of " + timeMillis + " ms: there is a dataset, " + there
                    + ", where none was expected");
        }
    }

    private synchronized long lastTime() {
        if (batches.isEmpty()) throw new AssertionError(name + " has given no batch yet");
        return batches.lastKey();
    }

    private List<T> required(long timeMillis) {
        List<T> there = at(timeMillis);
        if (there != null) return there;
        throw new AssertionError(name + " gave nothing at " + timeMillis + " ms; there are batches at " + times());
    }

    private void check(long timeMillis, List<? extends T> expected, List<T> actual, boolean inOrder) {
        List<@Nullable Object> missing = without(expected, actual);
        List<@Nullable Object> unexpected = without(actual, expected);
        boolean isSame = missing.isEmpty() && unexpected.isEmpty();
        if (isSame && (!inOrder || expected.equals(actual))) return;
        String difference = isSame ? "the order differs" : "missing " + missing + ", unexpected " + unexpected;
        throw new AssertionError(name + ", batch of " + timeMillis + " ms: " + difference + System.lineSeparator()
                + "expected " + expected + System.lineSeparator() + "but was  " + actual);
    }

    /** The elements of one list that the other has fewer of, as often as it has fewer. */
    private static List<@Nullable Object> without(List<?> some, List<?> others) {
        List<@Nullable Object> left = new ArrayList<>(some);
        for (Object other : others) left.remove(other);
        return left;
    }

    private static <T extends @Nullable Object> List<T> flat(List<List<T>> lists) {
        List<T> flat = new ArrayList<>();
        for (List<T> list : lists) flat.addAll(list);
        return flat;
    }

    @Override
    public String toString() {
        return name + ": " + byTime();
    }

    private synchronized Map<Long, List<List<T>>> byTime() {
        return new TreeMap<>(batches);
    }
}
