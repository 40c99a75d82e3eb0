package io.headrace.exec.rdd;

import io.headrace.DoubleRdd;
import io.headrace.PairRdd;
import io.headrace.Rdd;

/**
 * Where data lives: who computes it, and how long it may be used.
 *
 * <p><b>Threading:</b> immutable.
 */
record Home(Tasks tasks, Life life) {
    /** Of what is made of this data and other: it ends with the first of them that ends. */
    Home with(Home other) {
        return new Home(tasks.with(other.tasks), life == Life.ENDLESS ? other.life : life);
    }

    <T> Rdd<T> rdd(Rows rows) {
        return new RddHandle<>(this, rows);
    }

    <K, V> PairRdd<K, V> pairs(Rows rows) {
        return new PairRddHandle<>(this, rows);
    }

    DoubleRdd numbers(Rows rows) {
        return new DoubleRddHandle(this, rows);
    }
}
