package io.headrace.exec;

import io.headrace.StreamingException;
import io.headrace.exec.checkpoint.CheckpointBuilder;
import io.headrace.exec.checkpoint.CheckpointDirectory;
import io.headrace.exec.checkpoint.Manifest;
import io.headrace.exec.checkpoint.OperatorRecord;
import io.headrace.exec.checkpoint.StateVisitor;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.journal.DeltaVisitor;
import io.headrace.exec.journal.Recovered;
import io.headrace.exec.journal.RecoveredBatch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives the streams that remember what a checkpoint has of them, and then what the log has behind it.
 *
 * <p><b>Threading:</b> the starting thread.
 */
final class StateRestore implements DeltaVisitor {
    private final Map<Integer, StatefulEvaluator> byNumber;
    private final @Nullable CheckpointBuilder checkpoints;
    private final Set<StatefulEvaluator> touched = new HashSet<>();
    private long tick;

    /** @param checkpoints gets what the log has; null when none are made */
    StateRestore(Map<Integer, StatefulEvaluator> byNumber, @Nullable CheckpointBuilder checkpoints) {
        this.byNumber = Map.copyOf(byNumber);
        this.checkpoints = checkpoints;
    }

    /** Shows what the checkpoint has: of each stream its keys, then its panes tick by tick, as if these batches had changed no keys. */
    void from(CheckpointDirectory directory, Manifest manifest) throws IOException {
        Map<Integer, OperatorRecord> stored = new HashMap<>();
        for (OperatorRecord operator : manifest.operators()) {
            stored.put(operator.number(), operator);
            mustMatch(operator, manifest);
        }
        FromCheckpoint visitor = new FromCheckpoint(stored);
        directory.show(manifest, visitor);
        visitor.end();
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
        tick = batch.tick();
        touched.clear();
        if (checkpoints != null) checkpoints.beginBatch();
    }

    @Override
    public void delta(int operator, int group, int kind, int flags, long address, int length) {
        StatefulEvaluator stateful = evaluator(operator);
        stateful.restore(tick, group, (byte) kind, address, length);
        touched.add(stateful);
        if (checkpoints == null) return;
        try {
            checkpoints.fold(tick, operator, group, (byte) kind, flags, address, length);
        } catch (IOException e) {
            throw new UncheckedIOException("what the log has behind the last checkpoint cannot be written aside", e);
        }
    }

    @Override
    public void end(RecoveredBatch batch) {
        touched.forEach(stateful -> stateful.restored(batch.tick()));
        if (checkpoints != null) checkpoints.endBatch(batch.id(), batch.tick(), batch.timeMillis());
    }

    /** Every committed batch has been shown. */
    void done(Recovered recovered) {
        List<RecoveredBatch> rerun = recovered.rerun();
        long committed = rerun.isEmpty() ? recovered.lastTick() : rerun.get(0).tick() - 1;
        byNumber.values().forEach(stateful -> stateful.restoredAll(committed));
    }

    /** Ends each stream's ticks where the next one's begin. */
    private final class FromCheckpoint implements StateVisitor {
        private final Map<Integer, OperatorRecord> stored;
        private final Map<Integer, Long> ended = new HashMap<>();
        private int operator = -1;
        private long paneTick = NO_PANE;

        FromCheckpoint(Map<Integer, OperatorRecord> stored) {
            this.stored = stored;
        }

        @Override
        public void entry(int of, long ofTick, int group, byte kind, long address, int length) {
            if (of != operator || ofTick != paneTick) endPane();
            operator = of;
            paneTick = ofTick;
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
