package io.headrace.exec.state;

import io.headrace.Tuple2;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.memory.CorruptDataException;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link WindowPane} together again from the entries that were written of it. Each pair goes where the program puts its key now, which
 * may be another partition than the one that it was written from.
 *
 * <p><b>Threading:</b> one thread.
 */
final class PaneRestore {
    private final PairCodec rows;
    private final WindowPanes panes;
    private final KeyPlacer placer;
    private @Nullable WindowPane pane;

    PaneRestore(PairCodec rows, WindowPanes panes, KeyPlacer placer) {
        this.rows = rows;
        this.panes = panes;
        this.placer = placer;
    }

    void entry(long address, int length) {
        WindowPane target = pane == null ? panes.newPane() : pane;
        pane = target;
        rows.read(address, length, row -> {
            if (!(row instanceof Tuple2<?, ?> pair))
                throw new CorruptDataException("a pane's row is " + row + ", not a pair");
            target.part(placer.partitionOf(pair._1())).add(row);
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
