package io.headrace.exec.journal;

import io.headrace.exec.batch.Batch;
import io.headrace.sink.BatchId;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A batch that the log allocated, as a restart finds it.
 *
 * <p><b>Threading:</b> filled by the thread that recovers, read by any after that.
 */
public final class RecoveredBatch {
    private final BatchId id;
    private final long tick;
    private final long timeMillis;
    private final long logSequence;
    private final long logPosition;
    private final long[] first;
    private final long[] end;
    private final int[] flags;
    private final Set<SkipRecord.Skipped> skipped = new LinkedHashSet<>();
    private boolean committed;

    RecoveredBatch(AllocRecord alloc, long logSequence, long logPosition) {
        id = new BatchId(alloc.incarnation(), alloc.sequence());
        tick = alloc.tick();
        timeMillis = alloc.timeMillis();
        this.logSequence = logSequence;
        this.logPosition = logPosition;
        first = new long[alloc.streams()];
        end = new long[alloc.streams()];
        flags = new int[alloc.streams()];
        alloc.rewind();
        for (int stream = 0; stream < first.length; stream++) {
            alloc.next();
            first[stream] = alloc.first();
            end[stream] = alloc.endBlock();
            flags[stream] = alloc.flags();
        }
    }

    public BatchId id() {
        return id;
    }

    public long tick() {
        return tick;
    }

    public long timeMillis() {
        return timeMillis;
    }

    /** The sequence of its ALLOC in the log. */
    public long logSequence() {
        return logSequence;
    }

    /** Where its ALLOC stands. */
    public long logPosition() {
        return logPosition;
    }

    public int streams() {
        return first.length;
    }

    public long firstBlock(int stream) {
        return first[stream];
    }

    public long endBlock(int stream) {
        return end[stream];
    }

    public boolean isExplicit(int stream) {
        return (flags[stream] & AllocRecord.EXPLICIT) != 0;
    }

    public boolean hasDataset(int stream) {
        return (flags[stream] & AllocRecord.NO_DATASET) == 0;
    }

    /** The records that it leaves out. */
    public Set<SkipRecord.Skipped> skipped() {
        return skipped;
    }

    public boolean isCommitted() {
        return committed;
    }

    void commit() {
        committed = true;
    }

    /** Makes the batch this one, to be run again. */
    public void fill(Batch batch, long cutNanos) {
        batch.begin(id.incarnation(), id.sequence(), tick, timeMillis, cutNanos);
        batch.journalled(logSequence);
        batch.rerun();
        for (int stream = 0; stream < first.length; stream++) {
            if (hasDataset(stream)) batch.blocks(stream, first[stream], end[stream]);
            else batch.explicit(stream, null);
        }
    }

    @Override
    public String toString() {
        return "batch " + id + " of " + timeMillis + " ms";
    }
}
