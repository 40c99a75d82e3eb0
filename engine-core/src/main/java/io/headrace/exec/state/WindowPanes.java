package io.headrace.exec.state;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.Sink;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.spill.Holding;
import io.headrace.exec.spill.Owned;
import io.headrace.exec.spill.SpillScope;
import io.headrace.exec.work.TaskSet;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a {@link WindowPane} of a batch, and writes it down.
 *
 * <p><b>Threading:</b> {@link #newPart} by any thread; the rest by the thread of the jobs.
 */
public final class WindowPanes {
    private final Holding holding;
    private final int partitions;

    /** @param holding of the pairs of a pane */
    public WindowPanes(Holding holding, int partitions) {
        this.holding = holding;
        this.partitions = partitions;
    }

    int partitions() {
        return partitions;
    }

    Holding holding() {
        return holding;
    }

    /** Room for the pairs of a partition. */
    PanePart newPart() {
        SpillScope scope = holding.space().newScope();
        return new PanePart(scope, holding.newLasting(scope));
    }

    WindowPane newPane() {
        List<PanePart> parts = new ArrayList<>(partitions);
        for (int i = 0; i < partitions; i++) parts.add(newPart());
        return new WindowPane(parts);
    }

    /** The batch's combinations; an empty pane where the parent has no dataset. */
    WindowPane gather(Evaluator batchPart, BatchScope scope) throws Exception {
        WindowPane pane = newPane();
        try {
            Dataset combined = batchPart.evaluate(scope);
            if (combined != null) gather(combined, pane, scope);
        } catch (Throwable e) {
            pane.discard();
            throw e;
        }
        return pane;
    }

    private void gather(Dataset combined, WindowPane pane, BatchScope scope) throws Exception {
        if (combined.partitions() != partitions)
            throw new IllegalStateException(
                    combined.partitions() + " partitions of a batch, for a window of " + partitions);
        boolean ownsAll = holding.space().writtenBytes() == 0; // then no list of a row is on the disk
        scope.tasks().run(new TaskSet() {
            @Override
            public int tasks() {
                return partitions;
            }

            @Override
            public void run(int partition, Worker worker) throws Exception {
                PanePart part = pane.part(partition);
                Sink sink = ownsAll ? part::add : row -> part.add(Owned.of(row)); // it outlives the batch
                combined.push(partition, sink, worker);
                part.seal();
            }
        });
    }

    static void write(WindowPane pane, byte kind, PairCodec rows, StateDelta delta) throws InterruptedException {
        for (int i = 0; i < pane.parts().size(); i++) rows.write(delta, kind, i, pane.part(i)::iterator);
    }
}
