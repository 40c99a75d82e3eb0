package io.headrace.exec.join;

import io.headrace.exec.data.OwnClass;
import io.headrace.exec.pass.OperatorFailedException;
import io.headrace.exec.state.FlatRecords;
import io.headrace.function.FlatJoinFunction;
import io.headrace.function.FlatOut;
import io.headrace.memory.codec.TextCodec;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.ViewPoison;
import io.headrace.memory.codec.flat.FlatView;
import io.headrace.memory.codec.flat.FlatViews;
import io.headrace.plan.JoinSide;
import io.headrace.plan.Operator;
import java.lang.invoke.MethodHandles;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Joins one partition after the other: left rows into a table, right rows against it, and each pair to the user's function. The nested class is a template.
 *
 * <p><b>Threading:</b> one worker's.
 */
abstract class JoinLoop {
    /** Joins a partition of a window: the panes before the batch, and that of the batch. */
    abstract void join(JoinPanes panes, JoinPane pane, int partition, FlatRecords into) throws Exception;

    /** Gives its memory back. */
    abstract void close();

    /** Makes loops of one class, which nothing else shares; one for each worker. */
    static Supplier<JoinLoop> maker(
            JoinInWords words, Operator.JoinViews join, RowShape left, RowShape right, JoinMemory memory) {
        OwnClass<JoinLoop> own = OwnClass.like(MethodHandles.lookup(), JoinLoop.class, Own.class);
        return () -> own.make(words, join, left, right, new JoinTable(left, right, memory));
    }

    /** What the user's function adds to. */
    @SuppressWarnings("NullAway") // one that is under way has where results go
    static final class Own extends JoinLoop implements FlatOut<Object> {
        private static final int RUN = 32;

        private final JoinInWords words;
        private final FlatJoinFunction<Object, Object, Object> function;
        private final RowShape leftShape;
        private final RowShape rightShape;
        private final JoinTable table;
        private final FlatViews<?> results;
        private final JoinSide leftSide;
        private final JoinSide rightSide;
        private final boolean areLeftTexts;
        private final boolean areRightTexts;
        private Object left;
        private Object right;
        private FlatView result;
        private FlatRecords into;
        private boolean isCalling;
        private final long[] rows = new long[RUN];
        private final long[] hashes = new long[RUN];
        private final long[] found = new long[RUN];

        Own(JoinInWords words, Operator.JoinViews join, RowShape left, RowShape right, JoinTable table) {
            this.words = words;
            this.table = table;
            function = join.function();
            results = join.results();
            leftShape = left;
            rightShape = right;
            leftSide = join.left();
            rightSide = join.right();
            areLeftTexts = leftSide.views() == null;
            areRightTexts = rightSide.views() == null;
            renewViews();
        }

        private void renewViews() {
            left = newView(leftSide.views());
            right = newView(rightSide.views());
            result = (FlatView) results.create();
        }

        private static Object newView(@Nullable FlatViews<?> views) {
            return views == null ? new Utf8View() : views.create();
        }

        @Override
        void join(JoinPanes panes, JoinPane pane, int partition, FlatRecords records) throws Exception {
            into = records;
            int before = panes.size();
            long lefts = pane.left.count(partition);
            for (int i = 0; i < before; i++) lefts += panes.get(i).left.count(partition);
            if (lefts == 0) return;
            if (!table.begin(lefts)) throw words.full();
            for (int i = 0; i < before; i++) build(panes.get(i).left, partition);
            build(pane.left, partition);
            for (int i = 0; i < before; i++) probe(panes.get(i).right, partition);
            probe(pane.right, partition);
        }

        private void build(JoinSideRows side, int partition) {
            for (int i = 0; i < side.blocks(); i++) build(side.block(i).rows(partition));
        }

        private void build(JoinRows rowsOfBlock) {
            int count = rowsOfBlock.count();
            if (count == 0) return;
            long row = rowsOfBlock.first();
            for (int i = 0; i < count; i++) {
                if (!table.add(row)) throw words.full();
                row = leftShape.next(row);
            }
        }

        private void probe(JoinSideRows side, int partition) throws Exception {
            for (int i = 0; i < side.blocks(); i++) probe(side.block(i).rows(partition));
        }

        private void probe(JoinRows rowsOfBlock) throws Exception {
            int remaining = rowsOfBlock.count();
            if (remaining == 0) return;
            long row = rowsOfBlock.first();
            while (remaining > 0) {
                int count = Math.min(remaining, RUN);
                row = approach(row, count);
                int pairs = find(count);
                for (int i = 0; i < pairs; i++) pair(found[i], rows[i]);
                remaining -= count;
            }
        }

        /** The next rows, and a look at where they are searched for: those looks do not wait for each other. */
        private long approach(long first, int count) {
            long row = first;
            for (int i = 0; i < count; i++) {
                long hash = JoinTable.hash(RowShape.word(row));
                rows[i] = row;
                hashes[i] = hash;
                found[i] = table.first(hash);
                row = rightShape.next(row);
            }
            return row;
        }

        /** Leaves the rows that have a pair; how many they are. */
        private int find(int count) {
            int pairs = 0;
            for (int i = 0; i < count; i++) {
                long slot = table.find(rows[i], hashes[i], found[i]);
                if (slot == JoinTable.NONE) continue;
                rows[pairs] = rows[i];
                found[pairs++] = slot;
            }
            return pairs;
        }

        /** A right row with the left ones of its key. */
        private void pair(long slot, long row) throws Exception {
            if (!JoinTable.areSeveral(slot)) {
                call(JoinTable.only(slot), row);
                return;
            }
            long last = JoinTable.last(slot);
            long each = last;
            do {
                each = table.next(each);
                call(table.row(each), row);
            } while (each != last);
        }

        private void call(long leftRow, long rightRow) throws Exception {
            aimLeft(leftRow);
            aimRight(rightRow);
            isCalling = true;
            try {
                function.call(left, right, this);
            } catch (Throwable t) {
                isCalling = false;
                throw OperatorFailedException.ofKey(words.node(), keyOf(leftRow), t);
            }
            isCalling = false;
            if (ViewPoison.ON) expire();
        }

        private void aimLeft(long row) {
            if (areLeftTexts) ((Utf8View) left).wrap(row + RowShape.RECORD, leftShape.recordLength(row));
            else ((FlatView) left).wrap(row + RowShape.RECORD, leftShape.recordLength(row));
        }

        private void aimRight(long row) {
            if (areRightTexts) ((Utf8View) right).wrap(row + RowShape.RECORD, rightShape.recordLength(row));
            else ((FlatView) right).wrap(row + RowShape.RECORD, rightShape.recordLength(row));
        }

        private void expire() {
            expire(left);
            expire(right);
            result.expire();
            renewViews();
        }

        private static void expire(Object view) {
            if (view instanceof FlatView flat) flat.expire();
            else ((Utf8View) view).expire();
        }

        private Object keyOf(long row) {
            if (!leftShape.hasTexts()) return RowShape.word(row);
            return TextCodec.INSTANCE.decode(leftShape.key(row), leftShape.keyLength(row));
        }

        @Override
        public Object add() {
            if (!isCalling) throw words.addedLate();
            long record = into.add();
            if (record == FlatRecords.FULL) throw words.noRoomForResults();
            result.wrap(record);
            return result;
        }

        @Override
        void close() {
            table.close();
        }
    }
}
