package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.memory.CorruptDataException;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link HeapPane} together again from the entries that were written of it.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PaneRestore {
    private final PairCodec rows;
    private final int partitions;
    private @Nullable HeapPane pane;

    PaneRestore(PairCodec rows, int partitions) {
        this.rows = rows;
        this.partitions = partitions;
    }

    void entry(long address, int length) {
        HeapPane target = pane == null ? new HeapPane(partitions) : pane;
        pane = target;
        int partition = rows.partition(address, length);
        if (partition < 0 || partition >= partitions)
            throw new CorruptDataException("a pane's partition " + partition + " of " + partitions
                    + ": a window keeps the number of partitions that it was started with; set it again");
        rows.read(address, length, row -> {
            if (!(row instanceof Tuple2<?, ?> pair))
                throw new CorruptDataException("a pane's row is " + row + ", not a pair");
            target.partition(partition).put(pair._1(), pair._2());
        });
    }

    /** The pane, empty if no entry came. */
    HeapPane take() {
        HeapPane taken = pane == null ? new HeapPane(partitions) : pane;
        pane = null;
        return taken;
    }
}
