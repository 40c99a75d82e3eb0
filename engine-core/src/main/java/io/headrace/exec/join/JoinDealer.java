package io.headrace.exec.join;

import io.headrace.exec.data.OwnClass;
import io.headrace.exec.data.Sink;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.function.ViewToLong;
import io.headrace.function.ViewToText;
import io.headrace.memory.RawMemory;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.flat.FlatView;
import io.headrace.plan.JoinSide;
import io.headrace.plan.ViewKey;
import java.lang.invoke.MethodHandles;
import java.util.function.Supplier;

/**
 * The end of a pass into a join: finds a record's key, and copies both to where those of its partition are. The nested classes are templates.
 *
 * <p><b>Threading:</b> one worker's.
 */
abstract class JoinDealer implements Sink {
    private final JoinInWords words;
    private final Class<?> kind;
    final KeyPlacer placer;
    final RowShape shape;
    final boolean hasOnePartition;
    final boolean areTexts;
    final int beside; // the record, of a row with a long
    final int mostBytes;

    @SuppressWarnings("NullAway.Init") // one that is open has rows
    private JoinBlock into;

    @SuppressWarnings("NullAway.Init") // as above
    private JoinRows first; // partition of it

    private Object checked = this; // which is no row

    JoinDealer(JoinInWords words, Class<?> kind, RowShape shape, KeyPlacer placer, int mostBytes) {
        this.words = words;
        this.kind = kind;
        this.shape = shape;
        this.placer = placer;
        this.mostBytes = mostBytes;
        hasOnePartition = placer.partitions() == 1;
        areTexts = kind == Utf8View.class;
        beside = shape.head() + RowShape.RECORD;
    }

    /** Into these rows from here on. */
    final void aim(JoinBlock block) {
        into = block;
        first = block.rows(0);
    }

    /** Where rows of a partition go. */
    final JoinRows rows(int partition) {
        return partition == 0 ? first : into.rows(partition);
    }

    /** Makes dealers of one class, which nothing else shares; one for each worker. */
    static Supplier<JoinDealer> maker(
            JoinInWords words, JoinSide side, RowShape shape, Supplier<KeyPlacer> placers, int mostBytes) {
        boolean texts = shape.hasTexts();
        OwnClass<JoinDealer> own =
                OwnClass.like(MethodHandles.lookup(), JoinDealer.class, texts ? ByTexts.class : ByLongs.class);
        Object keyOf = texts ? ((ViewKey.Text<?>) side.key()).of() : ((ViewKey.OfLong<?>) side.key()).of();
        Class<?> kind =
                side.views() == null ? Utf8View.class : side.views().create().getClass();
        return () -> own.make(words, kind, keyOf, shape, placers.get(), mostBytes);
    }

    final OperatorFailedException failed(Throwable thrown) {
        return OperatorFailedException.of(words.node(), thrown);
    }

    /** One view shows many records, as a rule. */
    final void check(Object row) {
        if (row == checked) return;
        if (row == null || row.getClass() != kind) throw failed(words.otherKind(row, kind));
        checked = row;
    }

    final IllegalStateException full() {
        return words.full();
    }

    final OperatorFailedException tooLong(long bytes, int most) {
        return failed(words.tooLong(bytes, most));
    }

    @SuppressWarnings("NullAway") // views are never null
    static final class ByLongs extends JoinDealer {
        private final ViewToLong<Object> keyOf;

        ByLongs(
                JoinInWords words,
                Class<?> kind,
                ViewToLong<Object> keyOf,
                RowShape shape,
                KeyPlacer placer,
                int mostBytes) {
            super(words, kind, shape, placer, mostBytes);
            this.keyOf = keyOf;
        }

        /** The record first: the function of the key may aim the same view elsewhere. */
        @Override
        public void accept(Object row) throws Exception {
            check(row);
            long record = areTexts ? ((Utf8View) row).address() : ((FlatView) row).recordAddress();
            int length = areTexts ? ((Utf8View) row).length() : ((FlatView) row).recordLength();
            long key;
            int partition;
            try {
                key = keyOf.applyAsLong(row);
                partition = hasOnePartition ? 0 : placer.partitionOfLong(key);
            } catch (Throwable t) {
                throw failed(t);
            }
            if (length > mostBytes) throw tooLong(length, mostBytes);
            long copy = rows(partition).add((beside + length + 7) & -8);
            if (copy == JoinRows.FULL) throw full();
            shape.begin(copy, key, Long.BYTES, length);
            RawMemory.copyApart(record, copy + RowShape.RECORD, length);
        }
    }

    @SuppressWarnings("NullAway") // as above
    static final class ByTexts extends JoinDealer {
        private final ViewToText<Object> keyOf;

        ByTexts(
                JoinInWords words,
                Class<?> kind,
                ViewToText<Object> keyOf,
                RowShape shape,
                KeyPlacer placer,
                int mostBytes) {
            super(words, kind, shape, placer, mostBytes);
            this.keyOf = keyOf;
        }

        @Override
        public void accept(Object row) throws Exception {
            check(row);
            long record = areTexts ? ((Utf8View) row).address() : ((FlatView) row).recordAddress();
            int length = areTexts ? ((Utf8View) row).length() : ((FlatView) row).recordLength();
            long key;
            int keyLength;
            int partition;
            try {
                Utf8View text = keyOf.apply(row);
                key = text.address();
                keyLength = text.length();
                partition = hasOnePartition ? 0 : placer.partitionOfText(key, keyLength);
            } catch (Throwable t) {
                throw failed(t);
            }
            if ((long) length + keyLength > mostBytes) throw tooLong((long) length + keyLength, mostBytes);
            long copy = rows(partition).add(shape.bytes(keyLength, length));
            if (copy == JoinRows.FULL) throw full();
            shape.begin(copy, RowShape.wordOfText(key, keyLength), keyLength, length);
            RawMemory.copyApart(record, copy + RowShape.RECORD, length);
            RawMemory.copyApart(key, copy + RowShape.RECORD + length, keyLength);
        }
    }
}
