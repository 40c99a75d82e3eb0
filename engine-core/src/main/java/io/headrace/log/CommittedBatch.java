package io.headrace.log;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The chunks of one attempt to write a batch, as they are found in the log.
 *
 * <p><b>Threading:</b> one thread.
 */
final class CommittedBatch {
    /** Where a chunk stands. */
    private record Chunk(int partition, int ordinal, int rows, long position) {}

    private static final Comparator<Chunk> ORDER =
            Comparator.comparingInt(Chunk::partition).thenComparingInt(Chunk::ordinal);

    private final List<Chunk> chunks = new ArrayList<>();
    private long attempt;

    /** A chunk that begins another attempt makes the one before void. */
    void add(long chunk, long position) {
        long itsAttempt = SinkLogFormat.attempt(chunk);
        if (itsAttempt != attempt) chunks.clear();
        attempt = itsAttempt;
        chunks.add(new Chunk(
                SinkLogFormat.partition(chunk), SinkLogFormat.ordinal(chunk), SinkLogFormat.rows(chunk), position));
    }

    /** Whether these are all the chunks of the batch that this record commits; they are in their order then. */
    boolean isCommittedBy(long commit) {
        chunks.sort(ORDER);
        return SinkLogFormat.attemptOfBatch(commit) == attempt && SinkLogFormat.chunks(commit) == chunks.size();
    }

    int size() {
        return chunks.size();
    }

    long position(int chunk) {
        return chunks.get(chunk).position();
    }

    int rows(int chunk) {
        return chunks.get(chunk).rows();
    }

    void clear() {
        chunks.clear();
        attempt = 0;
    }
}
