package io.headrace.exec.journal;

import java.util.List;

/**
 * What the log says about the time before: what {@link Recovery#read} found.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param lastTick that was used up, by a batch or as an empty one; 0 for none
 * @param lastSequence of a batch; 0 for none
 * @param lastAlloc where the last ALLOC stands in the log; 0 for none
 * @param firstDelta where the ALLOC of the first batch stands that has state changes in the log; -1 when none has
 * @param rerun batches that were allocated and not committed, in order
 * @param remembered committed batches that are young enough to be needed still, in order
 * @param streams by stream id
 */
public record Recovered(
        long lastTick,
        long lastSequence,
        long lastAlloc,
        long firstDelta,
        List<RecoveredBatch> rerun,
        List<RecoveredBatch> remembered,
        List<RecoveredStream> streams) {
    public static final long NO_DELTA = -1;

    /** Nothing came before. */
    public static final Recovered NOTHING = new Recovered(0, 0, 0, NO_DELTA, List.of(), List.of(), List.of());

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
