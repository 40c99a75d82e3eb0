package io.headrace.exec.checkpoint;

import io.headrace.exec.journal.ContextSettings;
import io.headrace.exec.journal.DictionaryEntry;
import io.headrace.sink.BatchId;
import java.util.List;

/**
 * What makes some segments a checkpoint: behind which batch it stands, where the log goes on from there, and what is needed to read it.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param number of the checkpoint, from 1 up
 * @param orderly whether the context was stopped in order right behind it
 * @param writtenMillis when, by the context's clock
 * @param batch the last one that is in it
 * @param logId of the log that goes on behind it; 0 without a log
 * @param recoverFrom where in that log a restart has to begin to read; {@link #NO_LOG} without
 * @param inputs without a log, the ALLOC of the batch, see {@link io.headrace.exec.journal.AllocRecord}: where every input stands; else
 *     empty, for the log knows
 * @param dictionary what the numbers in the entries mean
 * @param segments from the oldest to the latest
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Manifest(
        long number,
        boolean orderly,
        long writtenMillis,
        BatchId batch,
        long tick,
        long timeMillis,
        long logId,
        long recoverFrom,
        byte[] inputs,
        ContextSettings settings,
        List<DictionaryEntry> dictionary,
        List<OperatorRecord> operators,
        List<SegmentInfo> segments) {
    /** In place of a position: there is no log. */
    public static final long NO_LOG = -1;

    public Manifest {
        inputs = inputs.clone();
        dictionary = List.copyOf(dictionary);
        operators = List.copyOf(operators);
        segments = List.copyOf(segments);
    }

    @Override
    public byte[] inputs() {
        return inputs.clone();
    }

    public boolean hasLog() {
        return recoverFrom != NO_LOG;
    }

    /** Whether it is made of this segment, among others. */
    boolean hasSegment(long number) {
        for (int i = 0; i < segments.size(); i++) if (segments.get(i).number() == number) return true;
        return false;
    }

    /** Bytes of all segments. */
    public long bytes() {
        return segments.stream().mapToLong(SegmentInfo::bytes).sum();
    }

    /** The dictionary's entry of an operator. */
    public DictionaryEntry operator(int operator) {
        return dictionary.stream()
                .filter(entry -> entry.kind() == DictionaryEntry.Kind.OPERATOR && entry.number() == operator)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "checkpoint " + number + " has no operator " + operator + " in its dictionary"));
    }

    @Override
    public String toString() {
        return "checkpoint " + number + " of batch " + batch + " of " + timeMillis + " ms";
    }
}
