package io.headrace.exec.graph;

import io.headrace.exec.data.Dataset;
import io.headrace.exec.data.OnDisk;
import io.headrace.exec.data.Worker;
import io.headrace.exec.eval.BatchScope;
import io.headrace.exec.eval.Evaluator;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.spill.HeldDataset;
import io.headrace.exec.spill.HeldRows;
import io.headrace.exec.spill.Holding;
import io.headrace.exec.spill.SpillScope;
import io.headrace.exec.work.TaskSet;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A stream that the user wants kept, whatever it is computed by: its rows are computed once a batch, before the first output, and held at the
 * level until the batch is over. What was computed is let go where nothing else needs it.
 *
 * <p><b>Threading:</b> as {@link Evaluator}.
 */
final class KeptEvaluator implements Evaluator {
    private final Evaluator inside;
    private final Holding holding;
    private final @Nullable SpillScope[] scopes;

    KeptEvaluator(Evaluator inside, Holding holding, int slots) {
        this.inside = inside;
        this.holding = holding;
        this.scopes = new SpillScope[slots];
    }

    /** What computes the rows. */
    Evaluator inside() {
        return inside;
    }

    @Override
    public @Nullable Dataset evaluate(BatchScope scope) throws Exception {
        letGo(scope.slot()); // what a run that failed has left
        Dataset own = inside.evaluate(scope);
        if (own == null) return null;
        Dataset computed = inside.shown(scope, own);
        if (computed instanceof OnDisk) return computed; // it has outgrown the heap, and is read from where it is
        List<HeldRows> kept = keep(scope, computed);
        boolean isWhole = kept.stream().allMatch(HeldRows::isWhole);
        if (isWhole && !(inside instanceof StatefulEvaluator)) inside.release(scope.slot());
        return HeldDataset.of(kept, isWhole ? null : computed);
    }

    private List<HeldRows> keep(BatchScope scope, Dataset computed) throws Exception {
        SpillScope held = holding.space().newScope();
        scopes[scope.slot()] = held;
        List<HeldRows> kept = new ArrayList<>(computed.partitions());
        for (int i = 0; i < computed.partitions(); i++) kept.add(holding.newRows(held));
        scope.tasks().run(new TaskSet() {
            @Override
            public int tasks() {
                return kept.size();
            }

            @Override
            public void run(int partition, Worker worker) throws Exception {
                computed.push(partition, kept.get(partition), worker);
                kept.get(partition).seal();
            }
        });
        return kept;
    }

    /** Evaluated before the first output: an output that fails leaves no half-computed stream behind. */
    @Override
    public boolean isEager() {
        return true;
    }

    @Override
    public void release(int slot) {
        letGo(slot);
        inside.release(slot);
    }

    private void letGo(int slot) {
        SpillScope over = scopes[slot];
        scopes[slot] = null;
        if (over != null) over.close();
    }

    @Override
    public void close() {
        inside.close();
    }
}
