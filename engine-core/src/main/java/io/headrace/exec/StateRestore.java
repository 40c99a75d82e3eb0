package io.headrace.exec;

import io.headrace.StreamingException;
import io.headrace.exec.checkpoint.CheckpointBuilder;
import io.headrace.exec.checkpoint.Manifest;
import io.headrace.exec.checkpoint.OperatorRecord;
import io.headrace.exec.checkpoint.StateVisitor;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.journal.DeltaVisitor;
import io.headrace.exec.journal.RecoveredBatch;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Gives the streams that remember what a checkpoint has of them, and what the log has behind it. What batches have changed is folded first,
 * as for the next checkpoint; so each key is restored once, however often it was changed.
 *
 * <p><b>Threading:</b> the starting thread.
 */
final class StateRestore implements DeltaVisitor {
    private final Map<Integer, StatefulEvaluator> byNumber;
    private final CheckpointBuilder changes;
    private long tick;

    /** @param changes gets what the log has, and knows the checkpoint that is gone on from */
    StateRestore(Map<Integer, StatefulEvaluator> byNumber, CheckpointBuilder changes) {
        this.byNumber = Map.copyOf(byNumber);
        this.changes = changes;
    }

    /** What the checkpoint has must be of the form in which the streams keep it now. */
    void mustMatch(Manifest manifest) {
        for (OperatorRecord operator : manifest.operators()) mustMatch(operator, manifest);
    }

    private void mustMatch(OperatorRecord stored, Manifest manifest) {
        StatefulEvaluator stateful = evaluator(stored.number());
        if (stored.form().kinds().equals(stateful.form().kinds())) return;
        throw new StreamingException(manifest + " has the state of \""
                + manifest.operator(stored.number()).name() + "\", written at "
                + stored.site() + ", as " + stored.form().kinds() + ", and "
                + stateful.node().describe()
                + " keeps it as " + stateful.form().kinds() + ": give the changed one another name, or begin with"
                + " an empty directory");
    }

    private StatefulEvaluator evaluator(int operator) {
        StatefulEvaluator stateful = byNumber.get(operator);
        if (stateful == null)
            throw new IllegalStateException("the directory has state of operator number " + operator
                    + ", which the program does not have; that was to be refused before");
        return stateful;
    }

    @Override
    public void begin(RecoveredBatch batch) {
        CrashPoints.at(CrashPoint.IN_LOG_RESTORE);
        tick = batch.tick();
        changes.beginBatch();
    }

    @Override
    public void delta(int operator, int group, int kind, int flags, long address, int length) {
        evaluator(operator); // that there is one
        try {
            changes.fold(tick, operator, group, (byte) kind, flags, address, length);
        } catch (IOException e) {
            throw new UncheckedIOException("what the log has behind the last checkpoint cannot be written aside", e);
        }
    }

    @Override
    public void end(RecoveredBatch batch) {
        changes.endBatch(batch.id(), batch.tick(), batch.timeMillis());
    }

    /** Every committed batch has been shown: now the streams get of each its keys, then its panes tick by tick. */
    void done() throws IOException {
        Map<Integer, OperatorRecord> stored = new HashMap<>();
        for (OperatorRecord operator : changes.operators()) stored.put(operator.number(), operator);
        AllOf visitor = new AllOf(stored);
        changes.show(visitor);
        visitor.end();
        byNumber.values().forEach(StatefulEvaluator::restoredAll);
    }

    /** Ends each stream's ticks where the next one's begin. */
    private final class AllOf implements StateVisitor {
        private final Map<Integer, OperatorRecord> stored;
        private final Map<Integer, Long> ended = new HashMap<>();
        private int operator = -1;
        private long paneTick = NO_PANE;

        AllOf(Map<Integer, OperatorRecord> stored) {
            this.stored = stored;
        }

        @Override
        public void entry(int of, long ofTick, int group, byte kind, long address, int length) {
            if (of != operator || ofTick != paneTick) endPane();
            operator = of;
            paneTick = ofTick;
            CrashPoints.at(CrashPoint.IN_STATE_RESTORE);
            OperatorRecord known = stored.get(of);
            if (known == null)
                throw new IllegalStateException("a segment has operator " + of + ", which its manifest has not");
            evaluator(of).restore(ofTick == NO_PANE ? known.lastTick() : ofTick, group, kind, address, length);
        }

        private void endPane() {
            if (paneTick == NO_PANE) return;
            evaluator(operator).restored(paneTick);
            ended.put(operator, paneTick);
        }

        /** The last batch that changed a stream was the last one for it, also when nothing is left of what it changed. */
        void end() {
            endPane();
            for (OperatorRecord known : stored.values()) {
                Long last = ended.get(known.number());
                if (known.lastTick() >= 0 && (last == null || last != known.lastTick()))
                    evaluator(known.number()).restored(known.lastTick());
            }
        }
    }
}
