package io.headrace.exec.state;

import io.headrace.Time;
import io.headrace.exec.batch.Batch;
import io.headrace.exec.eval.EntryKind;
import io.headrace.exec.eval.RestoredEntries;
import io.headrace.exec.eval.StateDelta;
import io.headrace.exec.eval.StateForm;
import io.headrace.exec.fold.KeyPlacer;
import io.headrace.memory.RawMemory;
import java.util.List;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The states of all keys of a stream, in partitions: begun once, with the initial ones; changed batch by batch; restored.
 *
 * <p>Beside the changes of keys one entry is written, with the stream's first batch: it says, also when no key is left, that the initial
 * states have had their time.
 *
 * <p><b>Threading:</b> the thread of the jobs, and the starting one before; a partition by one worker at a time.
 */
public final class PartitionedStates implements AutoCloseable {
    private static final byte BEGUN = 3;
    private static final int BEGUN_BYTES = 4;
    private static final long FOR_EVER = 1L << 62; // ticks

    private final List<PartitionStates> partitions;
    private final KeyPlacer placement;
    private final @Nullable List<Object> initial;
    private boolean isBegun;
    private boolean isUnderWay;

    /**
     * @param partitions as many as those of the placement; owned by this
     * @param placement which this owns
     * @param initial pairs to begin with, or null
     */
    public PartitionedStates(List<PartitionStates> partitions, KeyPlacer placement, @Nullable List<Object> initial) {
        this.partitions = List.copyOf(partitions);
        this.placement = placement;
        this.initial = initial;
    }

    public int partitions() {
        return partitions.size();
    }

    public PartitionStates partition(int partition) {
        return partitions.get(partition);
    }

    /** Of what is committed. */
    long sum(ToLongFunction<KeyedStates> of) {
        long sum = 0;
        for (int i = 0; i < partitions.size(); i++)
            sum += of.applyAsLong(partitions.get(i).committed());
        return sum;
    }

    /** A batch begins; its time. */
    Time begin(Batch batch) {
        isUnderWay = true;
        for (PartitionStates partition : partitions) partition.batch(batch.timeMillis());
        if (!isBegun && initial != null) beginAll(initial);
        return new Time(batch.timeMillis());
    }

    private void beginAll(List<Object> states) {
        for (int i = 0; i < partitions.size(); i++) {
            int partition = i;
            partitions.get(i).begin(states, key -> placement.partitionOf(key) == partition);
        }
    }

    String codecs() {
        return partitions.get(0).codecs().id();
    }

    StateForm form() {
        StateForm begun = StateForm.panes(BEGUN, EntryKind.Contents.ROWS, List.of(), FOR_EVER);
        return partitions.get(0).form().and(begun);
    }

    void writeDelta(StateDelta delta) throws InterruptedException {
        if (!isUnderWay || !delta.isWanted()) return;
        if (!isBegun) writeBegun(delta);
        for (PartitionStates partition : partitions) partition.writeDelta(delta);
    }

    /** An entry of rows that has none. */
    private static void writeBegun(StateDelta delta) throws InterruptedException {
        long entry = delta.claim(0, BEGUN, BEGUN_BYTES);
        RawMemory.putInt(entry, 0);
        delta.commit(BEGUN_BYTES);
    }

    void accept() {
        if (!isUnderWay) return;
        for (PartitionStates partition : partitions) partition.accept();
        isBegun = true;
        isUnderWay = false;
    }

    void discard() {
        for (PartitionStates partition : partitions) partition.discard();
        isUnderWay = false;
    }

    void restore(RestoredEntries entries) {
        for (int i = 0; i < partitions.size(); i++) partitions.get(i).beginRestoring(entries.areFirst());
        while (entries.next()) {
            isBegun = true;
            byte kind = entries.kind();
            if (kind == BEGUN) continue;
            long address = entries.address();
            int length = entries.length();
            Object key = partitions.get(0).keyOf(kind, address, length);
            partitions.get(placement.partitionOf(key)).restore(kind, address, length);
        }
        for (int i = 0; i < partitions.size(); i++) partitions.get(i).restoreGathered();
    }

    /** So many keys are about to be restored, in partitions of about the same size. */
    void expect(long keys) {
        for (PartitionStates partition : partitions) partition.committed().expect(keys / partitions.size());
    }

    /** Everything that was stored has been restored. */
    void restoredAll() {
        for (PartitionStates partition : partitions) partition.committed().restored();
    }

    @Override
    public void close() {
        for (PartitionStates partition : partitions) partition.close();
        placement.close();
    }
}
