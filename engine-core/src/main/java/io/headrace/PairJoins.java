package io.headrace;

import java.util.Optional;

/**
 * What pairs give together with other pairs of the same keys.
 *
 * <p>A result is in as many partitions as the program says, else in the context's default number; a key is in the partition of its
 * bytes, wherever it came from, or where the partitioner wants it. In a partition, keys are in the order in which they first appear: in
 * this data, then in the others. The values of a key are in their order. Nothing is computed before an action asks.
 *
 * <p>An {@code Optional} cannot hold null: an outer join of values that are null fails, and names the key.
 *
 * <p><b>Threading:</b> see {@link RddLike}.
 *
 * @param <K> the type of the keys; compared by {@code equals}
 * @param <V> the type of the values
 */
public interface PairJoins<K, V> {
    /** For each key of either: its values here, and its values there. */
    <W> PairRdd<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairRdd<K, W> other);

    <W> PairRdd<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairRdd<K, W> other, int partitions);

    <W> PairRdd<K, Tuple2<Iterable<V>, Iterable<W>>> cogroup(PairRdd<K, W> other, Partitioner partitioner);

    /** For each key of any: its values in each. */
    <W1, W2> PairRdd<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> cogroup(
            PairRdd<K, W1> second, PairRdd<K, W2> third);

    <W1, W2> PairRdd<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> cogroup(
            PairRdd<K, W1> second, PairRdd<K, W2> third, int partitions);

    <W1, W2> PairRdd<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> cogroup(
            PairRdd<K, W1> second, PairRdd<K, W2> third, Partitioner partitioner);

    /** For each key of any: its values in each. */
    <W1, W2, W3> PairRdd<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> cogroup(
            PairRdd<K, W1> second, PairRdd<K, W2> third, PairRdd<K, W3> fourth);

    <W1, W2, W3> PairRdd<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> cogroup(
            PairRdd<K, W1> second, PairRdd<K, W2> third, PairRdd<K, W3> fourth, int partitions);

    <W1, W2, W3> PairRdd<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> cogroup(
            PairRdd<K, W1> second, PairRdd<K, W2> third, PairRdd<K, W3> fourth, Partitioner partitioner);

    /** The same as {@link #cogroup(PairRdd)}. */
    default <W> PairRdd<K, Tuple2<Iterable<V>, Iterable<W>>> groupWith(PairRdd<K, W> other) {
        return cogroup(other);
    }

    /** The same as {@link #cogroup(PairRdd, PairRdd)}. */
    default <W1, W2> PairRdd<K, Tuple3<Iterable<V>, Iterable<W1>, Iterable<W2>>> groupWith(
            PairRdd<K, W1> second, PairRdd<K, W2> third) {
        return cogroup(second, third);
    }

    /** The same as {@link #cogroup(PairRdd, PairRdd, PairRdd)}. */
    default <W1, W2, W3> PairRdd<K, Tuple4<Iterable<V>, Iterable<W1>, Iterable<W2>, Iterable<W3>>> groupWith(
            PairRdd<K, W1> second, PairRdd<K, W2> third, PairRdd<K, W3> fourth) {
        return cogroup(second, third, fourth);
    }

    /** For each key of both: each of its values here with each of its values there. */
    <W> PairRdd<K, Tuple2<V, W>> join(PairRdd<K, W> other);

    <W> PairRdd<K, Tuple2<V, W>> join(PairRdd<K, W> other, int partitions);

    <W> PairRdd<K, Tuple2<V, W>> join(PairRdd<K, W> other, Partitioner partitioner);

    /** As {@link #join(PairRdd)}, and the values here whose key is not there. */
    <W> PairRdd<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairRdd<K, W> other);

    <W> PairRdd<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairRdd<K, W> other, int partitions);

    <W> PairRdd<K, Tuple2<V, Optional<W>>> leftOuterJoin(PairRdd<K, W> other, Partitioner partitioner);

    /** As {@link #join(PairRdd)}, and the values there whose key is not here. */
    <W> PairRdd<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairRdd<K, W> other);

    <W> PairRdd<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairRdd<K, W> other, int partitions);

    <W> PairRdd<K, Tuple2<Optional<V>, W>> rightOuterJoin(PairRdd<K, W> other, Partitioner partitioner);

    /** As {@link #join(PairRdd)}, and the values on either side whose key is not on the other. */
    <W> PairRdd<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairRdd<K, W> other);

    <W> PairRdd<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairRdd<K, W> other, int partitions);

    <W> PairRdd<K, Tuple2<Optional<V>, Optional<W>>> fullOuterJoin(PairRdd<K, W> other, Partitioner partitioner);

    /** The pairs whose key is not there. */
    <W> PairRdd<K, V> subtractByKey(PairRdd<K, W> other);

    <W> PairRdd<K, V> subtractByKey(PairRdd<K, W> other, int partitions);

    <W> PairRdd<K, V> subtractByKey(PairRdd<K, W> other, Partitioner partitioner);
}
