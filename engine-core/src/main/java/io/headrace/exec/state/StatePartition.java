package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.pass.Returned;
import io.headrace.function.FlatMapFunction;
import io.headrace.function.Function4;
import io.headrace.memory.MemoryBudget;
import io.headrace.memory.table.KeyTable;
import io.headrace.plan.Node;
import io.headrace.plan.Operator;
import io.headrace.plan.StateUpdate;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One partition of {@code updateStateByKey}: calls the user's function with the new values and the state of every key that has either.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class StatePartition implements AutoCloseable {
    /** What a batch knows of one key. */
    private static final class Row {
        private final @Nullable Object key;
        private final List<Object> values;
        private Optional<Object> state = Optional.empty();
        private @Nullable Object next;

        Row(@Nullable Object key, List<Object> values) {
            this.key = key;
            this.values = values;
        }
    }

    private final Node node;
    private final StateUpdate update;
    private final PartitionStates states;
    private final KeyIndex index;
    private final List<Row> rows = new ArrayList<>();

    /** @param states of the same partition */
    public StatePartition(Node node, PartitionStates states, MemoryBudget budget) {
        this.node = node;
        this.update = ((Operator.UpdateState) node.operator()).update();
        this.states = states;
        this.index = new KeyIndex(node.describe(), budget);
    }

    /**
     * Computes the next states.
     *
     * @param news the new values of each key, as a list; null for none
     * @param time of the batch
     * @param results are given every key that has a state then
     */
    void update(@Nullable Dataset news, int partition, Object time, List<@Nullable Object> results, Worker worker)
            throws Exception {
        index.clear();
        rows.clear();
        if (news != null) news.push(partition, this::collect, worker);
        if (update instanceof StateUpdate.PerKey perKey) eachKey(perKey.function(), time, results);
        else if (update instanceof StateUpdate.PerPartition whole) allKeys(whole.function(), results);
        rows.clear();
    }

    @SuppressWarnings("unchecked") // the values of a key were grouped into a list
    private void collect(@Nullable Object row) {
        if (!(row instanceof Tuple2<?, ?> pair)) throw new IllegalStateException("a keyed result of " + row);
        int at = numberOf(pair._1());
        List<Object> values = (List<Object>) pair._2();
        if (index.isNew()) rows.add(new Row(pair._1(), values));
        else rows.get(at).values.addAll(values); // of keys that are not equal, and have the same bytes, as arrays have
    }

    private int numberOf(@Nullable Object key) {
        int keyLength = states.encodeKey(key);
        return add(states.key(), keyLength);
    }

    private int add(long key, int keyLength) {
        int at = index.add(key, keyLength);
        if (at == KeyIndex.FULL) throw states.full();
        return at;
    }

    private void eachKey(
            Function4<Object, Object, Object, Object, Optional<Object>> function,
            Object time,
            List<@Nullable Object> results) {
        states.committed().forEach((key, keyLength, bytes, length) -> {
            int at = index.find(key, keyLength);
            Row row = at == KeyIndex.ABSENT ? new Row(states.keyAt(key, keyLength), List.of()) : rows.get(at);
            row.state = Optional.ofNullable(states.stateAt(bytes, length));
            Object next = call(function, time, row);
            keep(key, keyLength, row, next, results);
        });
        KeyTable.Cursor keys = index.keys();
        for (int i = 0; keys.next(); i++) {
            Row row = rows.get(i);
            if (row.state.isPresent()) continue;
            Object next = call(function, time, row);
            if (next != null) keep(keys.keyAddress(), keys.keyLength(), row, next, results);
        }
    }

    @SuppressWarnings("NullAway") // keys may be null, and it does not see that functions take them
    private @Nullable Object call(
            Function4<Object, Object, Object, Object, Optional<Object>> function, Object time, Row row) {
        try {
            return Returned.checked(
                            function.call(time, row.key, row.values, row.state),
                            "an Optional: give Optional.empty() to forget the key")
                    .orElse(null);
        } catch (Throwable e) {
            throw OperatorFailedException.ofKey(node, row.key, e);
        }
    }

    @SuppressWarnings("NullAway") // keys may be null, and it does not see that pairs take them
    private void keep(long key, int keyLength, Row row, @Nullable Object next, List<@Nullable Object> results) {
        if (next == null) {
            states.remove(key, keyLength);
        } else {
            states.set(key, keyLength, next);
            results.add(new Tuple2<>(row.key, next));
        }
    }

    private void allKeys(FlatMapFunction<Iterator<Object>, Object> function, List<@Nullable Object> results) {
        states.committed().forEach((key, keyLength, bytes, length) -> {
            int at = add(key, keyLength);
            if (index.isNew()) rows.add(new Row(states.keyAt(key, keyLength), List.of()));
            rows.get(at).state = Optional.ofNullable(states.stateAt(bytes, length));
        });
        try {
            Iterator<Object> given = Returned.checked(
                    function.call(
                            rows.stream().<Object>map(StatePartition::shown).iterator()),
                    "an iterator");
            while (given.hasNext()) take(given.next());
        } catch (Throwable e) {
            throw OperatorFailedException.of(node, e);
        }
        KeyTable.Cursor keys = index.keys();
        for (int i = 0; keys.next(); i++) {
            Row row = rows.get(i);
            if (row.next != null || row.state.isPresent())
                keep(keys.keyAddress(), keys.keyLength(), row, row.next, results);
        }
    }

    @SuppressWarnings("NullAway") // keys may be null, and it does not see that pairs take them
    private static Tuple2<@Nullable Object, Tuple2<List<Object>, Optional<Object>>> shown(Row row) {
        return new Tuple2<>(row.key, new Tuple2<>(row.values, row.state));
    }

    /** A pair that the function gives. */
    private void take(@Nullable Object given) {
        if (!(given instanceof Tuple2<?, ?> pair) || pair._2() == null)
            throw new IllegalStateException("it gives " + given + ", not a pair of a key and its state");
        int keyLength = states.encodeKey(pair._1());
        int at = index.find(states.key(), keyLength);
        if (at == KeyIndex.ABSENT)
            throw new IllegalStateException("it gives a state to key " + pair._1()
                    + ", which it was not shown: give states to keys of the partition only");
        Row row = rows.get(at);
        if (row.next != null)
            throw new IllegalStateException(
                    "it gives two states to key " + pair._1() + ": give one, or none to forget the key");
        row.next = pair._2();
    }

    @Override
    public void close() {
        index.close();
    }
}
