package io.headrace.exec.rdd;

import io.headrace.PairJoins;
import io.headrace.PairRdd;
import io.headrace.Partitioner;
import io.headrace.Tuple2;
import io.headrace.Tuple3;
import io.headrace.Tuple4;
import io.headrace.function.Function;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a batch's data of pairs gives together with others.
 *
 * <p><b>Threading:</b> see {@link PairJoins}.
 */
@SuppressWarnings("unchecked") // rows have no types, which the API has checked
abstract class PairRddJoins<K, V> extends RddBase<Tuple2<K, V>, PairRdd<K, V>> implements PairJoins<K, V> {
    PairRddJoins(Home home, Rows rows) {
        super(home, rows);
    }

    private <R> PairRdd<K, R> together(
            Placement placement, Function<List<Object>, Object> tuple, PairRdd<?, ?>... others) {
        Home home = home();
        List<Rows> all = new ArrayList<>();
        all.add(objects("cogroup"));
        for (PairRdd<?, ?> other : others) {
            RddData there = given(other);
            home = home.with(there.home());
            all.add(there.objects("cogroup"));
        }
        Rows grouped = new CogroupedRows("cogroup", all, placement, home);
        return home.pairs(new StepRows("cogroup", grouped, false, next -> row -> {
            Tuple2<Object, Object> pair = Pairs.of(row);
            next.accept(new Tuple2<>(pair._1(), tuple.call((List<Object>) pair._2())));
        }));
    }

    private static Object two(List<Object> values) {
        return new Tuple2<>(values.get(0), values.get(1));
    }

    private static Object three(List<Object> values) {
        return new Tuple3<>(values.get(0), values.get(1), values.get(2));
    }

    private static Object four(List<Object> values) {
        return new Tuple4<>(values.get(0), values.get(1), values.get(2), values.get(3));
    }

    private <R> PairRdd<K, R> joined(Join join, PairRdd<?, ?> other, Placement placement) {
        RddData there = given(other);
        Home both = home().with(there.home());
        return both.pairs(join.of(objects(join.word()), there.objects(join.word()), placement, both));
    }

    private PairRdd<K, V> without(PairRdd<?, ?> other, Placement placement) {
        String word = "subtractByKey";
        RddData there = given(other);
        List<Rows> both = List.of(objects(word), there.objects(word));
        Home home = home().with(there.home());
        Rows left = new StepRows(word, new CogroupedRows(word, both, placement, home), false, next -> row -> {
            Tuple2<Object, Object> pair = Pairs.of(row);
            List<List<Object>> values = (List<List<Object>>) pair._2();
            if (!values.get(1).isEmpty()) return;
            for (Object value : values.get(0)) next.accept(new Tuple2<>(pair._1(), value));
        });
        return home.pairs(left);
    }

    @Override
    public <W> PairRdd<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairRdd<K, W> other) {
        return together(byDefault(), PairRddJoins::two, other);
    }

    @Override
    public <W> PairRdd<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairRdd<K, W> other, int partitions) {
        return together(into(partitions), PairRddJoins::two, other);
    }

    @Override
    public <W> PairRdd<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairRdd<K, W> other, Partitioner partitioner) {
        return together(by(partitioner), PairRddJoins::two, other);
    }

    @Override
    public <W1, W2> PairRdd<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> cogroup(
            PairRdd<K, W1> second, PairRdd<K, W2> third) {
        return together(byDefault(), PairRddJoins::three, second, third);
    }

    @Override
    public <W1, W2> PairRdd<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> cogroup(
            PairRdd<K, W1> second, PairRdd<K, W2> third, int partitions) {
        return together(into(partitions), PairRddJoins::three, second, third);
    }

    @Override
    public <W1, W2> PairRdd<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> cogroup(
            PairRdd<K, W1> second, PairRdd<K, W2> third, Partitioner partitioner) {
        return together(by(partitioner), PairRddJoins::three, second, third);
    }

    @Override
    public <W1, W2, W3> PairRdd<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> cogroup(
            PairRdd<K, W1> second, PairRdd<K, W2> third, PairRdd<K, W3> fourth) {
        return together(byDefault(), PairRddJoins::four, second, third, fourth);
    }

    @Override
    public <W1, W2, W3> PairRdd<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> cogroup(
            PairRdd<K, W1> second, PairRdd<K, W2> third, PairRdd<K, W3> fourth, int partitions) {
        return together(into(partitions), PairRddJoins::four, second, third, fourth);
    }

    @Override
    public <W1, W2, W3> PairRdd<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> cogroup(
            PairRdd<K, W1> second, PairRdd<K, W2> third, PairRdd<K, W3> fourth, Partitioner partitioner) {
        return together(by(partitioner), PairRddJoins::four, second, third, fourth);
    }

    @Override
    public <W> PairRdd<K, Tuple2<V, W>> join(PairRdd<K, W> other) {
        return joined(Join.INNER, other, byDefault());
    }

    @Override
    public <W> PairRdd<K, Tuple2<V, W>> join(PairRdd<K, W> other, int partitions) {
        return joined(Join.INNER, other, into(partitions));
    }

    @Override
    public <W> PairRdd<K, Tuple2<V, W>> join(PairRdd<K, W> other, Partitioner partitioner) {
        return joined(Join.INNER, other, by(partitioner));
    }

    @Override
    public <W> PairRdd<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairRdd<K, W> other) {
        return joined(Join.LEFT, other, byDefault());
    }

    @Override
    public <W> PairRdd<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairRdd<K, W> other, int partitions) {
        return joined(Join.LEFT, other, into(partitions));
    }

    @Override
    public <W> PairRdd<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairRdd<K, W> other, Partitioner partitioner) {
        return joined(Join.LEFT, other, by(partitioner));
    }

    @Override
    public <W> PairRdd<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairRdd<K, W> other) {
        return joined(Join.RIGHT, other, byDefault());
    }

    @Override
    public <W> PairRdd<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairRdd<K, W> other, int partitions) {
        return joined(Join.RIGHT, other, into(partitions));
    }

    @Override
    public <W> PairRdd<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairRdd<K, W> other, Partitioner partitioner) {
        return joined(Join.RIGHT, other, by(partitioner));
    }

    @Override
    public <W> PairRdd<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairRdd<K, W> other) {
        return joined(Join.FULL, other, byDefault());
    }

    @Override
    public <W> PairRdd<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairRdd<K, W> other, int partitions) {
        return joined(Join.FULL, other, into(partitions));
    }

    @Override
    public <W> PairRdd<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(
            PairRdd<K, W> other, Partitioner partitioner) {
        return joined(Join.FULL, other, by(partitioner));
    }

    @Override
    public <W> PairRdd<K, V> subtractByKey(PairRdd<K, W> other) {
        return without(other, byDefault());
    }

    @Override
    public <W> PairRdd<K, V> subtractByKey(PairRdd<K, W> other, int partitions) {
        return without(other, into(partitions));
    }

    @Override
    public <W> PairRdd<K, V> subtractByKey(PairRdd<K, W> other, Partitioner partitioner) {
        return without(other, by(partitioner));
    }
}
