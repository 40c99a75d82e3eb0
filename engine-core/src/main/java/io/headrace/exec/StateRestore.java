package io.headrace.exec;

import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.journal.DeltaVisitor;
import io.headrace.exec.journal.Recovered;
import io.headrace.exec.journal.RecoveredBatch;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives the streams that remember what the log has of them.
 *
 * <p><b>Threading:</b> the starting thread.
 */
final class StateRestore implements DeltaVisitor {
    private final Map<Integer, StatefulEvaluator> byNumber;
    private final Set<StatefulEvaluator> touched = new HashSet<>();
    private long tick;

    StateRestore(Map<Integer, StatefulEvaluator> byNumber) {
        this.byNumber = Map.copyOf(byNumber);
    }

    @Override
    public void begin(RecoveredBatch batch) {
        tick = batch.tick();
        touched.clear();
    }

    @Override
    public void delta(int operator, int group, int kind, int flags, long address, int length) {
        StatefulEvaluator stateful = byNumber.get(operator);
        if (stateful == null)
            throw new IllegalStateException("the log has state of operator number " + operator
                    + ", which the program does not have; that was to be refused before");
        stateful.restore(tick, group, (byte) kind, address, length);
        touched.add(stateful);
    }

    @Override
    public void end(RecoveredBatch batch) {
        touched.forEach(stateful -> stateful.restored(batch.tick()));
    }

    /** Every committed batch has been shown. */
    void done(Recovered recovered) {
        List<RecoveredBatch> rerun = recovered.rerun();
        long committed = rerun.isEmpty() ? recovered.lastTick() : rerun.get(0).tick() - 1;
        byNumber.values().forEach(stateful -> stateful.restoredAll(committed));
    }
}
