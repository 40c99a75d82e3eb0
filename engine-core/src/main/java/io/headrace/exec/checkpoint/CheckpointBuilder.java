package io.headrace.exec.checkpoint;

import io.headrace.exec.eval.StateForm;
import io.headrace.sink.BatchId;
import io.headrace.wal.CrashPoint;
import io.headrace.wal.CrashPoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes checkpoints: folds what batches have changed into a {@link Shadow}, writes that as a segment, and a manifest that names all
 * segments. Segments are merged in between, a little at a time.
 *
 * <pre>
 *   entries ──▶ shadow ──▶ segment ─┐
 *                          segment ─┼─▶ manifest        the latest two stay, and those of {@link PastCheckpoints}
 *                          segment ─┘                 what none of them names is deleted
 * </pre>
 *
 * <p><b>Threading:</b> made by the starting thread, then of the one of the checkpoints.
 */
public final class CheckpointBuilder implements AutoCloseable {
    private static final long MERGED_PER_STEP = 1 << 20;

    private final CheckpointFacts facts;
    private final Map<Integer, StateForm> forms;
    private final Shadow shadow;
    private final List<SegmentInfo> segments = new ArrayList<>();
    private @Nullable Manifest before; // the one before the last
    private @Nullable Manifest last;
    private final PastCheckpoints past;
    private long nextNumber;
    private @Nullable SegmentMerge merge;

    // The last batch that is folded in.
    private long incarnation;
    private long sequence;
    private long tick;
    private long timeMillis;
    private long recoverFrom = Manifest.NO_LOG;
    private byte[] inputs = {};
    private boolean hasNews;
    private final ApplyCost toApply = new ApplyCost();

    /**
     * @param loaded what there was at the start, the latest behind
     * @param pastMillis for how long batches of the past can be run again
     */
    public CheckpointBuilder(CheckpointFacts facts, List<Manifest> loaded, long pastMillis) throws IOException {
        this.facts = facts;
        past = new PastCheckpoints(pastMillis, loaded);
        forms = Forms.of(facts.operators());
        nextNumber = facts.directory().nextNumber();
        for (Manifest manifest : loaded) {
            before = last;
            last = manifest;
        }
        if (last != null) goOnFrom(last);
        shadow = new Shadow(forms, facts.budget());
    }

    private void goOnFrom(Manifest manifest) {
        segments.addAll(manifest.segments());
        incarnation = manifest.batch().incarnation();
        sequence = manifest.batch().sequence();
        tick = manifest.tick();
        timeMillis = manifest.timeMillis();
        recoverFrom = manifest.recoverFrom();
        inputs = manifest.inputs();
    }

    /** The entries of the batch of this tick follow. */
    void beginBatch() {
        shadow.beginBatch();
    }

    /** One entry of a committed batch. */
    void fold(long ofTick, int operator, int group, byte kind, int flags, long address, int length) throws IOException {
        toApply.add(length);
        if (shadow.fold(ofTick, operator, group, kind, flags, address, length)) return;
        spill();
        if (shadow.fold(ofTick, operator, group, kind, flags, address, length)) return;
        throw new IllegalStateException("no memory is left to make checkpoints with, not even for one entry of "
                + length + " bytes: " + facts.budget() + "; raise headrace.memory.limit");
    }

    /**
     * All entries of the batch are folded in.
     *
     * @param position where a restart has to begin to read that has everything up to this batch from the checkpoint
     */
    void endBatch(long ofIncarnation, long ofSequence, long ofTick, long ofTimeMillis, long position) {
        incarnation = ofIncarnation;
        sequence = ofSequence;
        tick = ofTick;
        timeMillis = ofTimeMillis;
        recoverFrom = position;
        hasNews = true;
    }

    /** Without a log: the ALLOC of the batch that ends next. */
    void inputs(byte[] alloc) {
        inputs = alloc;
    }

    /** Whether there is a batch behind the last checkpoint. */
    boolean hasNews() {
        return hasNews;
    }

    /** What it would take a restart to apply what the last checkpoint has not. */
    long nanosToApply() {
        return toApply.nanos();
    }

    /** Folding in what came since the last call took so long. */
    void foldingTook(long nanos) {
        toApply.measured(nanos);
    }

    long memoryBytes() {
        return shadow.memoryBytes();
    }

    /** The tick of the last batch that is folded in. */
    long tick() {
        return tick;
    }

    @Nullable
    Manifest last() {
        return last;
    }

    /** Where a restart may have to begin to read, whichever of the two checkpoints it finds; -1 while there are no two. */
    public long neededFrom() {
        return before == null ? Manifest.NO_LOG : before.recoverFrom();
    }

