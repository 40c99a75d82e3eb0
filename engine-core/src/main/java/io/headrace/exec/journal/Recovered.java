package io.headrace.exec.journal;

import io.headrace.memory.MemoryTag;
import io.headrace.memory.NativeMemory;
import io.headrace.memory.RawMemory;
import java.util.ArrayList;
import java.util.List;

/**
 * What the log says about the time before: what {@link Recovery#read} found.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param lastTick that was used up, by a batch or as an empty one; 0 for none
 * @param lastSequence of a batch; 0 for none
 * @param lastAlloc where the last ALLOC stands in the log; 0 for none
 * @param rerun batches that were allocated and not committed, in order
 * @param remembered committed batches that are young enough to be needed still, in order
 * @param streams by stream id
 * @param past from where on batches of the past need the log, as far as it was read
 */
public record Recovered(
        long lastTick,
        long lastSequence,
        long lastAlloc,
        List<RecoveredBatch> rerun,
        List<RecoveredBatch> remembered,
        List<RecoveredStream> streams,
        PastPlaces past) {
    /** Nothing came before. */
    public static final Recovered NOTHING = new Recovered(0, 0, 0, List.of(), List.of(), List.of(), new PastPlaces());

    /**
     * What a checkpoint says, where there is no log: where the batch that it stands behind left every input.
     *
     * @throws io.headrace.memory.CorruptDataException when these are not the bytes of an ALLOC
     */
    public static Recovered of(byte[] alloc) {
        long copy = NativeMemory.allocate(alloc.length, MemoryTag.LOG);
        try {
            RawMemory.copyFromArray(alloc, 0, copy, alloc.length);
            AllocRecord record = new AllocRecord().wrap(copy, alloc.length);
            List<RecoveredStream> streams = new ArrayList<>();
            for (int i = 0; i < record.streams(); i++) {
                record.next();
                RecoveredStream stream = new RecoveredStream();
                stream.allocated(record.timeMillis(), record.first(), record.endBlock(), false);
                stream.withoutMarks();
                byte[] position = new byte[record.positionLength()];
                RawMemory.copyToArray(record.positionAddress(), position, 0, position.length);
                stream.sourcePosition(position);
                streams.add(stream);
            }
            return new Recovered(record.tick(), record.sequence(), 0, List.of(), List.of(), streams, new PastPlaces());
        } finally {
            NativeMemory.free(copy, alloc.length, MemoryTag.LOG);
        }
    }

    private static final RecoveredStream NEW = new RecoveredStream();

    public Recovered {
        rerun = List.copyOf(rerun);
        remembered = List.copyOf(remembered);
        streams = List.copyOf(streams);
    }

    /** Where the input stood; one that is new stands at its beginning. */
    public RecoveredStream stream(int id) {
        return id < streams.size() ? streams.get(id) : NEW;
    }
}
