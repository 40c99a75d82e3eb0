package io.headrace.exec.rdd;

import io.headrace.PairRdd;
import io.headrace.Rdd;
import io.headrace.function.Function;
import java.util.Comparator;

/**
 * A batch's data as the user sees it.
 *
 * <p><b>Threading:</b> see {@link Rdd}.
 */
final class RddHandle<T> extends RddBase<T, Rdd<T>> implements Rdd<T> {
    RddHandle(Home home, Rows rows) {
        super(home, rows);
    }

    @Override
    Rdd<T> same(Home home, Rows made) {
        return new RddHandle<>(home, made);
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays have no type parameters
    Rdd<T>[] array(int length) {
        return new Rdd[length];
    }

    @Override
    public <K extends Comparable<? super K>> Rdd<T> sortBy(Function<T, K> keyOf, boolean ascending, int partitions) {
        Rows pairs = keyed("sortBy", keyOf);
        Rows sorted = sorted("sortBy", pairs, Comparator.<K>naturalOrder(), ascending, partitions);
        return rdd(new StepRows(
                "sortBy",
                sorted,
                false,
                next -> pair -> next.accept(Pairs.of(pair)._2())));
    }

    @Override
    public <K, V> PairRdd<K, V> uncheckedPairs() {
        return pairs(rows());
    }
}
