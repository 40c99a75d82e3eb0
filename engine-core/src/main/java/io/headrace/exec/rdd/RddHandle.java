package io.headrace.exec.rdd;

import io.headrace.PairRdd;
import io.headrace.Rdd;
import io.headrace.StorageLevel;
import io.headrace.function.Function;
import java.util.Comparator;

/**
 * A batch's data as the user sees it.
 *
 * <p><b>Threading:</b> see {@link Rdd}.
 */
final class RddHandle<T> extends RddBase<T> implements Rdd<T> {
    RddHandle(Tasks tasks, Life life, Rows rows) {
        super(tasks, life, rows);
    }

    @Override
    public Rdd<T> filter(Function<T, Boolean> function) {
        return rdd(filtered(function));
    }

    @Override
    public Rdd<T> union(Rdd<T> other) {
        RddBase<T> second = (RddBase<T>) other;
        Life shorter = life() == Life.ENDLESS ? second.life() : life();
        return new RddHandle<>(tasks().with(second.tasks()), shorter, together(other));
    }

    @Override
    public Rdd<T> distinct() {
        return distinct(tasks().defaultPartitions());
    }

    @Override
    public Rdd<T> distinct(int partitions) {
        return rdd(distinctRows(partitions));
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
    public Rdd<T> repartition(int partitions) {
        return rdd(dealt(partitions));
    }

    @Override
    public Rdd<T> coalesce(int partitions) {
        return rdd(coalesced(partitions));
    }

    @Override
    public Rdd<T> cache() {
        return this;
    }

    @Override
    public Rdd<T> persist(StorageLevel level) {
        return this;
    }

    @Override
    public Rdd<T> unpersist() {
        return this;
    }

    @Override
    public <K, V> PairRdd<K, V> uncheckedPairs() {
        return pairs(rows());
    }
}
