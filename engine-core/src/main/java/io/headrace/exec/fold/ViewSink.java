package io.headrace.exec.fold;

import io.headrace.exec.data.OwnClass;
import io.headrace.exec.data.Sink;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.function.ViewToLong;
import io.headrace.function.ViewToText;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.table.KeyTable;
import io.headrace.memory.table.LongKeyTable;
import io.headrace.plan.Reducer;
import io.headrace.plan.ViewKey;
import io.headrace.plan.ViewValue;
import java.lang.invoke.MethodHandles;
import java.util.function.Supplier;

/**
 * The end of a pass that folds views: finds the row's key and number, and puts the number in at the key. The nested classes are
 * templates.
 *
 * <p><b>Threading:</b> one worker's.
 */
abstract class ViewSink implements TableSink<ViewTable> {
    private final ViewFold fold;

    ViewSink(ViewFold fold) {
        this.fold = fold;
    }

    abstract ViewTable table();

    final OperatorFailedException failed(Throwable thrown) {
        return OperatorFailedException.of(fold.node(), thrown);
    }

    final TableFullException full() {
        return fold.full(table());
    }

    /** Makes sinks of one class, which nothing else shares; one for each worker. */
    @SuppressWarnings("unchecked") // the API has checked the types of views
    static Supplier<ViewSink> maker(ViewFold fold, ViewKey<?, ?> key, ViewValue<?, ?> value, Reducer reducer) {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        OwnClass<NumberOp> numbers = OwnClass.like(lookup, NumberOp.class, NumberOp.template(value, reducer));
        boolean texts = key instanceof ViewKey.Text<?>;
        OwnClass<ViewSink> sinks = OwnClass.like(lookup, ViewSink.class, texts ? ToTexts.class : ToLongs.class);
        Object keyOf = texts ? ((ViewKey.Text<Object>) key).of() : ((ViewKey.OfLong<Object>) key).of();
        return () -> sinks.make(fold, keyOf, numbers.make(value, reducer));
    }

    @SuppressWarnings("NullAway") // views are never null, and a sink that is open has a table
    static final class ToTexts extends ViewSink {
        private final ViewToText<Object> keyOf;
        private final NumberOp number;
        private ViewTable.Texts target;
        private KeyTable table;

        ToTexts(ViewFold fold, ViewToText<Object> keyOf, NumberOp number) {
            super(fold);
            this.keyOf = keyOf;
            this.number = number;
        }

        @Override
        public void aim(ViewTable wanted) {
            target = (ViewTable.Texts) wanted;
            table = target == null ? null : target.table;
        }

        @Override
        ViewTable table() {
            return target;
        }

        @Override
        public void accept(Object row) throws Exception {
            long bits;
            long key;
            int length;
            try {
                bits = number.read(row); // first: both functions may aim the same view
                Utf8View text = keyOf.apply(row);
                key = text.address();
                length = text.length();
            } catch (Throwable t) {
                throw failed(t);
            }
            long at = table.upsert(key, length);
            if (at == KeyTable.FULL) throw full();
            number.put(at, table.inserted(), bits);
        }
    }

    /** Rows are put in a run at a time, so that the table's cache misses overlap. */
    @SuppressWarnings("NullAway") // as above
    static final class ToLongs extends ViewSink {
        private final ViewToLong<Object> keyOf;
        private final NumberOp number;
        private final long[] keys = new long[2 * Sink.RUN]; // what is too few to be put in, and the run behind that
        private final long[] numbers = new long[2 * Sink.RUN];
        private int count;

        @SuppressWarnings("UnusedVariable") // written, so that the reads are not left out
        private long seen;

        private ViewTable.Longs target;
        private LongKeyTable table;

        ToLongs(ViewFold fold, ViewToLong<Object> keyOf, NumberOp number) {
            super(fold);
            this.keyOf = keyOf;
            this.number = number;
        }

        /** At the end of a block what is left goes in; of one that failed nothing does. */
        @Override
        public void aim(ViewTable wanted) {
            if (wanted == null) putAll();
            count = 0;
            target = (ViewTable.Longs) wanted;
            table = target == null ? null : target.table;
        }

        @Override
        ViewTable table() {
            return target;
        }

        @Override
        public void accept(Object row) throws Exception {
            long bits;
            long key;
            try {
                bits = number.read(row);
                key = keyOf.applyAsLong(row);
            } catch (Throwable t) {
                throw failed(t);
            }
            int at = count;
            keys[at] = key;
            numbers[at] = bits;
            count = at + 1;
            if (at == 2 * Sink.RUN - 1) putAll();
        }

        @Override
        public void settle() {
            if (count >= Sink.RUN) putAll();
        }

        private void putAll() {
            int all = count;
            if (all == 0) return;
            count = 0;
            if (target.isFilled()) {
                if (!target.stage(keys, numbers, all)) throw full();
                return;
            }
            seen ^= table.approach(keys, all);
            if (!number.putAll(table, keys, numbers, all)) throw full();
        }
    }
}
