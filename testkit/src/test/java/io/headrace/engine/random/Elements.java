package io.headrace.engine.random;

import io.headrace.Tuple2;
import java.util.List;

/** The elements of random streams. */
final class Elements {
    /** A pair with its types. */
    record Pair(String key, long value) {}

    private Elements() {}

    static Pair pair(Object element) {
        Tuple2<?, ?> tuple = (Tuple2<?, ?>) element;
        return new Pair((String) tuple._1(), (Long) tuple._2());
    }

    static Object pair(String key, long value) {
        return new Tuple2<>(key, value);
    }

    /** A number that tells lists apart, by their order too. */
    static long digest(Iterable<Long> values) {
        long digest = 17;
        for (long value : values) digest = digest * 31 + value;
        return digest;
    }

    /** As {@link #digest}, whatever the order. */
    static long sortedDigest(Iterable<Long> values) {
        List<Long> sorted = new java.util.ArrayList<>();
        values.forEach(sorted::add);
        sorted.sort(null);
        return digest(sorted);
    }
}
