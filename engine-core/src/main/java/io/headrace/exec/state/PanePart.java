package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.data.Sink;
import io.headrace.exec.spill.HeldRows;
import io.headrace.exec.spill.SpillScope;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * Pairs of one partition of a window, one a key, in the order in which the keys came: of one batch, or merged of several. They lie on the heap
 * while that has room, and are freed when nobody uses them.
 *
 * <p><b>Threading:</b> filled by one thread, then read by any; its users are counted by one thread at a time.
 */
final class PanePart implements AutoCloseable {
    /** Sees one pair. */
    @FunctionalInterface
    interface Visitor {
        void pair(Tuple2<?, ?> pair) throws Exception;
    }

    private final SpillScope scope;
    private final HeldRows pairs;
    private int users;

    /** @param pairs that are held in the scope, which this owns */
    PanePart(SpillScope scope, HeldRows pairs) {
        this.scope = scope;
        this.pairs = pairs;
    }

    void add(@Nullable Object pair) {
        pairs.accept(pair);
    }

    /** No more pairs come. */
    PanePart seal() {
        pairs.seal();
        return this;
    }

    HeldRows pairs() {
        return pairs;
    }

    long size() {
        return pairs.rows();
    }

    boolean isEmpty() {
        return pairs.rows() == 0;
    }

    void forEach(Visitor visitor) throws Exception {
        Sink sink = row -> visitor.pair(pair(row));
        pairs.push(sink);
    }

    /** As {@link #forEach}, at the reader's pace. */
    Iterator<@Nullable Object> iterator() {
        return pairs.iterator();
    }

    static Tuple2<?, ?> pair(@Nullable Object row) {
        if (row instanceof Tuple2<?, ?> pair) return pair;
        throw new IllegalStateException("a keyed result of " + row);
    }

    /** One more uses it. */
    void retain() {
        users++;
    }

    /** One less uses it; the last one frees it. */
    void release() {
        if (--users == 0) close();
    }

    @Override
    public void close() {
        scope.close();
    }
}
