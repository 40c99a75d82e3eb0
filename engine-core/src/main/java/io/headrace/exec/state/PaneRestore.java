package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.memory.CorruptDataException;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link WindowPane} together again from the entries that were written of it.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PaneRestore {
    private final PairCodec rows;
    private final WindowPanes panes;
    private @Nullable WindowPane pane;

    PaneRestore(PairCodec rows, WindowPanes panes) {
        this.rows = rows;
        this.panes = panes;
    }

    void entry(long address, int length) {
        WindowPane target = pane == null ? panes.newPane() : pane;
        pane = target;
        int partition = rows.partition(address, length);
        if (partition < 0 || partition >= panes.partitions())
            throw new CorruptDataException("a pane's partition " + partition + " of " + panes.partitions()
                    + ": a window keeps the number of partitions that it was started with; set it again");
        rows.read(address, length, row -> {
            if (!(row instanceof Tuple2<?, ?>))
                throw new CorruptDataException("a pane's row is " + row + ", not a pair");
            target.part(partition).add(row);
        });
    }

    /** The pane, empty if no entry came. */
    WindowPane take() {
        WindowPane taken = pane == null ? panes.newPane() : pane;
        pane = null;
        taken.parts().forEach(PanePart::seal);
        return taken;
    }
}
