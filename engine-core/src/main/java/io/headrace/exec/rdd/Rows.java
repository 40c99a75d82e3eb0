package io.headrace.exec.rdd;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Sink;
import java.util.List;

/**
 * A dataset that is made of others, when it is asked for.
 *
 * <p><b>Threading:</b> {@link #prepare} by the thread that calls an action; rows are pushed by several workers at once.
 */
abstract class Rows implements Dataset {
    private final String word;
    private final List<Rows> parents;

    /** @param word the operation that makes it */
    Rows(String word, List<Rows> parents) {
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

    /** Whether a row is a view, valid while it is pushed. */
    boolean areViews() {
        return false;
    }

    /** Shown on the way: {@link Tree}. */
    final String word() {
        return word;
    }

    /** A sink in front of another. */
    @FunctionalInterface
    interface Step {
        Sink before(Sink next);
    }
}
