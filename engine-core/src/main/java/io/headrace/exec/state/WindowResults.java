package io.headrace.exec.state;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.spill.HeldDataset;
import io.headrace.exec.spill.HeldRows;
import io.headrace.exec.work.TaskSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a window on pairs gives in each batch, until the batch is over.
 *
 * <p><b>Threading:</b> the thread of the jobs; partitions are made by several workers at once.
 */
final class WindowResults {
    /** Makes a partition of a result. */
    @FunctionalInterface
    interface Maker {
        PanePart make(int partition) throws Exception;
    }

    private final @Nullable PanePart[][] bySlot;

    /** @param slots how many batches are under way at once */
    WindowResults(int partitions, int slots) {
        bySlot = new PanePart[slots][partitions];
    }

    /** The batch's result. */
    Dataset of(BatchScope scope, Maker maker) throws Exception {
        release(scope.slot()); // what a run that failed has left
        @Nullable PanePart[] made = bySlot[scope.slot()];
        scope.tasks().run(new TaskSet() {
            @Override
            public int tasks() {
                return made.length;
            }

            @Override
            public void run(int partition, Worker worker) throws Exception {
                made[partition] = maker.make(partition);
            }
        });
        List<HeldRows> partitions = new ArrayList<>(made.length);
        for (PanePart part : made) {
            if (part == null) throw new IllegalStateException("a partition was not made");
            partitions.add(part.pairs());
        }
        return HeldDataset.of(partitions, null);
    }

    /** The batch is over. */
    void release(int slot) {
        @Nullable PanePart[] over = bySlot[slot];
        for (int i = 0; i < over.length; i++) {
            PanePart part = over[i];
            over[i] = null;
            if (part != null) part.close();
        }
    }
}
