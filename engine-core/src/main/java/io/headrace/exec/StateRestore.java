package io.headrace.exec;

import io.headrace.StreamingException;
import io.headrace.exec.checkpoint.CheckpointDirectory;
import io.headrace.exec.checkpoint.DeltaFeed;
import io.headrace.exec.checkpoint.Manifest;
import io.headrace.exec.checkpoint.OperatorRecord;
import io.headrace.exec.checkpoint.SegmentInfo;
import io.headrace.exec.checkpoint.StateVisitor;
import io.headrace.exec.eval.StatefulEvaluator;
import io.headrace.exec.journal.DeltaVisitor;
import io.headrace.exec.journal.RecoveredBatch;
import io.headrace.sink.BatchId;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives the streams that remember what a checkpoint has of them, and then what batches have changed that the log has behind it: one after the
 * other, as these batches did. Who makes checkpoints is told where those changes lie, and reads them again when the start is over.
 *
 * <p><b>Threading:</b> the starting thread reads, and another one restores what it is given, until {@link #done} or {@link #close}.
 */
final class StateRestore implements DeltaVisitor, AutoCloseable {
    private static final int KINDS = 1 << Byte.SIZE;

    private final StatefulEvaluator[] byNumber; // null where an operator has no state
    private final @Nullable DeltaFeed feed;
    private final boolean[] touched; // by the batch, by number
    private final boolean[][] kinds; // of entries that each has, by number
    private final RestoringThread behind;
    private long recoverFrom = Manifest.NO_LOG;
    private long tick;
    private int parts;

    /** @param feed of who makes checkpoints; null for nobody */
    StateRestore(Map<Integer, StatefulEvaluator> byNumber, @Nullable DeltaFeed feed) {
        int most = byNumber.keySet().stream().mapToInt(number -> number).max().orElse(-1);
        this.byNumber = new StatefulEvaluator[most + 1];
        byNumber.forEach((number, stateful) -> this.byNumber[number] = stateful);
        this.feed = feed;
        touched = new boolean[most + 1];
        kinds = new boolean[most + 1][KINDS];
        byNumber.forEach((number, stateful) ->
                stateful.form().kinds().forEach(kind -> kinds[number][kind.kind() & 0xff] = true));
        behind = new RestoringThread(this.byNumber);
    }

    /**
     * Shows what the checkpoint has: of each stream its keys, then its panes tick by tick, as if these batches had changed no keys.
     *
     * @param keys about how many each stream has, by its number; nothing where that is not known
     * @param progress is told of each entry
     */
    void checkpoint(CheckpointDirectory directory, Manifest manifest, Map<Integer, Long> keys, RestartProgress progress)
            throws IOException {
        recoverFrom = manifest.recoverFrom();
        Map<Integer, OperatorRecord> stored = new HashMap<>();
        for (OperatorRecord operator : manifest.operators()) {
            mustMatch(operator, manifest);
            stored.put(operator.number(), operator);
            evaluator(operator.number()).expect(keys.getOrDefault(operator.number(), 0L));
        }
        progress.checkpoint(
                manifest.segments().stream().mapToLong(SegmentInfo::entries).sum());
        FromCheckpoint visitor = new FromCheckpoint(stored, progress);
        directory.show(manifest, visitor);
        visitor.end();
    }

    /** What the checkpoint has must be of the form in which the streams keep it now, which may have more. */
    private void mustMatch(OperatorRecord stored, Manifest manifest) {
        StatefulEvaluator stateful = evaluator(stored.number());
        if (stateful.form().kinds().containsAll(stored.form().kinds())) return;
        throw otherForm(
                stateful,
                manifest + " has, of " + stored.site() + ", " + stored.form().inWords());
    }

    private static StreamingException otherForm(StatefulEvaluator stateful, String stored) {
        return new StreamingException(stateful.node().describe() + " is not what it was: " + stored
                + ", and it keeps " + stateful.form().inWords()
                + ": change the operation back (with an inverse, or without), or begin with an empty directory");
    }

    private StatefulEvaluator evaluator(int operator) {
        StatefulEvaluator stateful = operator < 0 || operator >= byNumber.length ? null : byNumber[operator];
        if (stateful == null)
            throw new IllegalStateException("the directory has state of operator number " + operator
                    + ", which the program does not have; that was to be refused before");
        return stateful;
    }

    /** Without a checkpoint everything from here on has to be read again, until there is one. */
    @Override
    public void from(long position) {
        if (recoverFrom == Manifest.NO_LOG) recoverFrom = position;
    }

    @Override
    public void begin(RecoveredBatch batch) {
        CrashPoints.at(CrashPoint.IN_LOG_RESTORE);
        tick = batch.tick();
        parts = 0;
    }

    @Override
    public void part(long position, int length) {
        if (feed != null) feed.recovered(position, length);
        parts++;
    }

    @Override
    public void delta(int operator, int group, int kind, int flags, long address, int length) throws IOException {
        StatefulEvaluator stateful = evaluator(operator);
        if (!kinds[operator][kind & 0xff]) throw otherForm(stateful, "the log has changes of kind " + kind);
        behind.restore(operator, tick, group, (byte) kind, address, length, false);
        touched[operator] = true;
    }

    @Override
    public void end(RecoveredBatch batch) throws IOException {
        for (int operator = 0; operator < touched.length; operator++) {
            if (!touched[operator]) continue;
            touched[operator] = false;
            behind.restored(operator, tick);
        }
        BatchId id = batch.id();
        if (feed != null) feed.committed(id.incarnation(), id.sequence(), tick, batch.timeMillis(), parts, recoverFrom);
    }

    /** Every committed batch has been shown: waits until everything is restored. */
    void done() throws IOException {
        behind.finish();
        for (StatefulEvaluator stateful : byNumber) if (stateful != null) stateful.restoredAll();
    }

    /** Also before everything is restored. */
    @Override
    public void close() {
        behind.close();
    }

    /** Ends each stream's ticks where the next one's begin. */
    private final class FromCheckpoint implements StateVisitor {
        private final Map<Integer, OperatorRecord> stored;
        private final RestartProgress progress;
        private final Map<Integer, Long> ended = new HashMap<>();
        private int operator = -1;
        private long lastTick; // of the operator
        private long paneTick = NO_PANE;

        FromCheckpoint(Map<Integer, OperatorRecord> stored, RestartProgress progress) {
            this.stored = stored;
            this.progress = progress;
        }

        @Override
        public void entry(int of, long ofTick, int group, byte kind, long address, int length) throws IOException {
            if (of != operator || ofTick != paneTick) endPane();
            if (of != operator) begin(of);
            paneTick = ofTick;
            CrashPoints.at(CrashPoint.IN_STATE_RESTORE);
            progress.entry();
            behind.restore(of, ofTick == NO_PANE ? lastTick : ofTick, group, kind, address, length, true);
        }

        private void begin(int of) {
            OperatorRecord known = stored.get(of);
            if (known == null)
                throw new IllegalStateException("a segment has operator " + of + ", which its manifest has not");
            evaluator(of); // that there is one
            operator = of;
            lastTick = known.lastTick();
        }

        private void endPane() throws IOException {
            if (paneTick == NO_PANE) return;
            behind.restored(operator, paneTick);
            ended.put(operator, paneTick);
        }

        /** The last batch that changed a stream was the last one for it, also when nothing is left of what it changed. */
        void end() throws IOException {
            endPane();
            for (OperatorRecord known : stored.values()) {
                Long last = ended.get(known.number());
                if (known.lastTick() >= 0 && (last == null || last != known.lastTick()))
                    behind.restored(known.number(), known.lastTick());
            }
        }
    }
}
