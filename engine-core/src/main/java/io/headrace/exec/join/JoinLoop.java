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
        private final JoinInWords words;
        private final FlatJoinFunction<Object, Object, Object> function;
        private final RowShape leftShape;
        private final int leftAt;
        private final int rightAt;
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

        Own(JoinInWords words, Operator.JoinViews join, RowShape left, RowShape right, JoinTable table) {
            this.words = words;
            this.table = table;
            function = join.function();
            results = join.results();
            leftShape = left;
            leftAt = left.record();
            rightAt = right.record();
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
            long rows = pane.left.count(partition);
            for (int i = 0; i < before; i++) rows += panes.get(i).left.count(partition);
            if (rows == 0) return;
            if (!table.begin(rows)) throw words.full();
            for (int i = 0; i < before; i++) build(panes.get(i).left, partition);
            build(pane.left, partition);
            for (int i = 0; i < before; i++) probe(panes.get(i).right, partition);
            probe(pane.right, partition);
        }

        private void build(JoinSideRows side, int partition) {
            for (int i = 0; i < side.blocks(); i++) build(side.block(i), partition);
        }

        private void build(JoinRows block, int partition) {
            long address = block.address();
            for (long row = block.first(partition); row != JoinRows.NONE; ) {
                long next = JoinRows.next(row, address);
                table.add(row);
                row = next;
            }
        }

        private void probe(JoinSideRows side, int partition) throws Exception {
            for (int i = 0; i < side.blocks(); i++) probe(side.block(i), partition);
        }

        private void probe(JoinRows block, int partition) throws Exception {
            long address = block.address();
            for (long row = block.first(partition); row != JoinRows.NONE; ) {
                long next = JoinRows.next(row, address);
                long last = table.find(row);
                if (last != JoinTable.NONE) pair(last, row);
                row = next;
            }
        }

        /** A right row with the left ones of its key. */
        private void pair(long last, long row) throws Exception {
            long each = last;
            do {
                each = RowShape.ring(each);
                aimLeft(each);
                aimRight(row);
                isCalling = true;
                try {
                    function.call(left, right, this);
                } catch (Throwable t) {
                    throw OperatorFailedException.ofKey(words.node(), keyOf(each), t);
                } finally {
                    isCalling = false;
                }
                if (ViewPoison.ON) expire();
            } while (each != last);
        }

        private void aimLeft(long row) {
            if (areLeftTexts) ((Utf8View) left).wrap(row + leftAt, RowShape.recordLength(row));
            else ((FlatView) left).wrap(row + leftAt, RowShape.recordLength(row));
        }

        private void aimRight(long row) {
            if (areRightTexts) ((Utf8View) right).wrap(row + rightAt, RowShape.recordLength(row));
            else ((FlatView) right).wrap(row + rightAt, RowShape.recordLength(row));
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
