package io.headrace;

import io.headrace.sink.BatchId;

/**
 * A batch of the past that {@link Replay} can run again.
 *
 * <p><b>Threading:</b> immutable.
 *
 * @param records that its inputs brought
 * @param leftOut how many of them were set aside, because processing them threw
 * @param isCommitted whether it was done; else a stop or a failure came between, and there is no result to compare with
 */
public record ReplayBatch(BatchId id, Time time, long records, int leftOut, boolean isCommitted) {
    @Override
    public String toString() {
        return "batch " + id + " of " + time + ", " + records + " records"
                + (leftOut == 0 ? "" : ", " + leftOut + " of them left out")
                + (isCommitted ? "" : ", not committed");
    }
}
