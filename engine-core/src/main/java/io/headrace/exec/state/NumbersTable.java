package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.fold.FoldCursor;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.fold.KeyedNumbers;
import io.headrace.function.LongLongVisitor;
import io.headrace.function.TextLongVisitor;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.ViewPoison;

/**
 * Numbers by key off the heap, as a dataset.
 *
 * <p><b>Threading:</b> the thread of the jobs; {@link #push} by any worker.
 */
abstract class NumbersTable implements KeyedNumbers {
    private final KeyPlacer[] placers;
    private final boolean texts;
    private final boolean doubles;
    private Utf8View view = new Utf8View();

    /** @param placers one for each worker, the thread of the jobs behind them */
    NumbersTable(KeyPlacer[] placers, boolean texts, boolean doubles) {
        this.placers = placers.clone();
        this.texts = texts;
        this.doubles = doubles;
    }

    /** Before the first key. The bytes of keys have addresses, those of longs too. */
    abstract FoldCursor newCursor();

    /** As {@link #newCursor}, one that is kept. */
    abstract FoldCursor ownCursor();

    @Override
    public final boolean hasTextKeys() {
        return texts;
    }

    @Override
    public final boolean isDouble() {
        return doubles;
    }

    @Override
    public final int partitions() {
        return placers[0].partitions();
    }

    @Override
    public final void forEachText(TextLongVisitor visitor) throws Exception {
        FoldCursor rows = ownCursor();
        while (rows.next()) {
            visitor.visit(rows.text(view), rows.bits());
            if (ViewPoison.ON) {
                view.expire();
                view = view.renewed();
            }
        }
    }

    @Override
    public void forEachLong(LongLongVisitor visitor) throws Exception {
        FoldCursor rows = ownCursor();
        while (rows.next()) visitor.visit(rows.longKey(), rows.bits());
    }

    /** Looks at every key and shows those of the partition. */
    @Override
    public final void push(int partition, Sink sink, Worker worker) throws Exception {
        KeyPlacer placer = placers[worker.index()];
        FoldCursor rows = newCursor();
        while (rows.next()) {
            long key = rows.keyAddress();
            int of = texts
                    ? placer.partitionOfText(key, rows.keyLength())
                    : placer.partitionOfLong(RawMemory.getLong(key));
            if (of != partition) continue;
            Object asObject =
                    texts ? new Utf8View().wrap(key, rows.keyLength()).toString() : (Object) RawMemory.getLong(key);
            long bits = rows.bits();
            sink.accept(new Tuple2<>(asObject, doubles ? Double.longBitsToDouble(bits) : (Object) bits));
        }
    }
}
