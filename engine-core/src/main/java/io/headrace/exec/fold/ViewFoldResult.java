package io.headrace.exec.fold;

import io.headrace.Tuple2;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.function.LongLongVisitor;
import io.headrace.function.TextLongVisitor;
import io.headrace.memory.codec.Utf8View;
import io.headrace.memory.codec.ViewPoison;

/**
 * Keys and their numbers, off the heap. As a dataset its rows are pairs of objects: {@code String} or {@code Long}, and {@code Long} or
 * {@code Double}. {@link #forEachText}, {@link #forEachLong} and cursors show the same without garbage.
 *
 * <p><b>Threading:</b> as any dataset; the forEach forms and {@link #release}: the thread of the jobs. A cursor of one's own, from
 * {@link #cursor(int, Worker)}, may be used by any one thread.
 */
public final class ViewFoldResult extends TableResult<ViewTable> implements KeyedNumbers {
    private final ViewFold fold;
    private final PartitionIndex.Cursor indexed = new PartitionIndex.Cursor();
    private Utf8View view = new Utf8View();

    ViewFoldResult(ViewFold fold) {
        super(fold);
        this.fold = fold;
    }

    /** Whether keys are texts; longs otherwise. */
    @Override
    public boolean hasTextKeys() {
        return fold.hasTextKeys();
    }

    /** Whether numbers are doubles; longs otherwise. */
    @Override
    public boolean isDouble() {
        return fold.isDouble();
    }

    /** Shows every key that is a text. */
    @Override
    public void forEachText(TextLongVisitor visitor) throws Exception {
        for (int i = 0; i < tables().size(); i++) showTexts(tables().get(i).ownCursor(), visitor);
    }

    /** Shows the keys of one partition that are texts. */
    public void forEachText(int partition, Worker worker, TextLongVisitor visitor) throws Exception {
        showTexts(ownCursor(partition, worker), visitor);
    }

    /** Shows every key that is a long. */
    @Override
    public void forEachLong(LongLongVisitor visitor) throws Exception {
        for (int i = 0; i < tables().size(); i++) showLongs(tables().get(i), visitor);
    }

    private static void showLongs(ViewTable table, LongLongVisitor visitor) throws Exception {
        if (table instanceof ViewTable.Rows all) all.rows.forEach(visitor);
        else showLongs(table.ownCursor(), visitor);
    }

    /** Shows the keys of one partition that are longs. */
    public void forEachLong(int partition, Worker worker, LongLongVisitor visitor) throws Exception {
        showLongs(ownCursor(partition, worker), visitor);
    }

    private void showTexts(FoldCursor rows, TextLongVisitor visitor) throws Exception {
        while (rows.next()) {
            visitor.visit(rows.text(view), rows.bits());
            if (ViewPoison.ON) {
                view.expire();
                view = view.renewed();
            }
        }
    }

    private static void showLongs(FoldCursor rows, LongLongVisitor visitor) throws Exception {
        while (rows.next()) visitor.visit(rows.longKey(), rows.bits());
    }

    /** A new cursor over one partition. */
    public FoldCursor cursor(int partition, Worker worker) {
        ViewTable table = tableOf(partition);
        return isMixed(worker) ? new PartitionIndex.Cursor().aim(table.index, partition) : table.newCursor();
    }

    private FoldCursor ownCursor(int partition, Worker worker) {
        ViewTable table = tableOf(partition);
        return isMixed(worker) ? indexed.aim(table.index, partition) : table.ownCursor();
    }

    @Override
    public void push(int partition, Sink sink, Worker worker) throws Exception {
        FoldCursor rows = cursor(partition, worker);
        Utf8View text = new Utf8View();
        while (rows.next()) {
            Object key = hasTextKeys() ? rows.text(text).toString() : (Object) rows.longKey();
            Object number = isDouble() ? Double.longBitsToDouble(rows.bits()) : (Object) rows.bits();
            sink.accept(new Tuple2<>(key, number));
        }
    }
}
