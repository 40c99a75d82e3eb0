package io.headrace.exec.rdd;

import io.headrace.DoubleRdd;
import io.headrace.PairRdd;
import io.headrace.Rdd;
import io.headrace.exec.data.Worker;
import io.headrace.exec.spill.HeldRows;
import io.headrace.exec.spill.Placing;
import io.headrace.exec.spill.SpillScope;

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

    /** Of what operations on this data hold. */
    SpillScope scope() {
        return tasks.scope();
    }

    /** For rows that pass through: on the heap as long as that has room, then on the disk. */
    HeldRows newHeld(String word) {
        return HeldRows.onHeapFirst(Placing.DISK, scope(), scope().space().anyType(), word + " on " + life);
    }

    /** The rows of a partition, for an operation that iterates over them. */
    HeldRows held(String word, Rows rows, int partition, Worker worker) throws Exception {
        HeldRows held = newHeld(word);
        try {
            rows.push(partition, held, worker);
            return held.seal();
        } catch (Throwable t) {
            held.close();
            throw t;
        }
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
