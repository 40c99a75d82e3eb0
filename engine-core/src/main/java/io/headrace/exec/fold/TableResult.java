package io.headrace.exec.fold;

import io.headrace.exec.data.Worker;
import java.util.ArrayList;
import java.util.List;

/**
 * What results of tables share: one table of all partitions, or a table for each.
 *
 * <p><b>Threading:</b> as {@link FoldResult}.
 */
abstract class TableResult<T extends BatchTable> implements FoldResult {
    private final TableFold<T> fold;
    private final List<T> tables = new ArrayList<>();
    private boolean isOpen;

    TableResult(TableFold<T> fold) {
        this.fold = fold;
    }

    final void begin(T all) {
        tables.add(all);
        isOpen = true;
    }

    final void begin(List<T> byPartition) {
        for (int i = 0; i < byPartition.size(); i++) tables.add(byPartition.get(i));
        isOpen = true;
    }

    private void checkOpen() {
        if (!isOpen)
            throw new IllegalStateException("the result of " + fold.node().describe()
                    + " was released: its batch is over; use remember(duration) to keep what is read later");
    }

    final List<T> tables() {
        checkOpen();
        return tables;
    }

    /** The table that has the keys of this partition, and no others unless they are {@linkplain #isMixed mixed} with others. */
    final T tableOf(int partition) {
        checkOpen();
        return tables.get(tables.size() == 1 ? 0 : partition);
    }

    /** Whether a partition's keys lie among others, so that the index of the table is to be read; makes that if need be. */
    final boolean isMixed(Worker worker) {
        checkOpen();
        if (tables.size() > 1 || fold.partitions() == 1) return false;
        synchronized (this) { // not before it is asked for: who reads everything needs no partitions
            fold.index(tables.get(0), worker);
        }
        return true;
    }

    @Override
    public final int partitions() {
        return fold.partitions();
    }

    /** How many keys there are. */
    public final long size() {
        checkOpen();
        long sum = 0;
        for (int i = 0; i < tables.size(); i++) sum += tables.get(i).size();
        return sum;
    }

    @Override
    public final void release() {
        checkOpen();
        isOpen = false;
        for (int i = 0; i < tables.size(); i++) fold.giveBack(tables.get(i));
        tables.clear();
        fold.released(this);
    }
}