    /**
     * From now on the last checkpoint alone is relied on, after every byte of it has been read again: then the log before it may go.
     *
     * @return false when it is relied on already, or there is none
     */
    boolean relyOnLast() throws IOException {
        Manifest latest = last;
        if (latest == null || (before != null && before.number() == latest.number())) return false;
        facts.directory().verify(facts.directory().read(latest.number()));
        before = latest;
        prune();
        return true;
    }

    /** From where on batches of the past need the log; -1 while they need all of it. */
    long pastNeededFrom() {
        return past.neededFrom();
    }

    /** Writes what has changed as a segment, which belongs to the next checkpoint. */
    private void spill() throws IOException {
        if (shadow.isEmpty()) return;
        facts.directory().make();
        long number = nextNumber++;
        Path file = facts.directory().newSegment(number);
        SegmentInfo written;
        CrashPoints.io(CrashPoint.BEFORE_SEGMENT);
        boolean done = false;
        PaneLife life = new PaneLife(forms, tick);
        try (SegmentWriter writer = new SegmentWriter(file, number);
                EntryCursor entries = new MergeCursor(List.of(shadow.sorted()), segments.isEmpty(), life)) {
            while (entries.next()) writer.add(entries);
            written = writer.finish(facts.disk());
            done = true;
        } finally {
            if (!done) Files.deleteIfExists(file);
        }
        if (written.entries() > 0) segments.add(written);
        else Files.deleteIfExists(file);
        shadow.clear();
        CrashPoints.at(CrashPoint.AFTER_SEGMENT);
    }

    /** Writes a checkpoint of all that is folded in, which must end with a whole batch. */
    Manifest write(boolean orderly) throws IOException {
        facts.directory().make();
        spill();
        Manifest made = new Manifest(
                nextNumber++,
                orderly,
                facts.clock().millis(),
                new BatchId(incarnation, sequence),
                tick,
                timeMillis,
                facts.logId(),
                recoverFrom,
                inputs,
                facts.settings(),
                facts.types().entries(),
                operators(),
                segments);
        facts.directory().publish(made, facts.disk());
        before = last;
        last = made;
        past.add(made);
        hasNews = false;
        toApply.clear();
        prune();
        if (merge == null) planMerge();
        return made;
    }

    /** The streams that remember, each with the last tick that changed it. */
    private List<OperatorRecord> operators() {
        List<OperatorRecord> operators = new ArrayList<>();
        for (OperatorRecord operator : facts.operators()) {
            long changed = Math.max(operator.lastTick(), shadow.lastTick(operator.number()));
            operators.add(new OperatorRecord(operator.number(), operator.site(), operator.form(), changed));
        }
        return operators;
    }

    private void prune() throws IOException {
        List<Manifest> kept = new ArrayList<>(past.kept());
        if (before != null) kept.add(before);
        if (last != null) kept.add(last);
        facts.directory().prune(kept, this::isInUse);
    }

    private boolean isInUse(long segment) {
        if (merge != null && merge.number() == segment) return true;
        for (int i = 0; i < segments.size(); i++) if (segments.get(i).number() == segment) return true;
        return false;
    }

    private void planMerge() throws IOException {
        int from = MergePolicy.from(segments);
        if (from < 0) return;
        List<SegmentInfo> run = new ArrayList<>(segments.subList(from, segments.size()));
        merge = new SegmentMerge(facts, run, from == 0, new PaneLife(forms, tick), nextNumber++);
    }

    /** Merges segments a little further; false when there is nothing to merge. The next checkpoint has what was merged. */
    boolean mergeStep() throws IOException {
        SegmentMerge running = merge;
        if (running == null) return false;
        boolean done = false;
        try {
            CrashPoints.io(CrashPoint.BEFORE_MERGE);
            SegmentInfo merged = running.step(MERGED_PER_STEP);
            done = true;
            if (merged == null) return true;
            replace(running.run(), merged);
            CrashPoints.at(CrashPoint.AFTER_MERGE);
            endMerge();
            return true;
        } finally {
            if (!done) endMerge();
        }
    }

    private void replace(List<SegmentInfo> run, SegmentInfo merged) {
        int from = segments.indexOf(run.get(0));
        segments.subList(from, from + run.size()).clear();
        if (merged.entries() > 0) segments.add(from, merged);
    }

    private void endMerge() throws IOException {
        SegmentMerge running = merge;
        merge = null;
        if (running != null) running.close();
    }

    @Override
    public void close() throws IOException {
        try {
            endMerge();
        } finally {
            shadow.close();
        }
    }
}
