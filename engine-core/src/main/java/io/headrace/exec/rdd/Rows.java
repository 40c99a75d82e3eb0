package io.headrace.exec.rdd;

import io.headrace.StorageLevel;
import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A dataset that is made of others, when it is asked for; computed anew for each who asks, unless it is kept.
 *
 * <p><b>Threading:</b> {@link #prepare} by the thread that calls an action; rows are pushed by several workers at once. Naming and
 * keeping by the thread that was given the data.
 */
abstract class Rows implements Dataset {
    private static final AtomicInteger IDS = new AtomicInteger();

    private final Object word; // made a text of only when somebody asks: batches come often
    private final List<Rows> parents;
    private final int id = IDS.getAndIncrement();
    private volatile @Nullable String name;
    private volatile @Nullable Kept kept;

    /** @param word the operation that makes it, or what says so as a text */
    Rows(Object word, List<Rows> parents) {
        this.word = word;
        this.parents = parents;
    }

    final Rows parent() {
        return parents.get(0);
    }

    final List<Rows> parents() {
        return parents;
    }

    /** Computes what must be there before rows can be pushed: all results by key, sorted and dealt ones on the way. */
    void prepare(Tasks tasks) throws Exception {
        for (Rows parent : parents) parent.prepare(tasks);
    }

    @Override
    public final void push(int partition, Sink sink, Worker worker) throws Exception {
        Kept there = kept;
        if (there == null) show(partition, sink, worker);
        else there.push(partition, sink, worker);
    }

    @Override
    public final long count(int partition, Worker worker) throws Exception {
        return kept == null ? countShown(partition, worker) : Dataset.super.count(partition, worker);
    }

    /** How many rows {@link #show} would show. */
    long countShown(int partition, Worker worker) throws Exception {
        return Dataset.super.count(partition, worker);
    }

    /** Computes the rows of a partition, and shows them in order. */
    abstract void show(int partition, Sink sink, Worker worker) throws Exception;

    /** Whether a row is a view, valid while it is pushed. */
    boolean areViews() {
        return false;
    }

    /** Shown on the way: {@link Tree}. */
    final String word() {
        return word.toString();
    }

    final int id() {
        return id;
    }

    final @Nullable String name() {
        return name;
    }

    final void name(String given) {
        name = given;
    }

    final StorageLevel level() {
        Kept there = kept;
        return there == null ? StorageLevel.NONE : there.level();
    }

    /** Keeps what is computed from now on; null: keeps it no more. */
    final void keep(@Nullable Kept home) {
        Kept before = kept;
        kept = home;
        if (before != null) before.close();
    }

    /** A sink in front of another. */
    @FunctionalInterface
    interface Step {
        Sink before(Sink next);
    }
}
