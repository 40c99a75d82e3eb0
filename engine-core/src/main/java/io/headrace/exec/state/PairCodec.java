package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.eval.RowCodec;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.types.HintedCodecs;
import io.headrace.plan.Node;
import java.util.Iterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the pairs and the keys of a window into a delta, and reads them back. After a restart a key must be found again where it was
 * put, so only those may be keys whose equal values have equal bytes.
 *
 * <p><b>Threading:</b> one thread at a time.
 */
public final class PairCodec {
    private final Node node;
    private final StateCodecs codecs;
    private final RowCodec pairs;
    private final RowCodec keys;

    public PairCodec(Node node, HintedCodecs hinted) {
        this.node = node;
        codecs = StateCodecs.of(node, hinted);
        pairs = new RowCodec(hinted.pairs(node), node);
        keys = new RowCodec(codecs.key(), node);
    }

    String id() {
        return pairs.id();
    }

    RowCodec pairs() {
        return pairs;
    }

    RowCodec keys() {
        return keys;
    }

    /** Refuses a pair whose key has bytes that do not stand for it. */
    void checkKey(@Nullable Object pair) {
        if (!(pair instanceof Tuple2<?, ?> tuple)) throw new IllegalStateException("a keyed result of " + pair);
        codecs.checkKey(tuple._1(), node);
    }

    /** Writes the pairs that a partition has, one a key; nothing makes no entry. */
    void write(StateDelta delta, byte kind, int partition, Iterable<? extends @Nullable Object> values)
            throws InterruptedException {
        pairs.write(delta, kind, partition, () -> new Checked(values.iterator()));
    }

    /** Pairs whose keys are checked as they are read. */
    private final class Checked implements Iterator<@Nullable Object> {
        private final Iterator<? extends @Nullable Object> inside;

        Checked(Iterator<? extends @Nullable Object> inside) {
            this.inside = inside;
        }

        @Override
        public boolean hasNext() {
            return inside.hasNext();
        }

        @Override
        public @Nullable Object next() {
            Object pair = inside.next();
            checkKey(pair);
            return pair;
        }
    }

    /** Says that a partition has nothing. */
    void writeNone(StateDelta delta, byte kind, int partition) throws InterruptedException {
        pairs.writeNone(delta, kind, partition);
    }

    /** Shows the pairs of an entry, as rows. */
    void read(long address, int length, Consumer<@Nullable Object> rows) {
        pairs.read(address, length, rows);
    }
}
