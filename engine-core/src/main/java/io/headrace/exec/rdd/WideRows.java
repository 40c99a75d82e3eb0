package io.headrace.exec.rdd;

import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.spill.HeldRows;
import io.headrace.exec.spill.SpillScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that need all partitions of other datasets first. They are computed once, for the first action that needs them.
 *
 * <p><b>Threading:</b> see {@link Rows}.
 */
abstract class WideRows extends Rows {
    /** What was computed. */
    @FunctionalInterface
    interface Computed {
        void push(int partition, Sink sink) throws Exception;

        /** Of a list for each partition. */
        static Computed ofLists(List<? extends List<?>> lists) {
            return (partition, sink) -> {
                for (Object row : lists.get(partition)) sink.accept(row);
            };
        }
    }

    private final int partitions;
    private final Home home;
    private @Nullable Computed result;

    WideRows(String word, List<Rows> parents, int partitions, Home home) {
        super(word, parents);
        if (partitions < 1)
            throw new IllegalArgumentException(word + " in " + partitions + " partitions; give 1 or more");
        this.partitions = partitions;
        this.home = home;
    }

    abstract Computed compute(Tasks tasks) throws Exception;

    /** Of what it holds: it ends with the data. */
    final SpillScope scope() {
        return home.scope();
    }

    /** For rows that pass through: on the heap as long as that has room, then on the disk. */
    final HeldRows newHeld() {
        return home.newHeld(word());
    }

    /** The rows of each partition. */
    final List<HeldRows> held(Tasks tasks, Rows all) throws Exception {
        return tasks.each(all, (rows, partition, worker) -> home.held(word(), rows, partition, worker));
    }

    static Computed heldRows(List<HeldRows> partitions) {
        return (partition, sink) -> partitions.get(partition).push(sink);
    }

    /** In messages. */
    final String inWords() {
        return word() + " on " + home.life();
    }

    @Override
    final void prepare(Tasks tasks) throws Exception {
        if (result != null) return;
        super.prepare(tasks);
        result = compute(tasks);
    }

    @Override
    public final int partitions() {
        return partitions;
    }

    @Override
    final void show(int partition, Sink sink, Worker worker) throws Exception {
        Computed rows = result;
        if (rows == null) throw new IllegalStateException(word() + " was not prepared before its rows are read");
        rows.push(partition, sink);
    }
}
